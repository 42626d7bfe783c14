"""Write very many entries with their places at once: the demonstration city, a city's past."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction

from jiangong.foundation.common.locks import Lock, wait_for
from jiangong.foundation.ledger.actions.recording import only_known_verbs


class Row(NamedTuple):
    """What `copy_entries` writes as one entry, by internal numbers; the fields mean what they mean in `record`."""

    verb: str
    subject_type: str
    subject_id: int
    organisation_id: int
    lineage_id: int
    person_id: int | None
    quantity: Decimal | int
    attribute: str
    payload: Mapping[str, Any]
    happened_on: date
    recorded_at: datetime
    recorded_by_id: int | None


COPIED = 50_000  # entries a COPY: large enough for speed, small enough that deferred checks stay in memory


def copy_entries(rows: Iterable[Row], *, progress: Callable[[int], None] | None = None) -> int:
    """Write very many entries with their places by COPY, 50,000 a transaction; return how many were written.

    For the demonstration city and for taking over a city's past: no permission is asked and nobody is told. The
    caller names the lineage that held on the day. `progress` gets the number written so far.
    """
    written = 0
    waiting = iter(rows)
    while chunk := list(islice(waiting, COPIED)):
        only_known_verbs({row.verb for row in chunk})
        with transaction.atomic():
            _copy(chunk)
        written += len(chunk)
        if progress is not None:
            progress(written)
    return written


def _copy(rows: Sequence[Row]) -> None:
    wait_for(Lock.SEQUENCER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(position) + 1, 0) FROM ledger_place")
        [first] = cursor.fetchone()
        cursor.execute(
            "SELECT nextval('ledger_entry_id_seq') FROM generate_series(1, %s)",  # ours alone, whoever else writes
            [len(rows)],
        )
        numbers = [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT set_config('ledger.placed_by_writer', 'yes', true)")  # see migration 0004
        texts: dict[str, str] = {}  # payloads repeat: each is written as JSON once
        with cursor.copy(
            "COPY ledger_entry (id, verb, subject_type, subject_id, organisation_id, lineage_id, person_id, quantity,"
            " attribute, payload, happened_on, recorded_at, recorded_by_id) FROM STDIN"
        ) as copy:
            for number, row in zip(numbers, rows, strict=True):
                key = repr(row.payload)
                if (text := texts.get(key)) is None:
                    text = texts[key] = json.dumps(row.payload, ensure_ascii=False)
                copy.write_row((number, *row[:8], text, *row[9:]))
        with cursor.copy("COPY ledger_place (position, entry_id) FROM STDIN") as copy:
            for position, number in enumerate(numbers, first):
                copy.write_row((position, number))
        cursor.execute("SELECT set_config('ledger.placed_by_writer', '', true)")
