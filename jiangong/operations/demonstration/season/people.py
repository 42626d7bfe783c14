"""Who takes part in the season: organisers' officers, members who compete, members who serve. What exists is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind, Role
from jiangong.foundation.people.models import Appointment, Membership, Person, User
from jiangong.foundation.people.states import MembershipState
from jiangong.operations.demonstration.season.calls import Base, Call

SINCE = date(2021, 1, 1)
SERVING = 420  # members who serve at all, at most; each in several contests
NEW_INDUSTRIES = frozenset({"电子信息", "航空航天", "核电"})


@dataclass(frozen=True)
class Member:
    """A member whom the season may ask: the person, the union, its employer's union and branch of industry."""

    person: int
    union: int
    firm: int
    industry: str
    form: str


class Folk:
    """The members by township, each township's in turn from one enterprise after the other; read once."""

    def __init__(self, first_day: date) -> None:
        unions = {
            one.pk: one
            for one in Organisation.objects.filter(kind__in=[Kind.TOWNSHIP, Kind.DISTRICT, Kind.CITY])
        }
        self.city = next(one for one in unions.values() if one.kind == Kind.CITY)
        self.districts = {pk: one for pk, one in unions.items() if one.kind == Kind.DISTRICT}
        self.townships = {pk: one for pk, one in unions.items() if one.kind == Kind.TOWNSHIP}
        self.members: dict[int, list[Member]] = {pk: [] for pk in self.townships}
        rows = Membership.objects.filter(
            state=MembershipState.ACTIVE,
            joined_on__lte=first_day,
            organisation__founded_on__lte=first_day,
            organisation__kind__in=[Kind.ENTERPRISE, Kind.BRANCH],
            person__is_demonstration=True,
        ).exclude(person__user__username__startswith="demo-")
        firms = set(Organisation.objects.filter(kind=Kind.ENTERPRISE).values_list("pk", flat=True))
        turn: dict[int, int] = {}
        found: list[tuple[int, int, Member, int]] = []
        for path, union, person, industry, form in rows.order_by("pk").values_list(
            "organisation__path",
            "organisation_id",
            "person_id",
            "organisation__economic_industry",
            "person__employment_form",
        ):
            steps = [int(one) for one in path.strip("/").split("/")]
            where = next((one for one in steps if one in self.townships), None)
            firm = next((one for one in steps if one in firms), union)
            if where is not None:
                turn[union] = turn.get(union, 0) + 1
                found.append((turn[union], union, Member(person, union, firm, industry, form), where))
        for _turn, _union, member, where in sorted(found, key=lambda one: one[:2]):
            self.members[where].append(member)

    def bases(self) -> list[Base]:
        """The townships as organisers on the shop floor."""
        return [
            Base(pk, one.parent_id or 0, len(self.members[pk]))
            for pk, one in sorted(self.townships.items())
            if one.parent_id in self.districts
        ]

    def entering(self, calls: Sequence[Call]) -> Mapping[int, list[Member]]:
        """Who enters each contest of the shop floor: nobody in two trades."""
        taken: dict[int, int] = {}
        found: dict[int, list[Member]] = {}
        for one in calls:
            if one.level == "base":
                begin = taken.get(one.organiser, 0)
                found[one.place] = self.members[one.organiser][begin : begin + one.wanted]
                taken[one.organiser] = begin + one.wanted
        return found

    def serving(self, calls: Sequence[Call]) -> list[Member]:
        """Members who may serve: of employers that send nobody, so that nobody has to recuse; else whoever does not compete."""
        entering = [one for some in self.entering(calls).values() for one in some]
        sends = {one.firm for one in entering}
        competes = {one.person for one in entering}
        rest = [one for pk in sorted(self.members) for one in self.members[pk] if one.person not in competes]
        rest.sort(key=lambda one: one.firm in sends)
        by_union: dict[int, int] = {}
        found: list[tuple[bool, int, int, Member]] = []
        for one in rest:  # the first of each union, then the second, …
            by_union[one.union] = by_union.get(one.union, 0) + 1
            found.append((one.firm in sends, by_union[one.union], len(found), one))
        return [one for *_, one in sorted(found, key=lambda each: each[:3])[:SERVING]]


@transaction.atomic
def officer_of(organisation: Organisation) -> User:
    """The officer who holds the organisation's contests; made once."""
    name = f"season-cadre-{organisation.pk}"
    known = User.objects.filter(username=name).first()
    if known is not None:
        return known
    person = Person.objects.create(name=f"演示竞赛干部{organisation.pk:05d}", is_demonstration=True)
    Appointment.objects.create(person=person, organisation=organisation, role=Role.CADRE, since=SINCE)
    return _account(name, person)


def account_of(person: Person) -> User:
    """The account of somebody who serves or appeals; a fresh object, for offices are read once for each."""
    known = User.objects.filter(person=person).first()
    return known or _account(f"season-{person.pk}", person)


def _account(name: str, person: Person) -> User:
    user = User(username=name, person=person, phone_verified=True)
    user.set_unusable_password()
    user.save()
    return user
