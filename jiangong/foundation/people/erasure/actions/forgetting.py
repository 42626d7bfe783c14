"""What it takes to forget a person, whoever decided it and however often: every room's own, then every row."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection

from jiangong.foundation.people.erasure.models import ErasureRequest
from jiangong.foundation.people.erasure.queries import accounts_of, offers, steps
from jiangong.foundation.people.models import Person, User
from jiangong.foundation.people.sealing import Unreadable, unseal
from jiangong.foundation.people.states import Sealed

MODEL = "people.person"


def forget(people: Collection[int]) -> None:
    """Delete, clear or leave every row that leads to these persons as FATES says; in the caller's transaction.

    First every room forgets what no foreign key finds (`forget(people, accounts, words)` in its actions). What is
    gone already does no harm: it can be done again.
    """
    accounts = accounts_of(people)
    words = _words(people)
    for offered in offers("actions", "forget"):
        offered(people=people, accounts=accounts, words=words)
    if accounts or words:
        _forget_sessions(accounts, words)
        caches["default"].clear()  # attempts at signing in are counted there under hashes of phones
    ErasureRequest.objects.filter(person__in=people).update(words="", answer="")
    with connection.cursor() as cursor:
        for step in steps():
            if step.statement:
                cursor.execute(step.statement, {"people": list(people)})
        cursor.execute("DELETE FROM people_person WHERE id = ANY(%s)", [list(people)])


def _words(people: Collection[int]) -> frozenset[str]:
    """The texts that name these persons where no number does: names, document numbers, phones, addresses."""
    found = set()
    for person in Person.objects.filter(pk__in=people):
        found.add(person.name)
        for what in Sealed.values:
            with suppress(Unreadable):  # whose key is lost cannot be found, but can be deleted
                if sealed := getattr(person, f"{what}_sealed"):
                    found.add(unseal(sealed, model=MODEL, field=what, pk=person.pk))
    for user in User.objects.filter(person__in=people):
        found |= {user.username, user.email}
    return frozenset(found - {""})


def _forget_sessions(accounts: Collection[int], words: Collection[str]) -> None:
    """End the sessions of these accounts, and those in which somebody began to sign in with their phone."""
    ids = {str(pk) for pk in accounts}
    gone = []
    for session in Session.objects.iterator(chunk_size=2_000):
        held = session.get_decoded()
        if held.get("_auth_user_id") in ids or _mentions(held, ids, words):
            gone.append(session.pk)
    Session.objects.filter(pk__in=gone).delete()


def _mentions(value: object, accounts: Collection[str], words: Collection[str], key: str = "") -> bool:
    if isinstance(value, dict):
        return any(_mentions(one, accounts, words, str(name)) for name, one in value.items())
    if isinstance(value, list):
        return any(_mentions(one, accounts, words, key) for one in value)
    return str(value) in words or (key in ("user_id", "user_pk") and str(value) in accounts)
