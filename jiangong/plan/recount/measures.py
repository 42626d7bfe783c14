"""What is counted, read from plan.json: the definition that a stranger has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiangong.plan.definition import Counting, Measure, Plan, PlanFileError


@dataclass(frozen=True)
class Counted:
    """The plan's first and last day, and the measure of each counted promise."""

    since: date
    until: date
    measures: Mapping[str, Measure]

    def of_kind(self, *kinds: Counting) -> list[str]:
        """The promises that count in one of these ways."""
        return [name for name, measure in self.measures.items() if measure.kind in kinds]

    @property
    def verbs(self) -> list[str]:
        return sorted({verb for measure in self.measures.values() for verb in measure.verbs})

    @property
    def facts(self) -> list[str]:
        """The payload names that any measure asks for."""
        return sorted({name for measure in self.measures.values() for name, _ in measure.payload})


def counted_by(plan: Plan) -> Counted:
    """What a plan counts."""
    return Counted(plan.since, plan.until, plan.counted)


def read_measures(facts: Any) -> Counted:
    """What plan.json counts. Raises PlanFileError with a sentence if it is not in that form.

    The file may come from anywhere: a text with a quotation mark, a backslash or a control character is refused, so
    that none can end the text of a statement.
    """
    try:
        return Counted(
            date.fromisoformat(facts["since"]),
            date.fromisoformat(facts["until"]),
            {
                _plain(name): Measure(
                    Counting(one["kind"]),
                    tuple(map(_plain, one["verbs"])),
                    tuple((_plain(key), _plain(value)) for key, value in one["payload"].items()),
                    tuple(map(_plain, one["attributes"])),
                )
                for name, one in facts["promises"].items()
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PlanFileError(
            f"plan.json is not in the published form: {type(error).__name__} {error}."
        ) from error


def _plain(text: Any) -> str:
    if not isinstance(text, str) or not text or not text.isprintable() or set(text) & set("'\"`\\"):
        raise ValueError(f"{text!r:.60} is not a plain text")
    return text
