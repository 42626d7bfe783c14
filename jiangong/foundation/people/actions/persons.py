"""Registering persons and correcting what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from pypinyin import Style, lazy_pinyin

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.formulas import Document, check_document, normalise_phone
from jiangong.foundation.people.models import Membership, Person, User
from jiangong.foundation.people.queries.persons import ledger_home
from jiangong.foundation.people.sealing import allocate_pks, blind_index, seal
from jiangong.foundation.people.states import Reason, Verb

if TYPE_CHECKING:
    from collections.abc import Collection

MODEL = "people.person"
PLAIN = frozenset(
    {
        "name",
        "sex",
        "born_on",
        "ethnicity",
        "education",
        "political_status",
        "household",
        "is_migrant_worker",
        "employment_form",
        "occupation",
        "skill_level",
    }
)


def initials(name: str) -> str:
    """The first letters of a name's pinyin, small: 示例一 → sly. For finding people by keyboard."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower().replace(" ", "")[:80]


@transaction.atomic
def register_person(
    *,
    name: str,
    organisation: Organisation,
    by: User | None,
    document: Document | None = None,
    phone: str = "",
    is_demonstration: bool = False,
    **facts: Any,
) -> Person:
    """Write down a person whom `organisation` answers for. Admitting to membership is another act.

    `document` comes from formulas.check_document; sex and birth date are taken from it where it tells them.
    Raises Refused(DOCUMENT_TAKEN) if somebody else has it.
    """
    require(by, "people.admit", organisation)
    person = _insert(name, document, phone, {**facts, "is_demonstration": is_demonstration})
    record(Verb.REGISTERED, person, organisation=organisation, person=person, by=by)
    return person


def _insert(name: str, document: Document | None, phone: str, facts: Mapping[str, Any]) -> Person:
    [pk] = allocate_pks(1)
    person = Person(pk=pk, name=name.strip(), initials=initials(name), **facts)
    if document is not None:
        _put_document(person, document)
    if phone:
        _put_phone(person, phone)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(Reason.DOCUMENT_TAKEN) from error
    return person


def _put_document(person: Person, document: Document) -> Collection[str]:
    person.document_type = document.type
    person.document_sealed = seal(document.number, model=MODEL, field="document", pk=person.pk)
    person.document_index = blind_index("document", document.number)
    person.born_on = document.born_on or person.born_on
    person.sex = document.sex or person.sex
    return ("document_type", "document_sealed", "document_index", "born_on", "sex")


def _put_phone(person: Person, phone: str) -> Collection[str]:
    phone = normalise_phone(phone)
    person.phone_sealed = seal(phone, model=MODEL, field="phone", pk=person.pk) if phone else ""
    person.phone_index = blind_index("phone", phone) if phone else None
    return ("phone_sealed", "phone_index")


@transaction.atomic
def change_person(
    person: Person,
    *,
    by: User | None,
    document: Document | None = None,
    phone: str | None = None,
    **facts: Any,
) -> Person:
    """Correct what is known of a person; the ledger keeps which fields changed, never their values.

    Raises Refused(DOCUMENT_TAKEN) if another person has the new number.
    """
    person = lock(person)
    require(by, "people.change", person)
    changed = {key for key, value in facts.items() if key in PLAIN and getattr(person, key) != value}
    for key in changed:
        setattr(person, key, facts[key])
    if "name" in changed:
        person.initials = initials(person.name)
    fields = set(changed) | ({"initials"} if "name" in changed else set())
    if document is not None and person.document_index != blind_index("document", document.number):
        fields.update(_put_document(person, document))
        changed.add("document")
    if phone is not None and _is_new(person, phone):
        fields.update(_put_phone(person, phone))
        changed.add("phone")
    _save(person, fields, changed, by)
    return person


@transaction.atomic
def change_phone(person: Person, phone: str, *, by: User | None) -> Person:
    """Correct a phone: one's own, or a member's. A new phone has to be verified again before it signs in."""
    person = lock(person)
    require(by, "people.change_contact", person)
    if not _is_new(person, phone):
        return person
    _save(person, set(_put_phone(person, phone)), {"phone"}, by)
    return person


@transaction.atomic
def change_join_date(membership: Membership, day: date, *, by: User | None) -> Membership:
    """Correct the day on which a membership began; figures count acts, so that none of them moves."""
    membership = lock(membership)
    require(by, "people.change", membership.person)
    if membership.joined_on != day:
        membership.joined_on = day
        membership.save(update_fields=["joined_on"])
        record(
            Verb.CHANGED,
            membership.person,
            organisation=membership.organisation,
            person=membership.person,
            by=by,
            payload={"fields": ["joined_on"]},
        )
    return membership


def _is_new(person: Person, phone: str) -> bool:
    known = bytes(person.phone_index) if person.phone_index else None
    return known != (blind_index("phone", phone) if normalise_phone(phone) else None)


def _save(person: Person, fields: set[str], changed: set[str], by: User | None) -> None:
    if not changed:
        return
    try:
        with transaction.atomic():
            person.save(update_fields=sorted(fields))
    except IntegrityError as error:
        raise Refused(Reason.DOCUMENT_TAKEN) from error
    if "phone" in changed:
        User.objects.filter(person=person).update(phone_verified=False)
    record(
        Verb.CHANGED,
        person,
        organisation=ledger_home(person),
        person=person,
        by=by,
        payload={"fields": sorted(changed)},
    )


def checked(type: str, number: str) -> Document:
    """A document for callers outside forms (imports, tests); raises ValueError with what is wrong with it."""
    document = check_document(type, number)
    if not isinstance(document, Document):
        raise ValueError(str(document.text))
    return document
