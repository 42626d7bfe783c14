"""The upper three levels of the city's union tree, from the published table in data/."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from jiangong.foundation.organisations.actions.founding import Draft, create_many
from jiangong.foundation.organisations.models import Organisation

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

DIVISIONS = Path(__file__).resolve().parents[1] / "data" / "yantai.csv"


def read_divisions() -> list[dict[str, str]]:
    """The rows of the table, parents before children: code, kind, parent (a code), division, name, short_name."""
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@transaction.atomic
def load_divisions(*, by: User | None = None, on: date) -> dict[str, Organisation]:
    """Found the city federation, its districts and townships as of `on`, where they do not stand yet.

    Can be repeated: what is there (by code) stays as it is. Returns all of them by code.
    """
    rows = read_divisions()
    standing: dict[str, Organisation | Draft] = {
        one.code: one for one in Organisation.objects.filter(code__in=[row["code"] for row in rows])
    }
    missing: list[Draft] = []
    for row in rows:
        if row["code"] not in standing:
            draft = Draft(
                code=row["code"],
                kind=row["kind"],
                parent=standing[row["parent"]] if row["parent"] else None,
                name=row["name"],
                short_name=row["short_name"],
                division_code=row["division"],
                founded_on=on,
            )
            standing[row["code"]] = draft
            missing.append(draft)
    made = {one.code: one for one in create_many(missing, by=by)}
    return {code: one if isinstance(one, Organisation) else made[code] for code, one in standing.items()}
