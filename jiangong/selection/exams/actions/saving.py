"""Answers: saved as they are given, those of many examinees in one transaction. What is acknowledged is committed.

Thousands change an answer every few seconds. What says who asks is signed (`Ticket`), so that nobody is looked up; one
statement reads what is true of all examinees of a batch and adds what may be added. An answer is known by (examinee, item,
device, sequence): sent again it is there already, and the highest counts, in whatever order they arrive. Measured in
tests/load/sitting.py.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakSet

from django.core import signing
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from jiangong.foundation.common.group_commit import GroupCommit
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.rulebook.states import STATUSES
from jiangong.selection.exams.actions.writing import SAVING
from jiangong.selection.exams.formulas import MOST_GIVEN
from jiangong.selection.exams.models import Examinee, Sitting
from jiangong.selection.exams.states import Ending, ExamineeState, Reason

MOST_ANSWERS = 500  # of one request: a whole paper that waited for the network
SMALL, LARGE = 2**15, 2**31  # not law: what the columns hold
PREFIX = "jx_"
_signer = signing.Signer(salt="jiangong.exams.ticket")
Given = tuple[int, int, str]
"""(item from 1, sequence from 1, what is given)"""


@dataclass(frozen=True, slots=True)
class Save:
    """One examinee's device hands in answers."""

    sitting_id: int
    examinee_id: int
    device: int
    answers: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """Committed. `ends_at` as it stands now: time may have been added."""

    ends_at: datetime
    answers: int


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is true of an examinee at this moment."""

    state: str
    ending: str
    device: int
    ends_at: datetime
    items: int


def ticket(examinee: Examinee, sitting: Sitting) -> str:
    """What the device of an examinee who sits shows with every answer; no secret but our signature, good for a day past the end."""
    until = int(
        (sitting.closes_at + timedelta(days=1)).timestamp()
    )  # not law: longer than any time that is added
    return PREFIX + _signer.sign_object([sitting.pk, examinee.pk, examinee.device, until])


def read_ticket(text: str) -> tuple[int, int, int] | None:
    """(sitting, examinee, device), or None if it is not ours, was changed, or is long over. Reads no table."""
    try:
        sitting_id, examinee_id, device, until = _signer.unsign_object(text.removeprefix(PREFIX))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return None if until < time.time() else (sitting_id, examinee_id, device)


def sound(answers: Any) -> tuple[Given, ...]:
    """The answers of a request's JSON; raises Refused(BAD_ANSWER) unless each is [item, sequence, text]."""
    if not isinstance(answers, list) or len(answers) > MOST_ANSWERS:
        raise Refused(Reason.BAD_ANSWER)
    found = []
    for one in answers:
        match one:
            case [int(item), int(sequence), str(text)] if (
                0 < item < SMALL and 0 < sequence < LARGE and len(text) <= MOST_GIVEN and text.isprintable()
            ):
                found.append((item, sequence, text))
            case _:
                raise Refused(Reason.BAD_ANSWER)
    return tuple(found)


def save_together(asks: Sequence[Save]) -> list[Saved | Exception]:
    """Answer many asks in one transaction of its own: Saved, or the Refused that says why nothing of it was saved."""
    if connection.in_atomic_block:
        with transaction.atomic(durable=True):
            pass  # refuses: another transaction could roll back what the examinees are told
    grace = rulebook.parameter("exams.grace_seconds")
    now = timezone.now()
    cutoff = now - timedelta(seconds=int(grace.value))
    with connection.cursor() as cursor:
        standing, written = _write(cursor, asks, cutoff)
        answers: list[Saved | Exception] = []
        doubtful: list[tuple[int, Save]] = []
        for n, ask in enumerate(asks):
            one = standing.get(ask.examinee_id)
            refused = _why_not(ask, one, cutoff, grace)
            if refused is not None or one is None:
                answers.append(refused or Refused(Reason.NOT_SITTING))
                continue
            answers.append(Saved(one.ends_at, len(ask.answers)))
            if any(
                (ask.examinee_id, item, ask.device, number, text) not in written
                for item, number, text in ask.answers
            ):
                doubtful.append((n, ask))
        if doubtful:
            _look_again(cursor, doubtful, answers)
    return answers


