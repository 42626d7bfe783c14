from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import AppConfig


@dataclass(frozen=True)
class Beside:
    """A promise as another room sets it beside its own figures: words, what is owed in the year, and what the plan counts."""

    promise: str
    title: str
    words: str
    unit: str
    target: int | None
    year: Decimal
    whole: Decimal


class PlanConfig(AppConfig):
    name = "jiangong.plan"
    label = "plan"
    verbose_name = "规划"

    def beside(self, chapter: str, organisation: Any, year: int) -> list[Beside]:
        """The promises of a chapter with the plan's figures of an organisation; one query. For rooms on the same storey,
        which may not import the plan: `apps.get_app_config("plan").beside("B", city, 2026)`.
        """
        from jiangong.plan.definition import Each, current
        from jiangong.plan.models import Cell

        found = next((one for one in current().chapters if one.id == chapter), None)
        promises = found.promises if found else ()
        cells = {
            (one.promise, one.period): one.value
            for one in Cell.objects.filter(
                organisation=organisation,
                promise__in=[one.id for one in promises],
                period__in=[str(year), "all"],
            )
        }
        return [
            Beside(
                one.id, str(one.title), str(one.words), str(one.unit),
                one.target.figure if one.target and one.target.each is Each.YEAR else None,
                cells.get((one.id, str(year)), Decimal(0)), cells.get((one.id, "all"), Decimal(0)),
            )
            for one in promises
        ]  # fmt: skip
