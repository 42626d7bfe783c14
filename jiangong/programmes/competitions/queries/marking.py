"""What a judge sees: the cells of the own benches, own marks, and nobody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jiangong.programmes.competitions.formulas.marks import bounds
from jiangong.programmes.competitions.models import Bench, Contest, Incident, Office, Row
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.queries.layers import numbers_drawn, prefix_of
from jiangong.programmes.competitions.states import RowKind


def bench_components(office: Office) -> list[dict[str, Any]]:
    """The components the office marks, as written in the scheme, each with the aspects of its bench only."""
    benches: dict[str, set[str]] = {}
    for one in Bench.objects.filter(judges=office):
        benches.setdefault(one.component, set()).update(one.aspects or [""])
    found = []
    for part in (office.contest.scheme or {}).get("components", ()):
        if part["code"] not in benches:
            continue
        mine = benches[part["code"]]
        aspects = [one for one in part.get("aspects", ()) if "" in mine or one["code"] in mine]
        found.append({**part, "aspects": aspects})
    return found


def codes_of(contest: Contest, component: str) -> list[str]:
    """The numbers under which a component is marked, in order."""
    prefix = prefix_of(contest, component)
    return [f"{prefix}{n:03d}" for n in range(1, numbers_drawn(contest).get(prefix, 0) + 1)]


@dataclass(frozen=True)
class Filled:
    """One competitor on a judge's board: how many cells the judge has filled of how many, and the time used."""

    code: str
    done: int
    of: int

    @property
    def complete(self) -> bool:
        return self.done >= self.of


def filled_of(office: Office, component: Mapping[str, Any]) -> list[Filled]:
    """Each number with how far this judge is; one query."""
    cells = max(len(component["aspects"]), 1)
    done: dict[str, set[str]] = {}
    rows = Row.objects.filter(
        contest=office.contest, kind=RowKind.MARK, judge=office.alias, component=component["code"]
    )
    for code, aspect in rows.values_list("code", "aspect"):
        done.setdefault(code, set()).add(aspect)
    return [
        Filled(code, len(done.get(code, ())), cells) for code in codes_of(office.contest, component["code"])
    ]


def cells_of(office: Office, component: Mapping[str, Any], code: str, round: int = 1) -> list[dict[str, str]]:
    """The cells of one competitor for one judge: name, hint with the range and descriptors, the value given."""
    scheme = scheme_of(office.contest)
    assert scheme is not None
    given = dict(
        Row.objects.filter(
            contest=office.contest,
            kind=RowKind.MARK,
            judge=office.alias,
            component=component["code"],
            code=code,
            round=round,
        ).values_list("aspect", "value")
    )
    aspects: Sequence[Mapping[str, Any]] = component["aspects"] or [{"code": "", "name": component["name"]}]
    found = []
    for one in aspects:
        least, most = bounds(scheme, component["code"], one["code"])
        found.append(
            {
                "aspect": one["code"],
                "name": one["name"],
                "of": str(one.get("of", component["of"])),
                "least": least,
                "most": most,
                "hint": "；".join(f"{n} {words}" for n, words in enumerate(one.get("descriptors", ()))),
                "value": given.get(one["code"], ""),
            }
        )
    return found


def marks_in(book: Book, code: str) -> list[Row]:
    """The marks of one number with their corrections, for the chief judge."""
    kinds = (RowKind.MARK, RowKind.CORRECTION)
    found = [one for one in book.rows if one.code == code and one.kind in kinds]
    return sorted(found, key=lambda one: (one.component, one.aspect, one.judge, one.pk))


def facts_in(book: Book) -> list[Row]:
    """What is on the sheet beside marks, the newest first; at most fifty."""
    kinds = (RowKind.MARK, RowKind.CORRECTION)
    return [one for one in reversed(book.rows) if one.kind not in kinds][:50]


def mark_numbered(contest: Contest, pk: int) -> Row | None:
    """One mark of the contest."""
    return Row.objects.filter(contest=contest, pk=pk, kind=RowKind.MARK).select_related("contest").first()


def incidents_of(contest: Contest) -> QuerySet[Incident]:
    return Incident.objects.filter(contest=contest).order_by("-happened_at", "-pk")
