"""The rules of a contest in words, and what the rulebook says about them."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from django.db.models import QuerySet

from jiangong.foundation.rulebook.queries import parameter
from jiangong.programmes.competitions.models import Contest, SchemeVersion
from jiangong.selection.judging.formulas import Fault
from jiangong.selection.judging.formulas.scheme.kinds import Part
from jiangong.selection.judging.formulas.scheme.shapes import Limit
from jiangong.selection.judging.states import FAULTS


def limits_of(contest: Contest) -> list[Limit]:
    """Bounds from the rulebook: the theory's share is advice, as its source says "not above" for another system."""
    most = parameter("competitions.theory_share_most", on=contest.starts_on)
    return [
        Limit(
            kind=Part.THEORY,
            most=Fraction(int(most.value)),
            clause=f"{most.title}（{most.source}）",
            binding=False,
        )
    ]


def fault_words(faults: Iterable[Fault]) -> list[str]:
    """Each fault in words, with its place."""
    return [FAULTS[one.wrong].what % {"where": one.where, **one.facts} for one in faults]


def versions_of(contest: Contest) -> QuerySet[SchemeVersion]:
    return (
        SchemeVersion.objects.filter(contest=contest).select_related("saved_by__person").order_by("-number")
    )


def components_of(contest: Contest) -> Sequence[dict[str, object]]:
    """The scheme's components as written, for tables."""
    return list((contest.scheme or {}).get("components", ()))


def component_names(contest: Contest) -> dict[str, str]:
    """What each component is called, by its code."""
    return {one["code"]: one["name"] for one in (contest.scheme or {}).get("components", ())}


def aspect_names(contest: Contest) -> dict[tuple[str, str], str]:
    """What each aspect is called, by its component's code and its own."""
    return {
        (part["code"], one["code"]): one["name"]
        for part in (contest.scheme or {}).get("components", ())
        for one in part.get("aspects", ())
    }
