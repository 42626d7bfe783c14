"""Doing again what the database does not know of: after a restore, after a kill between register and commit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from jiangong.foundation.common.locks import Lock, wait_for
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people.erasure import register
from jiangong.foundation.people.erasure.actions.erasing import destroy
from jiangong.foundation.people.erasure.actions.forgetting import forget
from jiangong.foundation.people.erasure.models import ErasureRequest
from jiangong.foundation.people.erasure.queries import entries_about, not_yet_logged
from jiangong.foundation.people.erasure.states import State
from jiangong.foundation.people.models import Person

STILL_ARRIVING = timedelta(days=3)  # not law: longer than any import, batch or session that was under way


@dataclass(frozen=True)
class Again:
    """What `catch_up` found: erasures in the register, how many had to be done again, how many lines were added."""

    known: int
    done: int
    added: int
    unreadable: int


def catch_up() -> Again:
    """Make database and register agree: what one of them does not know is done, or written down. Safe at any time.

    A line whose person or whose entries' salts are (again) in the database is carried out again; nobody is asked, it
    was decided. A person or entry that is younger than the line only has the same number, and is left alone. Lines of
    the last days are always gone through: what was on its way while the person was deleted has arrived by then.
    """
    found = register.read()
    since = timezone.now() - STILL_ARRIVING
    there, open_ = _people_there(found.lines), _salts_there(found.lines)
    done = sum(
        _again(line)
        for line in found.lines
        if line.at > since or not there.isdisjoint(line.people) or not open_.isdisjoint(line.entries)
    )
    known = {frozenset(line.people) for line in found.lines}
    added = 0
    for request in ErasureRequest.objects.filter(state=State.DONE).order_by("pk"):
        if frozenset(request.numbers) not in known and request.decided_at is not None:
            entries = tuple(entries_about(request.numbers))
            register.append(register.Line(request.decided_at, tuple(request.numbers), entries))
            added += 1
    _never_use_again(found.lines)
    return Again(len(found.lines), done, added, found.unreadable)


def _people_there(lines: Iterable[register.Line]) -> set[int]:
    numbers = [number for line in lines for number in line.people]
    return set(Person.objects.filter(pk__in=numbers).values_list("pk", flat=True))


def _salts_there(lines: Iterable[register.Line]) -> set[int]:
    """Entries of the register whose salts are (again) there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.entry_id FROM ledger_place p JOIN ledger_salt s USING (position) WHERE p.entry_id = ANY(%s)",
            [[number for line in lines for number in line.entries]],
        )
        return {entry for (entry,) in cursor.fetchall()}


@transaction.atomic
def _again(line: register.Line) -> bool:
    """One line once more; whether anything was left to do."""
    wait_for(Lock.ERASURES)
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=line.people).order_by("pk")
    people = dict(rows.values_list("pk", "registered_at"))
    if any(registered_at > line.at for registered_at in people.values()):
        return False  # a number given out twice: somebody else's
    entries = set(
        Entry.objects.filter(Q(pk__in=line.entries) | Q(person__in=line.people), recorded_at__lte=line.at)
        .order_by()
        .values_list("pk", flat=True)
    )
    entries -= not_yet_logged(entries)  # those get their turn when they have a leaf
    request = (
        ErasureRequest.objects.filter(person__in=line.people, state=State.ASKED).first()
        or ErasureRequest.objects.filter(numbers=list(line.people), state=State.DONE).first()
        or ErasureRequest()
    )
    forget(line.people)
    if request.pk:
        request.refresh_from_db()
    request.state, request.decided_at = State.DONE, line.at
    request.numbers, request.entries = list(line.people), len(line.entries)
    request.save()
    destroyed = destroy(sorted(entries), request, None)
    if destroyed:
        request.salts += destroyed
        request.save(update_fields=["salts"])
    return bool(people or destroyed)


def _never_use_again(lines: Iterable[register.Line]) -> None:
    """A restored database counts on from where the backup was: numbers of the forgotten must not be given out again."""
    highest = {
        "people_person": max((number for line in lines for number in line.people), default=0),
        "ledger_entry": max((number for line in lines for number in line.entries), default=0),
    }
    with connection.cursor() as cursor:
        for table, least in highest.items():
            cursor.execute(
                "SELECT setval(s, %s) FROM CAST(pg_get_serial_sequence(%s, 'id') AS regclass) AS s"
                " WHERE COALESCE(pg_sequence_last_value(s), 0) < %s",
                [least, table, least],
            )
