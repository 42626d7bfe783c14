"""From what an officer asked for to rules and people to try them on, and the result in numbers that can be shown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from jiangong.foundation.common.rooms import declared_kinds
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, within
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.states import REGISTERED
from jiangong.selection.draws.formulas.quotas import largest_remainder
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.queries import Subject, plan_of, subject_at
from jiangong.selection.equity.formulas.publishing import Kind
from jiangong.selection.equity.formulas.simulating import Group, Outcome, Policy, Reserve, World
from jiangong.selection.equity.formulas.turns import Turns
from jiangong.selection.equity.models import Simulation
from jiangong.selection.equity.queries.counting import kinds_on, unions_on
from jiangong.selection.equity.queries.goods import good_of
from jiangong.selection.equity.states import FLEXIBLE, NONE, SECTORS, Dimension

TOLD = (Dimension.DISTRICT, Dimension.FORM, Dimension.RANK, Dimension.SECTOR)
TRIED = ("chosen", "equal", "no-bar", "plain")  # the order of policies_of
LATEST = 20  # programmes offered to be tried


def simulations_at(user: Any, organisation: Organisation) -> QuerySet[Simulation]:
    """Trials of a union and those below it that the user may see, newest first."""
    return (
        Simulation.objects.filter(
            at_or_below(organisation, "organisation__"), within(user, OFFICERS, "organisation__")
        )
        .select_related("organisation")
        .order_by("-pk")
    )


def simulation_of(user: Any, pk: int) -> Simulation | None:
    """One trial, if the user may see it."""
    return (
        Simulation.objects.filter(within(user, OFFICERS, "organisation__"), pk=pk)
        .select_related("organisation")
        .first()
    )


def subjects_to_try(user: Any, organisation: Organisation) -> list[tuple[str, str]]:
    """Programmes of this union for which no draw was announced yet and whose draw the user may conduct: key, name."""
    found = []
    for kind in declared_kinds("DRAWS", key=lambda one: str(one.model)).values():
        model = apps.get_model(kind.model)
        drawn = Draw.objects.filter(subject_type=kind.model).values("subject_id")
        path = kind.organisation.replace(".", "__")
        rows = (
            model._default_manager.filter(**{path: organisation})
            .exclude(pk__in=drawn)
            .order_by("-pk")[:LATEST]
        )
        found += [(f"{kind.model}/{row.pk}", str(row)) for row in rows if user.has_perm(kind.may, row)]
    return found


def subject_named(key: str) -> Subject | None:
    """The programme of a key of `subjects_to_try`."""
    model, _slash, pk = key.partition("/")
    return subject_at(model, int(pk)) if pk.isdigit() else None


def kinds_now(day: date) -> list[Kind]:
    """Members of today by all that is compared. Three statements."""
    return [kind for kind in kinds_on(day, unions_on(day, sectors_told=SECTORS)) if not kind.good]


def waited_years(day: date, most: int = 20) -> dict[int, int]:
    """How many members have been so many whole years in the union (or `most` and more): who waits from the start."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT least(%s, extract(year FROM age(%s, joined_on))::int) AS years, count(*) FROM people_membership"
            " WHERE state = ANY(%s) AND joined_on <= %s GROUP BY 1 ORDER BY 1",
            [most, day, sorted(REGISTERED), day],
        )
        return {int(years): people for years, people in cursor.fetchall()}


def measured_rates(good: str, day: date) -> dict[tuple[str, str], float]:
    """Who applied for a good in the last whole year, by form of work and office: of each group, the share.

    Empty if the room does not say in its `GOODS` by which verb one applies, or nobody did.
    """
    kind = good_of(good)
    if kind is None or not kind.asked:
        return {}
    last = date(day.year - 1, 12, 31)
    asked, members = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in kinds_on(
        last, unions_on(last, sectors_told=SECTORS), verbs=[(good, verb, "") for verb in kind.asked]
    ):
        (asked if one.good else members)[one.form, one.rank] += one.people
    if not asked:
        return {}
    return {key: min(1.0, asked[key] / people) for key, people in members.items()}


def world_of(
    asked: Mapping[str, Any],
    kinds: Iterable[Kind],
    waited: Mapping[int, int],
    rates: Mapping[tuple[str, str], float],
) -> World:
    """The people, with how often each group applies: as measured where it was, else as assumed in the form."""
    groups = []
    for kind in kinds:
        rate = rates.get((kind.form, kind.rank)) if rates else None
        if rate is None:
            rate = asked["rate"] / 100
            rate *= asked["times_office"] if kind.rank != NONE else 1
            rate *= asked["times_flexible"] if kind.form in FLEXIBLE else 1
        facts = {one.value: str(getattr(kind, one.value)) for one in Dimension}
        groups.append(Group(facts, kind.people, min(1.0, rate)))
    return World(groups, asked["steady"] / 100, asked["leaving"] / 100, asked["years"], dict(waited))


