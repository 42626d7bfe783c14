"""Reads of yearly ratings: what is known of a base and a year, what comes of it, what is in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.clocks.queries import clocks_of
from jiangong.foundation.notices.models import Notice
from jiangong.foundation.notices.queries import Proposal, Proposed, cleared_among, notice_about
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, within
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.programmes.venues.bases.formulas import Facts, Rated, Rules, rate
from jiangong.programmes.venues.bases.models import Audit, Base, Finding, Inspection, Rating, RatingYear
from jiangong.programmes.venues.bases.permissions import WATCHERS
from jiangong.programmes.venues.bases.queries.bases import signed
from jiangong.programmes.venues.bases.states import RATING_NOTICE, InspectionState, Verdict, YearState


@dataclass(frozen=True)
class Satisfaction:
    """What guests said together: how many answered, and the sum of their points, each 0 to 100."""

    answers: int
    points: int


def rules_of(year: int) -> Rules:
    """The figures that rate a year: those in force on its last day."""
    on = last_day(year)
    lines = rulebook.value("bases.verdict_lines", on=on)
    return Rules(
        weights=dict(rulebook.value("bases.rating_weights", on=on)),
        audit_points=dict(rulebook.value("bases.audit_points", on=on)),
        least_answers=int(rulebook.value("bases.least_answers", on=on)),
        renew=int(lines["renew"]),
        warn=int(lines["warn"]),
        warnings_to_delist=int(rulebook.value("bases.warnings_to_delist", on=on)),
    )


def first_day(year: int) -> date:
    return date(year, 1, 1)


def last_day(year: int) -> date:
    return date(year, 12, 31)


def due_day(year: int) -> date:
    """Until when the ratings of a year are to be done."""
    value = rulebook.value("bases.rating_due_day", on=last_day(year))
    return date(year + 1, int(value["month"]), int(value["day"]))


def facts_of(year: int, bases: Iterable[Base], satisfaction: Mapping[int, Satisfaction]) -> dict[int, Facts]:
    """What is known of each base in a year, by its number; five queries however many there are.

    A finding counts as overdue when its clock was over before it was confirmed mended, or is over now.
    """
    bases = list(bases)
    numbers = [one.pk for one in bases]
    looked = list(
        Inspection.objects.filter(base__in=numbers, inspected_on__range=(first_day(year), last_day(year)))
    )
    clocks = clocks_of(looked, "bases.mending_days")
    grave = set(
        Finding.objects.filter(
            inspection__in=looked, passed=False, grave=True, inspection__state=InspectionState.MENDING
        ).values_list("inspection__base_id", flat=True)
    )
    audits = dict(Audit.objects.filter(base__in=numbers, year=year).values_list("base_id", "outcome"))
    warned = _warned_before(year, numbers)
    now = timezone.now()
    scores: dict[int, list[int]] = {pk: [] for pk in numbers}
    late: set[int] = set()
    for one in looked:
        scores[one.base_id].append(one.score)
        clock = clocks.get(one.pk)
        if clock is not None and clock.due_at is not None and (clock.ended_at or now) > clock.due_at:
            late.add(one.base_id)
    found = {}
    for pk in numbers:
        said = satisfaction.get(pk, Satisfaction(0, 0))
        found[pk] = Facts(
            answers=said.answers,
            satisfaction=said.points,
            inspections=tuple(scores[pk]),
            audit=audits.get(pk, ""),
            grave_open=pk in grave,
            overdue=pk in late,
            warned=warned.get(pk, 0),
        )
    return found


def _warned_before(year: int, bases: list[int]) -> dict[int, int]:
    """How many years in a row, directly before, each base was warned."""
    rows = Rating.objects.filter(
        base__in=bases, in_force_on__isnull=False, verdict=Verdict.WARN, year__year__lt=year
    ).values_list("base_id", "year__year")
    years: dict[int, set[int]] = {}
    for base, when in rows:
        years.setdefault(base, set()).add(when)
    found = {}
    for base, warned in years.items():
        count = 0
        while year - count - 1 in warned:
            count += 1
        found[base] = count
    return found


def facts_kept(rating: Rating) -> Facts:
    """The facts as the rating keeps them."""
    kept = rating.facts
    return Facts(
        answers=int(kept.get("answers", 0)),
        satisfaction=int(kept.get("satisfaction", 0)),
        inspections=tuple(int(one) for one in kept.get("inspections", ())),
        audit=str(kept.get("audit", "")),
        grave_open=bool(kept.get("grave_open")),
        overdue=bool(kept.get("overdue")),
        warned=int(kept.get("warned", 0)),
    )


@dataclass(frozen=True)
class Reckoned:
    """A rating with its facts, and what the rules give for them: parts and grounds in words."""

    rating: Rating
    facts: Facts
    rated: Rated
    grounds: list[str]
    few_answers: bool  # fewer than count; then no page shows how many


def reckoned(rating: Rating, rules: Rules) -> Reckoned:
    """How a rating came about, computed again from the facts it keeps."""
    facts = facts_kept(rating)
    rated = rate(facts, rules)
    words = ground_words()
    return Reckoned(
        rating, facts, rated, [words[one] for one in rated.grounds], facts.answers < rules.least_answers
    )


def ground_words() -> dict[str, str]:
    """The grounds of a verdict, in words."""
    return {
        "no_facts": _("当年没有满意度、检查和审计"),
        "score_renew": _("得分达到续约线"),
        "score_warn": _("得分在警示线以上、续约线以下"),
        "score_delist": _("得分低于警示线"),
        "not_inspected": _("当年没有检查，最高为警示"),
        "overdue": _("有问题没有按期整改，最高为警示"),
        "grave_open": _("严重问题没有整改"),
        "grave_audit": _("审计发现严重问题"),
        "warned_again": _("连续警示"),
    }


def years_visible_to(user: Any) -> QuerySet[RatingYear]:
    """Rating years of the unions the user's appointments reach. Equals `bases.watch_year`."""
    return RatingYear.objects.filter(within(user, WATCHERS, "organisation__")).select_related("organisation")


