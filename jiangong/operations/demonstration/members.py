"""Invented members: people, memberships, officers and committees, by COPY, sealed like everybody's data."""

import random
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from stdnum.cn.ric import calc_check_digit

from jiangong.foundation.ledger.actions import Row, copy_entries
from jiangong.foundation.organisations.models import Lineage, Organisation
from jiangong.foundation.people import sealing
from jiangong.foundation.people.formulas import member_number
from jiangong.foundation.people.models import Membership, Person, User
from jiangong.foundation.people.states import DocumentType, MembershipState, Verb
from jiangong.operations.demonstration.copying import copy_rows, numbers
from jiangong.operations.demonstration.scale import Scale
from jiangong.operations.demonstration.unions import Unions

NOWHERE = "370699"  # no division has this code: these numbers belong to nobody
UNUSED_PHONES = 15400000000  # 154 is given to no operator
EDUCATION = ("初中", "高中", "中专", "大专", "大专", "本科", "本科", "硕士研究生")
SKILLS = ("", "", "初级工", "中级工", "中级工", "高级工", "技师", "高级技师")
TRADES = (
    "焊工",
    "钳工",
    "电工",
    "叉车司机",
    "数控车工",
    "化工操作工",
    "护理员",
    "快递员",
    "网约车司机",
    "质检员",
    "保育员",
    "厨师",
)
POLITICAL = ("群众", "群众", "群众", "中共党员", "共青团员")
# As the roster spells them (people/roster/formulas/columns.py).
NEW_FORMS = frozenset({"快递员", "网约车司机"})
FORMS = (
    "单位就业", "单位就业", "单位就业", "劳务派遣", "快递员", "单位就业", "单位就业", "灵活就业", "单位就业", "网约车司机",
    "单位就业", "劳务派遣", "单位就业", "单位就业", "单位就业",
)  # fmt: skip


@dataclass(frozen=True)
class Members:
    """Members in order of their union's path: `people[i]` belongs to `unions[i]`, takes part from `joined[i]`."""

    people: list[int]
    names: list[str]
    unions: list[Organisation]
    paths: list[str]
    joined: list[date]

    def below(self, organisation: Organisation) -> range:
        """Where in the lists the members of this subtree are."""
        return range(
            bisect_left(self.paths, organisation.path), bisect_left(self.paths, organisation.path + "~")
        )


def build(
    scale: Scale,
    unions: Unions,
    cast: Mapping[str, User],
    today: date,
    chance: random.Random,
    tell: Callable[[int, int], None],
) -> Members:
    """Write people and memberships; return the members, those of the cast among them."""
    places = sorted(
        chance.choices(
            unions.bases, [min(chance.paretovariate(1.3), 40) for _ in unions.bases], k=scale.members
        ),
        key=lambda one: one.path,
    )
    people = numbers(Person, scale.members)
    first = numbers(Membership, scale.members)[0]
    serials = _serials(scale.members)
    joined = [
        one.founded_on + timedelta(days=int((today - one.founded_on).days * chance.random() ** 2 * 0.98))
        for one in places
    ]
    sexes = [("F", "M")[chance.random() < 0.56] for _ in places]
    states = chance.choices(
        [MembershipState.ACTIVE, MembershipState.RETIRED, MembershipState.LEAVING, MembershipState.POOL, MembershipState.APPLIED, MembershipState.LEFT],
        [965, 18, 2, 2, 3, 10],
        k=scale.members,
    )  # fmt: skip
    copy_rows(
        Person,
        ("id", "name", "initials", "sex", "born_on", "document_type", "document_sealed", "document_index",
         "phone_sealed", "phone_index", "ethnicity", "education", "political_status", "household",
         "is_migrant_worker", "employment_form", "occupation", "skill_level", "is_demonstration"),
        _people(people, sexes, states, today, chance, tell),
    )  # fmt: skip
    copy_rows(
        Membership,
        ("id", "person_id", "organisation_id", "state", "number", "applied_on", "joined_on", "ended_on", "reason",
         "next_organisation_id"),
        (
            (
                first + n, people[n], places[n].pk, states[n],
                "" if states[n] == MembershipState.APPLIED else member_number(serials[n]),
                today - timedelta(days=n % 4) if states[n] == MembershipState.APPLIED else joined[n] - timedelta(days=9),
                None if states[n] == MembershipState.APPLIED else joined[n],
                min(today, joined[n] + timedelta(days=700)) if states[n] == MembershipState.LEFT else None,
                "演示数据：离职退会" if states[n] == MembershipState.LEFT else "",
                _next(places, n).pk if states[n] in (MembershipState.LEAVING, MembershipState.POOL) else None,
            )
            for n in range(scale.members)
        ),
    )  # fmt: skip
    lineages = dict(Lineage.objects.values_list("organisation_id", "pk"))
    copy_entries(
        Row(
            Verb.JOINED, "people.membership", first + n, places[n].pk, lineages[places[n].pk], people[n], 1, "", {},
            joined[n], moment(joined[n], 9), None,
        )
        for n in range(scale.members)
        if states[n] != MembershipState.APPLIED
    )  # fmt: skip
    found = Members(
        list(people),
        [_name(n) for n in range(scale.members)],
        places,
        [one.path for one in places],
        [joined[n] if states[n] == MembershipState.ACTIVE else date.max for n in range(scale.members)],
    )
    for user in cast.values():
        _insert(found, user)
    return found


