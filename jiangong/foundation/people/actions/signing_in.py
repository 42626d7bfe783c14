"""Writes of signing in: an account for who is on the roster, one for who registers, a verified phone."""

from __future__ import annotations

import secrets

from django.db import transaction

from jiangong.foundation.common.acting import lock
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people import sealing
from jiangong.foundation.people.models import Person, User
from jiangong.foundation.people.queries import ledger_home
from jiangong.foundation.people.states import Verb


def new_username() -> str:
    """A name for an account that nobody chose one for; people never see it."""
    return f"u-{secrets.token_hex(8)}"


@transaction.atomic
def open_account(person: Person) -> User:
    """The person's account, made when there is none: whoever is on the roster can sign in with that phone."""
    person = lock(person)
    known = User.objects.filter(person=person).first()
    if known is not None:
        return known
    user = User(username=new_username(), person=person)
    user.set_unusable_password()
    user.save()
    return user


@transaction.atomic
def keep_phone(user: User, phone: str, *, name: str = "", verified: bool = False) -> User:
    """Keep the phone of somebody who registers, or who verified a new one; it is sealed on the person.

    Somebody new becomes a person without membership, who may then ask a union to be admitted.
    """
    user = lock(user)
    index = sealing.blind_index("phone", phone)
    person = lock(user.person) if user.person else Person.objects.create(name=name)
    if person.phone_index is None or bytes(person.phone_index) != index:
        person.phone_sealed = sealing.seal(phone, model="people.person", field="phone", pk=person.pk)
        person.phone_index = index
        person.save(update_fields=["phone_sealed", "phone_index"])
    user.person = person
    user.phone_verified = verified
    user.save(update_fields=["person", "phone_verified"])
    return user


@transaction.atomic
def verify_phone(user: User, phone: str) -> User:
    """The code sent to the phone came back: the phone is theirs. The ledger notes it the first time."""
    user = lock(user)
    known = user.person.phone_index if user.person else None
    if user.phone_verified and known is not None and bytes(known) == sealing.blind_index("phone", phone):
        return user
    user = keep_phone(user, phone, verified=True)
    assert user.person is not None
    record(
        Verb.CHANGED,
        user.person,
        organisation=ledger_home(user.person),
        person=user.person,
        by=user,
        payload={"fields": ["phone_verified"]},
    )
    return user
