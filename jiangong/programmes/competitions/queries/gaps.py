"""What the sheet still lacks, under the pseudonyms the cells are marked under: it tells nobody a place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from jiangong.programmes.competitions.models import Contest
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.queries.layers import prefix_of
from jiangong.programmes.competitions.queries.schemes import aspect_names, component_names
from jiangong.programmes.competitions.queries.sheet import opened_sheet
from jiangong.programmes.competitions.states import RowKind
from jiangong.selection.judging.formulas import Unfit, compute
from jiangong.selection.judging.formulas.computing.steps import Gap, Lacking
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Sheet
from jiangong.selection.judging.states import LACKING


def gaps_of(book: Book) -> list[Gap]:
    """Every missing piece, with the number under which it has to be marked.

    What is said goes by the sheet alone: everybody on a bench marks every number, also those whose marks the register will not
    let count. Else the judge who is missing nowhere would show whose number it is. Only what is lacking because of the register
    (a panel that becomes too small) is added, since a substitute has to be found.
    """
    contest = book.contest
    scheme = scheme_of(contest)
    if scheme is None:
        return []
    opened = opened_sheet(book, honours=False)
    recorded = [row for row in book.rows if row.kind == RowKind.RECUSAL]
    said = {(row.judge, opened.numbers.get(row.code)) for row in recorded}
    on_sheet = tuple(one for one in opened.sheet.recusals if (one.judge, one.entrant) in said)
    seen = _lacking(scheme, replace(opened.sheet, recusals=on_sheet))
    cells = {(one.entrant, one.component, one.aspect) for one in seen}
    hidden = _lacking(scheme, opened.sheet)
    found = [*seen, *(one for one in hidden if (one.entrant, one.component, one.aspect) not in cells)]
    marked_as = _marked_as(contest, opened.numbers)
    return [
        replace(one, entrant=marked_as.get((one.entrant, prefix_of(contest, one.component)), one.entrant))
        for one in found
    ]


def _lacking(scheme: Scheme, sheet: Sheet) -> list[Gap]:
    """Gaps under participants' numbers."""
    try:
        return list(compute(scheme, sheet).gaps)
    except Unfit as unfit:  # a cell without a bench: nobody is to mark it yet
        return [
            Gap(one.facts.get("entrant", "—"), one.facts.get("component", one.where), "", Lacking.NO_MARK)
            for one in unfit.faults
        ]


def _marked_as(contest: Contest, numbers: Mapping[str, str]) -> Mapping[tuple[str, str], str]:
    """(participant's number, layer's letter) → the pseudonym at that layer."""
    return {(participant, number[0]): number for number, participant in numbers.items()}


def gap_words(contest: Contest, gaps: Iterable[Gap]) -> list[str]:
    """Each gap in a few words, components and aspects by their names."""
    names, aspects = component_names(contest), aspect_names(contest)
    return [
        _("%(code)s %(component)s %(aspect)s：%(lacking)s")
        % {
            "code": one.entrant,
            "component": names.get(one.component, one.component),
            "aspect": aspects.get((one.component, one.aspect), one.aspect),
            "lacking": LACKING[one.lacking] % {"judges": "、".join(one.judges)},
        }
        for one in gaps
    ]
