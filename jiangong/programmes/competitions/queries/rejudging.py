"""A prepared rejudging in words: what it adds to the sheet, and what that does to every place and honour."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jiangong.foundation.common.words import listed
from jiangong.foundation.people.formulas import mask_name
from jiangong.programmes.competitions.models import Outcome, Rejudging
from jiangong.programmes.competitions.queries.results import entries_behind, place_words
from jiangong.programmes.competitions.queries.schemes import component_names
from jiangong.programmes.competitions.states import RowKind


def rejudging_numbered(pk: int) -> Rejudging | None:
    """The set of changes with everything its page says; one query."""
    return (
        Rejudging.objects.filter(pk=pk)
        .select_related(
            "contest__organiser", "contest__season__organisation", "contest__trade", "upon", "appeal",
            "prepared_by__person", "decided_by__person",
        )
        .first()
    )  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """One competitor before and after. `better`: up (1), down (-1), or the same place (0)."""

    code: str
    name: str
    unit: str
    rank: tuple[str, str]
    total: tuple[str, str]
    honours: tuple[str, str]
    advances: tuple[bool, bool]
    better: int

    @property
    def rank_moves(self) -> bool:
        return self.rank[0] != self.rank[1]

    @property
    def honours_move(self) -> bool:
        return self.honours[0] != self.honours[1]


def award_names(outcome: Outcome) -> Mapping[str, str]:
    """What the awards of the outcome's scheme are called."""
    return {one["code"]: one["name"] for one in outcome.contents["scheme"].get("awards", ())}


def effect_in_words(rejudging: Rejudging, names: Mapping[str, str]) -> list[Moved]:
    """Everybody who is touched, the best new rank first; names masked."""
    lines = {one["code"]: one["entry"] for one in rejudging.upon.result["lines"]}
    entries = entries_behind(rejudging.upon)
    found = []
    for one in rejudging.effect["moved"]:
        entry = entries.get(lines.get(one["code"]) or 0)
        before, after = one["rank"]
        found.append(
            Moved(
                one["code"],
                mask_name(entry.person.name) if entry and entry.person else "—",
                entry.organisation.short_name if entry else "",
                (_rank(before, one["place"][0]), _rank(after, one["place"][1])),
                (one["total"][0] or "—", one["total"][1] or "—"),
                tuple(_honours(one, n, names) for n in (0, 1)),  # type: ignore[arg-type]
                (one["advances"][0], one["advances"][1]),
                _better(before, after),
            )
        )
    last = len(lines) + 1
    ranks = {one["code"]: one["rank"][1] or last for one in rejudging.effect["moved"]}
    return sorted(found, key=lambda row: (ranks[row.code], row.code))


def changes_in_words(rejudging: Rejudging) -> list[str]:
    """The rows that would be added to the sheet, each in a sentence."""
    names = component_names(rejudging.contest)
    return [_change(one, names) for one in rejudging.changes]


def _change(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    component = names.get(one["component"], one["component"])
    parts = " ".join(part for part in (component, one["aspect"]) if part)
    facts = {
        "code": one["code"],
        "part": parts,
        "judge": one["judge"],
        "value": one["value"],
        "words": one["words"],
    }
    if one["lifts"]:
        return _("%(code)s：撤回原来登记的一条（%(words)s）") % facts
    match one["kind"]:
        case RowKind.CORRECTION:
            return _("%(code)s %(part)s：评委 %(judge)s 的分更正为 %(value)s（%(words)s）") % facts
        case RowKind.MARK:
            return _("%(code)s %(part)s：评委 %(judge)s 重评为 %(value)s") % facts
        case RowKind.RECUSAL:
            return _("%(code)s：评委 %(judge)s 回避，其评分不计（%(words)s）") % facts
        case RowKind.PENALTY:
            return _("%(code)s %(part)s：扣 %(value)s 分（%(words)s）") % facts
        case RowKind.ABSENCE:
            return _("%(code)s %(part)s：记缺考（%(words)s）") % facts
        case _:
            return _("%(code)s：参赛情况改为 %(value)s（%(words)s）") % facts


def _rank(rank: int | None, place: str) -> str:
    return _("第 %(rank)s 名") % {"rank": rank} if rank else place_words(place)


def _honours(one: Mapping[str, Any], side: int, names: Mapping[str, str]) -> str:
    words = [one["medal"][side]] if one["medal"][side] else []
    words += [names.get(code, code) for code in one["awards"][side]]
    return listed(words) or "—"


def _better(before: int | None, after: int | None) -> int:
    if before == after:
        return 0
    if after is None or before is None:
        return -1 if after is None else 1
    return 1 if after < before else -1
