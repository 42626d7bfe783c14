"""What the sheet still lacks, under the pseudonyms the cells are marked under: it tells nobody a place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from jiangong.programmes.competitions.models import Contest
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.queries.layers import prefix_of
from jiangong.programmes.competitions.queries.schemes import component_names
from jiangong.programmes.competitions.queries.sheet import opened_sheet
from jiangong.selection.judging.formulas import Unfit, compute
from jiangong.selection.judging.formulas.computing.steps import Gap, Lacking
from jiangong.selection.judging.states import LACKING


def gaps_of(book: Book) -> list[Gap]:
    """Every missing piece, with the number under which it has to be marked."""
    contest = book.contest
    scheme = scheme_of(contest)
    if scheme is None:
        return []
    opened = opened_sheet(book, honours=False)
    try:
        found = compute(scheme, opened.sheet).gaps
    except Unfit as unfit:  # a cell without a bench: nobody is to mark it yet
        return [
            Gap(one.facts.get("entrant", "—"), one.facts.get("component", one.where), "", Lacking.NO_MARK)
            for one in unfit.faults
        ]
    marked_as = _marked_as(contest, opened.numbers)
    return [
        replace(one, entrant=marked_as.get((one.entrant, prefix_of(contest, one.component)), one.entrant))
        for one in found
    ]


def _marked_as(contest: Contest, numbers: Mapping[str, str]) -> Mapping[tuple[str, str], str]:
    """(participant's number, layer's letter) → the pseudonym at that layer."""
    return {(participant, number[0]): number for number, participant in numbers.items()}


def gap_words(contest: Contest, gaps: Iterable[Gap]) -> list[str]:
    """Each gap in a few words, components by their names."""
    names = component_names(contest)
    return [
        _("%(code)s %(component)s %(aspect)s：%(lacking)s")
        % {
            "code": one.entrant,
            "component": names.get(one.component, one.component),
            "aspect": one.aspect,
            "lacking": LACKING[one.lacking] % {"judges": "、".join(one.judges)},
        }
        for one in gaps
    ]
