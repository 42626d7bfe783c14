"""Reads of corrections: one's own, those a union has to answer, and what one says beside what stands there now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.corrections.formulas import (
    YES,
    Asked,
    as_text,
    document_text,
    masked,
    read,
)
from jiangong.foundation.people.corrections.models import Correction
from jiangong.foundation.people.corrections.states import SENSITIVE, Field, State
from jiangong.foundation.people.models import Person
from jiangong.foundation.people.queries import memberships_of
from jiangong.foundation.people.sealing import unseal
from jiangong.foundation.people.states import CURRENT, DocumentType, Sex

MODEL = "corrections.correction"


def corrections_visible_to(user: Any) -> QuerySet[Correction]:
    """One's own requests, and those to unions in the user's scope as an officer; the newest first."""
    return (
        Correction.objects.filter(Q(person=user.person_id) | within(user, OFFICERS, "organisation__"))
        .select_related("person", "organisation", "decided_by__person")
        .order_by("-pk")
    )


def correction_for(user: Any, pk: int) -> Correction | None:
    """One request, if the user may see it."""
    return corrections_visible_to(user).filter(pk=pk).first()


def last_of(person: Person) -> Correction | None:
    """The newest request of a person, decided or not."""
    return (
        Correction.objects.filter(person=person)
        .select_related("organisation", "decided_by__person")
        .order_by("-pk")
        .first()
    )


def open_of(person: Person) -> Correction | None:
    """The request that waits for an answer."""
    return Correction.objects.filter(person=person, state=State.ASKED).first()


def known_of(person: Person, fields: Collection[str] = tuple(Field.values)) -> dict[str, str]:
    """What is on record of a person now, by field, in clear: to compare with, never to show as it is.

    The day of joining is read only where it is among the `fields`.
    """
    known = {
        one.value: as_text(getattr(person, one.value))
        for one in Field
        if one not in (*SENSITIVE, Field.JOINED_ON)
    }
    known[Field.DOCUMENT] = document_text(person.document_type, _clear(person, "document"))
    known[Field.PHONE] = _clear(person, "phone")
    if Field.JOINED_ON in fields:
        known[Field.JOINED_ON] = as_text(joined_on(person))
    return known


def joined_on(person: Person) -> date | None:
    """The day on which the present membership began."""
    current = next((one for one in memberships_of(person) if one.state in CURRENT), None)
    return current.joined_on if current else None


def _clear(person: Person, field: str) -> str:
    sealed = getattr(person, f"{field}_sealed")
    return unseal(sealed, model="people.person", field=field, pk=person.pk) if sealed else ""


def asked_of(correction: Correction) -> Asked:
    """What the request says, in clear: to compare and to carry out."""
    return read(unseal(correction.asked_sealed, model=MODEL, field="asked", pk=correction.pk))


def clear_of(correction: Correction, field: str) -> str:
    """The number that was asked for, in clear, to be shown once behind a look; "" if none was."""
    return asked_of(correction).new.get(field, "").rpartition(" ")[2]


@dataclass(frozen=True)
class Line:
    """One field of a request as a page shows it; numbers masked. `differs`: it has changed since."""

    field: str
    label: str | Promise
    old: str
    new: str
    now: str
    sensitive: bool

    @property
    def differs(self) -> bool:
        return self.now not in (self.old, self.new)


def lines_of(correction: Correction, asked: Asked, known: Mapping[str, str]) -> list[Line]:
    """The fields of a request: what stood there, what should, what stands there now."""
    return [
        Line(
            name,
            Field(name).label,
            old=_words(name, asked.old.get(name, "")),
            new=_words(name, asked.new.get(name, "")),
            now=_words(name, known.get(name, "")),
            sensitive=name in SENSITIVE,
        )
        for name in correction.fields
    ]


def _words(field: str, text: str) -> str:
    """A value as people read it."""
    if field == Field.IS_MIGRANT_WORKER:
        return _("是") if text == YES else _("否")
    if not text:
        return ""
    if field == Field.SEX:
        return str(Sex(text).label)
    if field in (Field.BORN_ON, Field.JOINED_ON):
        return formats.date_format(date.fromisoformat(text), "Y-m-d")
    if field == Field.DOCUMENT:
        return f"{DocumentType(text.partition(' ')[0]).label} {masked(field, text)}"
    return masked(field, text)