def years_at(user: Any, organisation: Organisation) -> QuerySet[RatingYear]:
    """Those of this union and below it, with how many ratings and how many decided."""
    return (
        years_visible_to(user)
        .filter(at_or_below(organisation, "organisation__"))
        .annotate(rated=Count("ratings"), decided=Count("ratings", filter=~Q(ratings__verdict="")))
    )


def ratings_of(year: RatingYear) -> QuerySet[Rating]:
    """The ratings of a year by one union, the best first."""
    return (
        Rating.objects.filter(year=year)
        .select_related("base__organisation", "year__organisation")
        .order_by("-score", "base__code")
    )


def ratings_visible_to(user: Any) -> QuerySet[Rating]:
    """Ratings of the years that the user may see."""
    return Rating.objects.filter(within(user, WATCHERS, "year__organisation__")).select_related(
        "base__organisation", "year__organisation"
    )


def ratings_in_force(base: Base) -> QuerySet[Rating]:
    """A base's ratings that are in force, the latest year first."""
    return (
        Rating.objects.filter(base=base, in_force_on__isnull=False)
        .select_related("year")
        .order_by("-year__year")
    )


def public_ratings(year: int) -> QuerySet[Rating]:
    """Everybody's view of a year: ratings in force, the best first."""
    return (
        Rating.objects.filter(year__year=year, in_force_on__isnull=False)
        .select_related("base__organisation", "year")
        .order_by("-score", "base__code")
    )


def public_years() -> list[int]:
    """Years that have ratings in force, the latest first."""
    return list(
        RatingYear.objects.filter(state=YearState.FINAL)
        .order_by("-year")
        .values_list("year", flat=True)
        .distinct()
    )


def rating_notice(year: RatingYear) -> Notice | None:
    """The newest notice of a year's ratings."""
    return notice_about(RATING_NOTICE, year)


def cleared_ratings(ratings: Iterable[Rating]) -> set[int]:
    """The numbers of those that a notice has cleared."""
    return cleared_among("bases.rating", [one.pk for one in ratings], RATING_NOTICE)


def lines_for_notice(kind: str, about: int) -> Proposal | None:
    """The ratings of a year as they are to be shown: base, who answers for it, score and verdict. Only once all are decided."""
    year = RatingYear.objects.select_related("organisation").filter(pk=about).first()
    if year is None or kind != RATING_NOTICE:
        return None
    ratings = list(ratings_of(year))
    if any(not one.verdict for one in ratings):
        ratings = []
    return Proposal(
        year.organisation,
        _("%(year)s年度疗休养基地评定公示") % {"year": year.year},
        [
            Proposed(
                one,
                one.base.name,
                unit=one.base.place,
                words=_("得分 %(score)s，%(verdict)s")
                % {"score": "—" if one.score is None else one.score, "verdict": one.get_verdict_display()},
                organisation=one.base.organisation,
            )
            for one in ratings
        ],
    )


def unions_to_rate(year: int) -> list[Organisation]:
    """Unions that manage bases which had a contract in a year, and have not begun to rate it."""
    agreed = signed().filter(since__lte=last_day(year), last__gte=first_day(year)).values("base")
    begun = RatingYear.objects.filter(year=year).values("organisation")
    return list(
        Organisation.objects.filter(pk__in=Base.objects.filter(pk__in=agreed).values("organisation"))
        .exclude(pk__in=begun)
        .order_by("pk")
    )


def end_of(day: date) -> datetime:
    """The last moment of a day, for what is due on it."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 23, 59, 59))
