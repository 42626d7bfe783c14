"""The rules of a contest: saved in versions, locked before the first mark."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Max

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.foundation.rulebook.queries import parameter, value
from jiangong.programmes.competitions.actions.contests import require_changeable, required
from jiangong.programmes.competitions.formulas import presets
from jiangong.programmes.competitions.models import Contest, SchemeVersion
from jiangong.programmes.competitions.queries.schemes import fault_words, limits_of
from jiangong.programmes.competitions.states import LIGHT, ContestClass, ContestState, Level, Reason, Verb
from jiangong.selection.judging.formulas import Unfit, read_scheme, write_scheme
from jiangong.selection.judging.formulas.scheme.shapes import Award, Scheme

# How the rulebook's table of promotions calls what the catalogue calls classes.
TABLE = {ContestClass.FIRST: "一类", ContestClass.SECOND: "二类", ContestClass.NONE: "企业"}


@transaction.atomic
def save_scheme(
    contest: Contest, data: Mapping[str, Any], *, reason: str = "", by: User | None
) -> SchemeVersion:
    """Put rules in force. After the announcement every change needs a reason; after the draw there is none.

    Raises Refused(SCHEME_UNFIT) with every fault and its place, Refused(CANNOT_CHANGE), Refused(REASON_MISSING).
    """
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    require_changeable(contest)
    if contest.scheme and contest.state != ContestState.DRAFT:
        reason = required(reason)
    try:
        scheme = read_scheme(data, limits_of(contest))
    except Unfit as unfit:
        words = fault_words(unfit.faults)
        raise Refused(Reason.SCHEME_UNFIT, count=len(words), faults="；".join(words)) from unfit
    return _put(contest, write_scheme(scheme), reason, by)


@transaction.atomic
def use_preset(contest: Contest, name: str, *, places: int | None = None, by: User | None) -> SchemeVersion:
    """Begin with a ready-made scheme: "light", "standard" (theory and practice) or "defence" (with a defence).

    `places`: so many go on. Raises ValueError for another name, and what `save_scheme` raises.
    """
    scheme = preset(contest, name)
    if places:
        scheme = presets.going_on(scheme, places)
    return save_scheme(contest, write_scheme(scheme), reason="套用现成方案", by=by)


def preset(contest: Contest, name: str) -> Scheme:
    """The ready-made scheme, with the rulebook's figures of the day of the contest."""
    code, title, day = f"contest{contest.pk}", contest.title, contest.starts_on
    if name == "light":
        return presets.light(code, title)
    wanted = {"standard": {"theory", "practice"}, "defence": {"theory", "practice", "defence"}}[name]
    weights = next(one for one in value("competitions.weights", on=day) if set(one) == wanted)
    figures = presets.Figures(
        of=Fraction(int(value("competitions.component_scale", on=day))),
        passed=Fraction(int(value("competitions.component_pass", on=day))),
        places=int(value("competitions.mark_decimals", on=day)),
        trimmed_from=int(value("competitions.trimmed_from_judges", on=day)),
        judges=int(value("competitions.judges_per_station", on=day)),
        best=int(value("competitions.team_counts_best", on=day)),
    )
    awards = (
        *presets.prizes(
            1, 2, 3
        ),  # not law: one first, two second, three third prizes, the organiser changes them
        *_awards_of(contest, contest.contest_class),
    )
    return presets.standard(
        code,
        title,
        [(part, Fraction(int(share))) for part, share in weights.items()],
        figures,
        awards=awards,
        contest_class=contest.contest_class,
    )


def follow_class(contest: Contest, before: str, *, by: User | None) -> None:
    """The rules under the class the contest was filed under; in the caller's transaction, the contest is locked.

    Promotions and titles of the rulebook's tables give way to those of the new class; rows that the organiser changed stay.
    """
    scheme = read_scheme(contest.scheme)
    old, new = _awards_of(contest, before), _awards_of(contest, contest.contest_class)
    standing = [one for one in scheme.awards if one not in old]
    if len(standing) + len(old) == len(scheme.awards):
        scheme = replace(scheme, awards=(*standing, *new))
    scheme = replace(scheme, contest_class=contest.contest_class)
    written = write_scheme(scheme)
    if written != contest.scheme:
        _put(contest, written, f"备案定为{ContestClass(contest.contest_class).label}", by)


def _awards_of(contest: Contest, contest_class: str) -> tuple[Award, ...]:
    """Promotions and titles as the rulebook gives them to a class; none on the shop floor, titles in city finals alone."""
    if contest.level in LIGHT:
        return ()
    day, kind = contest.starts_on, TABLE[ContestClass(contest_class)]
    table = parameter("competitions.promotion_city", on=day)
    awards = presets.promotions(table.value, kind, table.source)
    if contest.level == Level.CITY:
        titles = parameter("competitions.awards_by_class", on=day)
        barred = value("competitions.barred_honours", on=day)
        awards += tuple(
            presets.title(row["title"], int(row["first"]), titles.source, barred)
            for row in titles.value
            if row["class"] == kind
        )
    return awards


def digest_of(scheme: Mapping[str, Any]) -> str:
    """SHA-256 of the rules as canonical JSON."""
    written = json.dumps(scheme, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _put(contest: Contest, scheme: dict[str, Any], reason: str, by: User | None) -> SchemeVersion:
    number = (contest.schemes.aggregate(last=Max("number"))["last"] or 0) + 1
    version = SchemeVersion.objects.create(
        contest=contest, number=number, scheme=scheme, digest=digest_of(scheme), reason=reason, saved_by=by
    )
    contest.scheme = scheme
    contest.save(update_fields=["scheme"])
    record(
        Verb.SCHEME_SAVED, contest, organisation=contest.organiser, by=by, attribute=contest.trade.key,
        payload={"contest": contest.pk, "scheme": version.digest, "reason": reason},
    )  # fmt: skip
    return version