def policies_of(
    asked: Mapping[str, Any], kinds: Sequence[Kind], subject: Subject | None
) -> tuple[list[Policy], list[str]]:
    """The rule that was asked for and what it is compared with; and what could not be tried as it is, in words."""
    words: list[str] = []
    turns = Turns(asked["first"], asked["a_year"], asked["most"])
    if subject is not None:
        places, reserves = _planned(subject, asked, words)
    else:
        places, reserves = asked["places"], _reserved(asked, kinds)
    bar = asked["bar"]
    return [
        Policy("chosen", places, reserves, turns, bar),
        Policy("equal", places, reserves, None, bar),
        Policy("no-bar", places, reserves, turns, 0),
        Policy("plain", places, (), None, 0),
    ], words


# What the four rules are called.
def policy_words(name: str) -> str:
    """The name of a rule that was tried, in the reader's language."""
    return {
        "chosen": _("这套规则"),
        "equal": _("同样的名额池，人人一签"),
        "no-bar": _("这套规则，不限再次参加"),
        "plain": _("没有名额池，人人一签，不限再次参加"),
    }.get(name, name)


def result_of(outcomes: Mapping[str, Sequence[Outcome]], world: World) -> dict[str, Any]:
    """What is kept of all runs, as JSON: for each rule its figures, each with middle, lowest and highest of the runs."""
    return {name: _figures(runs, world) for name, runs in outcomes.items()}


def _figures(runs: Sequence[Outcome], world: World) -> dict[str, Any]:
    years = range(1, world.years + 1)
    return {
        "given": _range(one.given for one in runs),
        "left": _range(one.left for one in runs),
        "people": _range(sum(one.served.values()) for one in runs),
        "again": _range(sum(people for times, people in one.served.items() if times > 1) for one in runs),
        "most": max((max(one.served, default=0) for one in runs), default=0),
        "never": _range(_share(one.never, one.stayed) for one in runs),
        "first": [_range(_share(one.first[year], one.stayed) for one in runs) for year in years],
        "served_by": [
            _range(
                _share(sum(one.first[before] for before in range(1, year + 1)), one.stayed) for one in runs
            )
            for year in years
        ],
        "by": {
            dimension: {
                value: {
                    "applied": sum(one.applied_by[dimension][value] for one in runs),
                    "chance": _range(
                        _share(one.given_by[dimension][value], one.applied_by[dimension][value])
                        for one in runs
                    ),
                }
                for value in sorted({value for one in runs for value in one.applied_by.get(dimension, ())})
            }
            for dimension in TOLD
        },
    }


def _share(some: int, whole: int) -> float:
    return round(100 * some / whole, 2) if whole else 0.0


def _range(figures: Iterable[float]) -> list[float]:
    found = sorted(figures)
    return [round(median(found), 2), found[0], found[-1]]


def _reserved(asked: Mapping[str, Any], kinds: Sequence[Kind]) -> tuple[Reserve, ...]:
    places: int = asked["places"]
    reserves = []
    if asked["flexible"]:
        reserves.append(Reserve("flexible", places * asked["flexible"] // 100, Dimension.FORM, FLEXIBLE))
    if asked["no_office"]:
        reserves.append(
            Reserve("no-office", places * asked["no_office"] // 100, Dimension.RANK, frozenset({NONE}))
        )
    left = places - sum(one.places for one in reserves)
    if asked["by_district"]:
        members: Counter[str] = Counter()
        for kind in kinds:
            members[kind.district] += kind.people
        shares = largest_remainder(members, left)
        reserves += [
            Reserve(f"d{code}", share.places, Dimension.DISTRICT, frozenset({code}))
            for code, share in shares.items()
        ]
    return tuple(reserves)


def _planned(subject: Subject, asked: Mapping[str, Any], words: list[str]) -> tuple[int, tuple[Reserve, ...]]:
    """The pools of a programme's plan; who is in them as its room says, else an even share of all."""
    plan = plan_of(subject)
    kind = declared_kinds("SIMULATED", key=lambda one: str(one.model)).get(subject.kind.model)
    known: Mapping[str, Any] = import_string(kind.pools)(subject.row) if kind else {}
    last = plan.pools[-1].code
    reserves = []
    for pool in plan.pools[:-1]:
        then = "open" if pool.then == last else pool.then
        who = known.get(pool.code)
        if isinstance(who, Mapping) and who:
            [(dimension, values)] = who.items()
            reserves.append(Reserve(pool.code, pool.places, dimension, frozenset(values), then=then))
            continue
        share = float(who) if isinstance(who, int | float) else asked["even"] / 100
        reserves.append(Reserve(pool.code, pool.places, share=share, then=then))
        words.append(
            _("名额池“%(pool)s”里是谁，登记里看不出，按会员的 %(share)s%% 平均算。")
            % {"pool": plan.names.get(pool.code, pool.code), "share": f"{100 * share:g}"}
        )
    return sum(plan.batches.values()), tuple(reserves)