def _why_not(ask: Save, one: _Standing | None, cutoff: datetime, grace: Any) -> Refused | None:
    """Why nothing of an ask was written; the statement asks the same, in the same words where SQL allows."""
    if one is None:
        return Refused(Reason.NOT_SITTING)
    late = Refused(Reason.TOO_LATE, seconds=grace.value, status=STATUSES[grace.status])
    if one.state != ExamineeState.SITTING:
        return late if one.ending == Ending.TIME else Refused(Reason.NOT_SITTING)
    if one.device != ask.device:
        return Refused(Reason.OTHER_DEVICE)
    if one.ends_at <= cutoff:
        return late
    if any(item > one.items for item, _, _ in ask.answers):
        return Refused(Reason.BAD_ANSWER)
    return None


_SAVING = """
WITH standing AS (
  SELECT id, state, ending, device, ends_at, cardinality(items) AS items
  FROM exams_examinee WHERE id = ANY ($6)
), good AS (
  SELECT a.examinee_id, a.item, a.device, a.sequence, a.given
  FROM unnest($1, $2, $3, $4, $5) AS a(examinee_id, item, device, sequence, given)
  JOIN standing s ON s.id = a.examinee_id
  WHERE s.state = 'sitting' AND s.device = a.device AND s.ends_at > $7 AND a.item <= s.items
  ORDER BY 1, 2, 3, 4
), written AS (
  INSERT INTO exams_answer (examinee_id, item, device, sequence, given, saved_at)
  SELECT examinee_id, item, device, sequence, given, statement_timestamp() FROM good
  ON CONFLICT DO NOTHING
  RETURNING examinee_id, item, device, sequence, given
)
SELECT id, state, ending, device, ends_at, items, NULL::int FROM standing
UNION ALL
SELECT examinee_id, given, '', device, NULL, item, sequence FROM written
"""
_PREPARING = (
    "PREPARE exams_save_answers (bigint[], smallint[], smallint[], int[], text[], bigint[], timestamptz) AS "
    + _SAVING
)
# The lock is shared before the statement is given its view: who closes a sitting has waited for all that was let in.
_RUNNING = f"""
SET LOCAL plan_cache_mode = force_generic_plan;
SELECT pg_advisory_xact_lock_shared({SAVING}, one) FROM unnest(%s::int[]) AS one;
EXECUTE exams_save_answers (%s, %s, %s, %s, %s, %s, %s)
"""  # noqa: S608  # our own number
_prepared: WeakSet[Any] = WeakSet()


def _write(
    cursor: Any, asks: Sequence[Save], cutoff: datetime
) -> tuple[dict[int, _Standing], set[tuple[int, int, int, int, str]]]:
    """Everything that may be written, committed; how each examinee stands, and what was new."""
    if connection.connection not in _prepared:
        cursor.execute(_PREPARING)
        _prepared.add(connection.connection)
    rows = [
        (ask.examinee_id, item, ask.device, number, text)
        for ask in asks
        for item, number, text in ask.answers
    ]
    cursor.execute(
        _RUNNING,
        (
            _array(sorted({ask.sitting_id for ask in asks})),
            *(_array(row[n] for row in rows) for n in range(4)),
            _array(_quoted(row[4]) for row in rows),
            _array({ask.examinee_id for ask in asks}),
            cutoff,
        ),
    )
    while cursor.nextset():
        pass
    standing, written = {}, set()
    for pk, first, ending, device, ends_at, item, sequence in cursor.fetchall():
        if sequence is None:
            standing[pk] = _Standing(first, ending, device, ends_at, item)
        else:
            written.add((pk, item, device, sequence, first))
    return standing, written


def _look_again(cursor: Any, doubtful: Iterable[tuple[int, Save]], answers: list[Saved | Exception]) -> None:
    """What was not new is there already: the same, or the sequence was used for something else."""
    asked = list(doubtful)
    cursor.execute(
        "SELECT examinee_id, item, device, sequence, given FROM exams_answer WHERE examinee_id = ANY (%s::bigint[])",
        (_array({ask.examinee_id for _n, ask in asked}),),
    )
    there = {tuple(row[:4]): row[4] for row in cursor.fetchall()}
    for n, ask in asked:
        for item, number, text in ask.answers:
            if there.get((ask.examinee_id, item, ask.device, number)) != text:
                answers[n] = Refused(Reason.SEQUENCE_USED, item=item)


def _array(values: Iterable[Any]) -> str:
    """An array as PostgreSQL writes it: a quarter of the time that the driver takes for the same."""
    return "{" + ",".join(map(str, values)) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _save_together(asks: Sequence[Save]) -> list[Saved | Exception]:
    """On the connection of the thread that leads, which may have lain idle since long before this request."""
    if not connection.in_atomic_block:
        close_old_connections()
    return save_together(asks)


together: GroupCommit[Save, Saved] = GroupCommit(_save_together)
