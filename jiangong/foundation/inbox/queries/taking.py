"""Who can take matters over: for several of them at once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from jiangong.foundation.inbox.models import Matter
from jiangong.foundation.inbox.queries.kinds import matter_kinds
from jiangong.foundation.inbox.queries.seats import in_force


@dataclass(frozen=True)
class Taker:
    """Somebody who can be handed some of the matters; `matters` are their numbers."""

    person: Any
    matters: frozenset[int]


def takers_of(matters: Collection[Matter]) -> list[Taker]:
    """Everybody to whom at least one of these can be handed, who can take most of them first; two queries.

    Of one matter these are the people of `colleagues_for`.
    """
    lines = {
        one.pk: frozenset(int(part) for part in one.seat.path.strip("/").split("/"))
        for one in matters
        if one.seat is not None
    }
    wanted = frozenset().union(*lines.values())
    offices: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for person, where, role in (
        in_force().filter(organisation__in=wanted).values_list("person_id", "organisation_id", "role")
    ):
        offices[person].add((where, role))
    table: Any = apps.get_model("people", "Person")
    people = table._default_manager.filter(pk__in=list(offices), user__is_active=True)
    found = []
    for person in people.order_by("name", "pk"):
        able = frozenset(
            one.pk
            for one in matters
            if one.pk in lines
            and one.person_id != person.pk
            and any(
                where in lines[one.pk] and role in matter_kinds()[one.kind].roles
                for where, role in offices[person.pk]
            )
        )
        if able:
            found.append(Taker(person, able))
    return sorted(found, key=lambda one: -len(one.matters))
