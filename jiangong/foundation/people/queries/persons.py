"""Reading persons: the card with its masks, likely duplicates, who looked, where a person's acts are recorded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.queries import city
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.formulas import mask_document, mask_name, mask_phone
from jiangong.foundation.people.models import Appointment, Look, Membership, Merge, Person
from jiangong.foundation.people.queries.scope import (
    appointments_of,
    homes,
    memberships_of,
    people_visible_to,
    with_homes,
)
from jiangong.foundation.people.sealing import blind_index, unseal

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

MODEL = "people.person"


@dataclass(frozen=True)
class Card:
    """What a viewer sees of a person: numbers always masked; for auditors the name too."""

    person: Person
    name: str
    document: str
    phone: str
    own: bool
    officer: bool
    memberships: list[Membership]
    appointments: list[Appointment]
    merges: list[Merge]


def person_for(user: "User", pk: int) -> Person | None:
    """One person, if the user may see them, with memberships and appointments."""
    return with_homes(people_visible_to(user)).filter(pk=pk).first()


def people_for(user: "User", *pks: int) -> list[Person]:
    """Those of the named persons whom the user may see, in the order named; each as `person_for` reads one."""
    found = with_homes(people_visible_to(user)).in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def masked_document(person: Person) -> str:
    """The document number with its middle hidden, or ''."""
    if not person.document_sealed:
        return ""
    return mask_document(unseal(person.document_sealed, model=MODEL, field="document", pk=person.pk))


def masked_phone(person: Person) -> str:
    """The phone with its middle hidden, or ''."""
    if not person.phone_sealed:
        return ""
    return mask_phone(unseal(person.phone_sealed, model=MODEL, field="phone", pk=person.pk))


def card(person: Person, *, seen_by: "User") -> Card:
    """A person's card as `seen_by` may see it."""
    own = seen_by.person_id == person.pk
    officer = any(holds(seen_by, OFFICERS, organisation) for organisation in homes(person))
    return Card(
        person=person,
        name=person.name if own or officer else mask_name(person.name),
        document=masked_document(person),
        phone=masked_phone(person),
        own=own,
        officer=officer,
        memberships=memberships_of(person),
        appointments=appointments_of(person),
        merges=list(
            Merge.objects.filter(Q(kept=person) | Q(dropped=person))
            .select_related("kept", "dropped")
            .order_by("-pk")
        ),
    )


def looks_at(person: Person) -> QuerySet[Look]:
    """Who saw this person's numbers in clear, newest first."""
    return Look.objects.filter(person=person).select_related("by__person", "organisation")


def likely_duplicates(person: Person, *, seen_by: "User", most: int = 10) -> list[Person]:
    """Others the viewer may see who have the same phone, or the same name and birth date."""
    same = Q()
    if person.phone_index:
        same |= Q(phone_index=bytes(person.phone_index))
    if person.born_on:
        same |= Q(name=person.name, born_on=person.born_on)
    if not same:
        return []
    alike = Person.objects.filter(same, merged_into__isnull=True).exclude(pk=person.pk)
    ids = list(alike.values_list("pk", flat=True)[: most * 5])
    return list(people_visible_to(seen_by).filter(pk__in=ids).order_by("pk")[:most])


def find_person(document: str = "", phone: str = "") -> Person | None:
    """The registered person who has this very document number, or phone; used by acts that name somebody."""
    people = Person.objects.filter(merged_into__isnull=True)
    if document:
        return people.filter(document_index=blind_index("document", document)).order_by("pk").first()
    if phone:
        return people.filter(phone_index=blind_index("phone", phone)).order_by("pk").first()
    return None


def ledger_home(person: Person) -> Organisation:
    """The union in whose name acts about a person are recorded: the current one, the last one, else the city."""
    membership = (
        Membership.objects.filter(person=person).select_related("organisation").order_by("-pk").first()
    )
    if membership is not None:
        return membership.organisation
    appointment = Appointment.objects.filter(person=person).select_related("organisation").first()
    found = appointment.organisation if appointment else city()
    if found is None:
        raise Organisation.DoesNotExist("There is no city federation yet")
    return found


def merges_visible_to(user: "User") -> QuerySet[Merge]:
    """Merges whose kept person the user may see, newest first."""
    return (
        Merge.objects.filter(kept__in=people_visible_to(user))
        .select_related("kept", "dropped", "merged_by__person", "undone_by__person")
        .order_by("-pk")
    )
