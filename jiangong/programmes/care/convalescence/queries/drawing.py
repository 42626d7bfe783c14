"""What this room declares for its draw: the plan to announce. The list is closed by an act (actions/drawing.py)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.words import listed
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.programmes.care.convalescence.formulas.pools import WHY
from jiangong.programmes.care.convalescence.models import Programme
from jiangong.programmes.care.convalescence.states import Admits, PoolKind
from jiangong.selection.draws.formulas.planning import Plan
from jiangong.selection.draws.formulas.rules import Pool
from jiangong.selection.equity.queries import turns_rule


def draw_plan(programme: Programme) -> Plan:
    """What is announced: batches and pools as planned, until when one may apply, and the rules in words."""
    batches, pools = list(programme.batches.all()), list(programme.pools.all())
    return Plan(
        programme.title,
        {one.code: one.places for one in batches},
        tuple(Pool(one.code, one.places, one.then) for one in pools),
        {one.code: one.name for one in pools}
        | {one.code: " ".join(filter(None, (one.title, one.place_name))) for one in batches},
        words_of(programme),
        programme.closes_at,
    )


def pools_in_groups(programme: Programme) -> dict[str, dict[str, frozenset[str]]]:
    """Who is in which reserved pool, in the groups of the equity ledger, for trying the plan; only what the register says."""
    known: dict[str, dict[str, frozenset[str]]] = {}
    for pool in programme.pools.all():
        if pool.kind == PoolKind.DISTRICT:
            known[pool.code] = {"district": frozenset({str(pool.organisation_id)})}
        elif pool.kind == PoolKind.NEW_FORM:
            known[pool.code] = {"form": frozenset(rulebook.value("convalescence.new_forms"))}
    return known


def words_of(programme: Programme) -> str:
    """The rules in words, from the rulebook as it stands: who may apply, who is in which pool, how many lots and why."""
    years = rulebook.value("convalescence.same_unit_years")
    again = rulebook.value("convalescence.again_years")
    turns = turns_rule(timezone.localdate(programme.closes_at))
    kinds: dict[str, list[str]] = {}
    for pool in programme.pools.all():
        kinds.setdefault(pool.kind, []).append(pool.name)
    pools = [
        _("%(names)s（%(why)s）") % {"names": listed(names), "why": WHY[PoolKind(kind)]}
        for kind, names in kinds.items()
        if kind in WHY
    ]
    lines = [
        _("谁能报名：%(admits)s；在同一单位满 %(years)s 年；近 %(again)s 年没有参加过。")
        % {"admits": Admits(programme.admits).label, "years": years, "again": again},
        _("名额池由登记和台账算出，不由本人或者干部选：%(pools)s。") % {"pools": _("；").join(pools)},
        _("预留的名额只给一线职工；其他职工只在最后一个池里。"),
        _("签数：%(first)s 支起，每满一年没有去过加 %(a_year)s 支，最多 %(most)s 支。")
        % {"first": turns.first, "a_year": turns.a_year, "most": turns.most},
        _("两人一组：取两人都在的名额池、较少的签数；一组要么都去，要么都不去。"),
        _("到截止时同伴没有同意的，名单里只有先报名的人。"),
    ]
    return "\n".join(filter(None, (*lines, programme.words.strip())))