def _next(places: list[Organisation], n: int) -> Organisation:
    """Another union, far away in the order of paths: where whoever leaves is going."""
    there = places[(n + len(places) // 2) % len(places)]
    return there if there.pk != places[n].pk else next(one for one in places if one.pk != places[n].pk)


def _insert(found: Members, user: User) -> None:
    """Put a member of the cast, who has a membership already, where the union's members stand."""
    membership = (
        Membership.objects.filter(person=user.person_id).select_related("organisation", "person").first()
    )
    if membership is None or membership.joined_on is None:
        return
    place = bisect_left(found.paths, membership.organisation.path)
    found.people.insert(place, membership.person_id)
    found.names.insert(place, membership.person.name)
    found.unions.insert(place, membership.organisation)
    found.paths.insert(place, membership.organisation.path)
    found.joined.insert(place, membership.joined_on)


def _name(n: int) -> str:
    return f"演示职工{n + 1:07d}"


def _people(
    people: range,
    sexes: list[str],
    states: list[MembershipState],
    today: date,
    chance: random.Random,
    tell: Callable[[int, int], None],
) -> Iterator[tuple[object, ...]]:
    born_alike: dict[tuple[date, str], int] = {}
    for n, pk in enumerate(people):
        retired = states[n] == MembershipState.RETIRED
        age = 62 if retired else 20 + int(chance.triangular(0, 38, 14))
        born = date(today.year - age, 1 + n % 12, 1 + n // 12 % 28)
        same_day = born_alike[born, sexes[n]] = born_alike.get((born, sexes[n]), -1) + 1
        front = f"{NOWHERE}{born:%Y%m%d}{same_day * 2 + (sexes[n] == 'M'):03d}"
        document = front + calc_check_digit(front + "0")
        phone = str(UNUSED_PHONES + n)
        occupation = TRADES[n % len(TRADES)]
        yield (
            pk, _name(n), f"yszg{n + 1:07d}", sexes[n], born, DocumentType.IDENTITY_CARD,
            sealing.seal(document, model="people.person", field="document", pk=pk),
            sealing.blind_index("document", document),
            sealing.seal(phone, model="people.person", field="phone", pk=pk),
            sealing.blind_index("phone", phone),
            "汉族" if n % 17 else "满族", EDUCATION[n % 8], POLITICAL[n % 5], "农村" if n % 3 else "城镇",
            n % 3 != 0 and n % 5 == 0, FORMS[n % len(FORMS)], occupation, SKILLS[n * 7 % 8], True,
        )  # fmt: skip
        if n % 1000 == 0:
            tell(n, len(people))
    tell(len(people), len(people))


def _serials(count: int) -> range:
    """Member numbers from the sequence that the registration itself uses."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('people_member_number')")
        first = cursor.fetchone()[0]
        cursor.execute("SELECT setval('people_member_number', %s)", [first + count - 1])
    return range(first, first + count)


def moment(day: date, hour: int) -> datetime:
    """An hour of the day in China, as the ledger keeps it."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=8)
