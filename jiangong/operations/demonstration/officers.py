"""Committees in their terms, and the members who hold office."""

import random
from datetime import date, timedelta

from jiangong.foundation.ledger.actions import Row, copy_entries
from jiangong.foundation.organisations.models import Committee, Lineage, Organisation
from jiangong.foundation.organisations.states import CommitteeKind, Kind, Role
from jiangong.foundation.organisations.states import Verb as OrganisationVerb
from jiangong.foundation.people.models import Appointment
from jiangong.foundation.people.states import Verb
from jiangong.operations.demonstration.copying import copy_rows, numbers
from jiangong.operations.demonstration.members import Members, moment
from jiangong.operations.demonstration.unions import Unions

KINDS = (CommitteeKind.UNION, CommitteeKind.AUDIT, CommitteeKind.WOMEN)
SEATS = (
    (Role.CHAIR, "主席", CommitteeKind.UNION),
    (Role.VICE_CHAIR, "副主席", CommitteeKind.UNION),
    (Role.COMMITTEE_MEMBER, "组织委员", CommitteeKind.UNION),
    (Role.COMMITTEE_MEMBER, "经费审查委员会主任", CommitteeKind.AUDIT),
    (Role.COMMITTEE_MEMBER, "女职工委员会主任", CommitteeKind.WOMEN),
)


def build(unions: Unions, members: Members, cast: frozenset[int], today: date, chance: random.Random) -> None:
    """Every union from the enterprise up gets its committees; its officers are members of its subtree."""
    lineages = dict(Lineage.objects.filter(until__isnull=True).values_list("organisation_id", "pk"))
    where = [unions.city, *unions.districts, *unions.townships, *unions.industries, *unions.enterprises]
    terms: list[tuple[Organisation, CommitteeKind, int, date, date]] = []
    seats: list[tuple[int, Organisation, Role, str, int, date]] = []
    taken: set[int] = set()
    for one in where:
        years = 5 if one.kind != Kind.ENTERPRISE or one.pk % 2 else 3
        term, since, until = _current_term(one.founded_on, years, today, late=one.pk % 23 == 0)
        first = len(terms)
        terms += [(one, kind, term, since, until) for kind in KINDS]
        pool = members.below(one) if one.kind != Kind.INDUSTRY else range(len(members.people))
        for role, title, kind in SEATS:
            seat = next(
                (
                    n
                    for n in _some(pool, chance)
                    if n not in taken and members.joined[n] <= today and members.people[n] not in cast
                ),
                None,
            )
            if seat is not None:
                taken.add(seat)
                begun = max(since, members.joined[seat])
                seats.append((seat, one, role, title, first + KINDS.index(kind), begun))
    committees = numbers(Committee, len(terms))
    copy_rows(
        Committee,
        ("id", "organisation_id", "kind", "term", "since", "until"),
        ((pk, one.pk, *rest) for pk, (one, *rest) in zip(committees, terms, strict=True)),
    )
    appointments = numbers(Appointment, len(seats))
    copy_rows(
        Appointment,
        ("id", "person_id", "organisation_id", "role", "title", "committee_id", "since"),
        (
            (pk, members.people[seat], one.pk, role, title, committees[committee], since)
            for pk, (seat, one, role, title, committee, since) in zip(appointments, seats, strict=True)
        ),
    )
    copy_entries(
        Row(
            OrganisationVerb.COMMITTEE_FORMED, "organisations.committee", pk, one.pk, lineages[one.pk], None, 1, kind,
            {"kind": kind, "term": term, "until": until.isoformat()}, since, moment(since, 10), None,
        )
        for pk, (one, kind, term, since, until) in zip(committees, terms, strict=True)
    )  # fmt: skip
    copy_entries(
        Row(
            Verb.APPOINTED, "people.appointment", pk, one.pk, lineages[one.pk], members.people[seat], 1, role, {},
            since, moment(since, 10), None,
        )
        for pk, (seat, one, role, _, _, since) in zip(appointments, seats, strict=True)
    )  # fmt: skip


def _some(pool: range, chance: random.Random) -> list[int]:
    return chance.sample(pool, min(12, len(pool)))


def _current_term(founded: date, years: int, today: date, *, late: bool) -> tuple[int, date, date]:
    """The term that runs today; or, for a union that is late, the one that ended some months ago."""
    if late and (today - founded).days > 365 * years + 200:
        since = today - timedelta(days=365 * years + 120)
        return (
            max(1, (since - founded).days // (365 * years) + 1),
            max(since, founded),
            today - timedelta(days=120),
        )
    term = (today - founded).days // (365 * years)
    since = founded + timedelta(days=365 * years * term)
    return term + 1, since, since + timedelta(days=365 * years)
