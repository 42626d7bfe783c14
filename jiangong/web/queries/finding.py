"""Finding people, unions and matters within one's reach: by name, pinyin initials or number."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse

from jiangong.foundation.inbox import queries as inbox
from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import OFFICERS, State
from jiangong.foundation.people import queries as people
from jiangong.foundation.people.models import Membership, User
from jiangong.programmes.growth import queries as growth


@dataclass(frozen=True)
class Found:
    """One hit: what it is called, where it is, and its page."""

    name: str
    where: str
    url: str


@dataclass(frozen=True)
class Hits:
    """What a search has found; `more` names the lists that were cut off."""

    people: list[Found] = field(default_factory=list)
    organisations: list[Found] = field(default_factory=list)
    matters: list[Found] = field(default_factory=list)
    more: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.people or self.organisations or self.matters)


def find(user: User, organisation: Organisation, words: str, *, limit: int) -> Hits:
    """People at `organisation` and below, unions in the user's reach, matters and certificates; at most eight queries.

    People by name, initials or member number; unions by name, initials or code; matters by what they are about, by
    the people found, or by number; certificates by number. A number is met whole, words by how a name begins.
    """
    words = words.strip()
    if not words:
        return Hits()
    members = _members(organisation, words, limit + 1)
    unions = organisations.search(user, words, limit=limit + 1)
    matters = _matters(user, words, members, limit + 1)
    cut = {
        name
        for name, rows in (("people", members), ("organisations", unions), ("matters", matters))
        if len(rows) > limit
    }
    return Hits(
        people=[
            Found(one.person.name, one.organisation.name, reverse("people:person", args=[one.person_id]))
            for one in members[:limit]
        ],
        organisations=[
            Found(one.name, str(one.get_kind_display()), reverse("organisations:organisation", args=[one.pk]))
            for one in unions[:limit]
        ],
        matters=matters[:limit],
        more=frozenset(cut),
    )


def _members(organisation: Organisation, words: str, limit: int) -> list[Membership]:
    """Members by number where the words have a digit in them, else by name or initials."""
    if any(letter.isdigit() for letter in words):
        return people.members_by_number(organisation, words, limit=limit)
    return people.member_list(organisation, people.Wanted(text=words), size=limit).rows


def _matters(user: User, words: str, members: list[Membership], limit: int) -> list[Found]:
    """What waits for the user and is about these words or these people; certificates with this number."""
    found: dict[str, Found] = {}
    rows = inbox.find_waiting(
        user,
        pks=[int(words)] if words.isdigit() and len(words) <= 18 else [],
        subjects=[("people.membership", one.pk) for one in members]
        + [("people.person", one.person_id) for one in members],
        text="" if words.isalpha() and words.isascii() else words,
        limit=limit,
    )
    for row in rows:
        url = reverse("web:workbench") + f"?matter={row.matter.pk}"
        where = "，".join(part for part in (row.matter.label, _named(row.matter.organisation)) if part)
        found.setdefault(url, Found(row.title, where, url))
    for certificate in growth.certificates_numbered(user, words):
        url = reverse("growth:check", args=[certificate.code])
        found.setdefault(url, Found(certificate.number, certificate.course_title, url))
    return list(found.values())


def _named(organisation: Organisation | None) -> str:
    return organisation.short_name if organisation else ""


def organisations_to_switch_to(user: Any, words: str, *, limit: int) -> list[Organisation]:
    """Active unions the user does the work of, from the top of the tree; with words, those they meet."""
    mine = Organisation.objects.filter(within(user, OFFICERS), state=State.ACTIVE)
    if words:
        meets = Q(name__icontains=words) | Q(code__startswith=words)
        if words.isascii():
            meets |= Q(initials__icontains=words.lower())
        mine = mine.filter(meets)
    return list(mine.order_by("depth", "path")[:limit])
