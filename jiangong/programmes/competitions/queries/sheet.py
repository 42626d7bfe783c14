"""The sheet of a contest as selection/judging reads it: rows under participants' numbers, recusals out of the register."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind
from jiangong.foundation.people.models import Membership
from jiangong.foundation.people.states import MembershipState
from jiangong.foundation.rulebook.queries import parameter
from jiangong.programmes.competitions.models import Contest, Entry, Relation, Row
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.layers import all_numbers
from jiangong.programmes.competitions.states import LIGHT, MARKING, RowKind
from jiangong.selection.judging.formulas.exact import number
from jiangong.selection.judging.formulas.sheet import shapes
from jiangong.selection.judging.formulas.sheet.shapes import Sheet, Standing

# The computation file is public and names judges by aliases that a result page opens: it says that somebody stepped back and on what
# ground it was found, never of which kind a relation is or what somebody wrote about themselves.
BY_RELATION = "回避（登记的利害关系）"
BY_DECLARATION = "回避（本人申报）"
BY_BREACH = "回避（加密被打破）"
BY_REJUDGING = "回避（复核查实）"


@dataclass(frozen=True)
class Opened:
    """A sheet under participants' numbers, with the entries behind them and the pseudonym each cell was marked under."""

    sheet: Sheet
    entries: Mapping[str, Entry]
    numbers: Mapping[str, str]


def opened_sheet(book: Book, extra: Sequence[Row] = (), *, honours: bool = True) -> Opened:
    """The whole sheet, with `extra` rows after it that are not written (a rejudging seen beforehand).

    Before the layers are open only what tells nobody's place may be said of it (see layers.py). `honours`: whether it matters
    who was promoted this year already.
    """
    numbers, entries = all_numbers(book)
    sheet = _sheet(book, [*book.rows, *extra], numbers, entries, honours)
    return Opened(sheet, entries, numbers)


def _sheet(
    book: Book, rows: list[Row], numbers: Mapping[str, str], entries: Mapping[str, Entry], honours: bool
) -> Sheet:
    """Rows as a sheet. What a rejudging lifted is left out; a later standing replaces an earlier one."""
    lifted = {row.lifts_id for row in rows if row.lifts_id}
    live = [row for row in rows if row.pk not in lifted and not row.lifts_id and row.code in numbers]
    of = {kind: [row for row in live if row.kind == kind] for kind in RowKind.values}
    standing = {numbers[row.code]: row for row in of[RowKind.STANDING]}
    homes = _homes(book)
    units = employers([*homes.values(), *(one.organisation for one in entries.values())])
    promoted = promoted_this_year(book.contest, entries) if honours else frozenset()
    return Sheet(
        entrants=tuple(
            _entrant(code, one, units[one.organisation_id], one.pk in promoted, standing.get(code))
            for code, one in sorted(entries.items())
        ),
        benches=book.benches,
        marks=tuple(_mark(row, numbers[row.code]) for row in of[RowKind.MARK]),
        corrections=tuple(
            _correction(n, row, numbers[row.code]) for n, row in enumerate(of[RowKind.CORRECTION], start=1)
        ),
        recusals=(
            *(
                shapes.Recusal(judge=row.judge, entrant=numbers[row.code], clause=_why_recused(row))
                for row in of[RowKind.RECUSAL]
            ),
            *_recusals(book, entries, homes, units),
        ),
        penalties=tuple(
            shapes.Penalty(
                entrant=numbers[row.code], component=row.component, points=number(row.value), clause=row.words
            )
            for row in of[RowKind.PENALTY]
        ),
        absences=tuple(
            shapes.Absence(entrant=numbers[row.code], component=row.component, clause=row.words)
            for row in of[RowKind.ABSENCE]
        ),
        carried=tuple(
            shapes.Carried(
                entrant=numbers[row.code], component=row.component, value=number(row.value), source=row.words
            )
            for row in of[RowKind.CARRIED]
        ),
        times=tuple(
            shapes.Time(entrant=numbers[row.code], component=row.component, seconds=Fraction(row.value))
            for row in of[RowKind.TIME]
        ),
    )


def _entrant(code: str, entry: Entry, unit: str, promoted: bool, standing: Row | None) -> shapes.Entrant:
    """An entry with the last word that the sheet says on its standing; competed, if it says none."""
    return shapes.Entrant(
        code=code,
        unit=unit,
        level=entry.level,
        titles=tuple(entry.titles),
        promoted=promoted,
        standing=Standing.COMPETED if standing is None else Standing(standing.value),
        clause="" if standing is None else standing.words,
    )


def _mark(row: Row, entrant: str) -> shapes.Mark:
    return shapes.Mark(
        judge=row.judge,
        entrant=entrant,
        component=row.component,
        aspect=row.aspect,
        value=number(row.value),
        round=row.round,
    )


def _correction(n: int, row: Row, entrant: str) -> shapes.Correction:
    """The n-th correction on the sheet; only the chief judge corrects."""
    return shapes.Correction(
        number=n,
        judge=row.judge,
        entrant=entrant,
        component=row.component,
        aspect=row.aspect,
        value=number(row.value),
        round=row.round,
        reason=row.words,
        by="裁判长",
    )


def _why_recused(row: Row) -> str:
    """What the public file says of a recusal on the sheet; why it was, in the judge's own words, stays there."""
    if row.rejudging_id is not None:
        return BY_REJUDGING
    return BY_BREACH if row.key.startswith("breach-") else BY_DECLARATION


def _homes(book: Book) -> Mapping[int, Organisation]:
    """The union of everybody who marks."""
    people = [one.person for one in book.offices if one.duty in MARKING and one.person is not None]
    rows = Membership.objects.filter(person__in=people, state=MembershipState.ACTIVE)
    return {one.person_id: one.organisation for one in rows.select_related("organisation")}


def recusals_of(book: Book, entries: Mapping[str, Entry]) -> list[shapes.Recusal]:
    """Whose marks of whom never count, out of the register, under whatever numbers `entries` stand."""
    homes = _homes(book)
    units = employers([*homes.values(), *(one.organisation for one in entries.values())])
    return _recusals(book, entries, homes, units)


def _recusals(
    book: Book,
    entries: Mapping[str, Entry],
    homes: Mapping[int, Organisation],
    units: Mapping[int, str],
) -> list[shapes.Recusal]:
    """Whose marks of whom never count, out of the register: same employer, same union, declared relations.

    In a drill and a shop-floor contest the employer is the same for all: there only declared relations bar.
    """
    own = parameter("competitions.own_unit_barred", on=book.contest.starts_on)
    barred = own.value and book.contest.level not in LIGHT  # a drill is marked by the shop's own foreman
    judges = [
        (one.alias, one.person) for one in book.offices if one.duty in MARKING and one.person is not None
    ]
    related = relations_among(
        {person for _, person in judges}, [one.person_id for one in entries.values() if one.person_id]
    )
    found = []
    for alias, person in judges:
        home = homes.get(person)
        for code, entry in sorted(entries.items()):
            if entry.person_id and (person, entry.person_id) in related:
                found.append(shapes.Recusal(judge=alias, entrant=code, clause=BY_RELATION))
            elif barred and home is not None and units[home.pk] == units[entry.organisation_id]:
                found.append(shapes.Recusal(judge=alias, entrant=code, clause=f"{own.title}（{own.source}）"))
    return found


def relations_among(people: set[int], others: list[int]) -> frozenset[tuple[int, int]]:
    """Pairs (one, other) of the two groups between whom a relation is declared, both ways; of which kind it is nobody asks."""
    rows = Relation.objects.filter(Q(one__in=people, other__in=others) | Q(one__in=others, other__in=people))
    found = set(rows.values_list("one", "other"))
    return frozenset(found | {(other, one) for one, other in found})


def employers(organisations: Iterable[Organisation]) -> Mapping[int, str]:
    """Each union's employer, as the code of the enterprise union it belongs to, or its own where there is none."""
    mine = {one.pk: one for one in organisations}
    above = {int(step) for one in mine.values() for step in one.path.strip("/").split("/")}
    firms = dict(Organisation.objects.filter(pk__in=above, kind=Kind.ENTERPRISE).values_list("pk", "code"))
    found = {}
    for pk, one in mine.items():
        steps = [int(step) for step in one.path.strip("/").split("/")]
        found[pk] = next((firms[step] for step in steps if step in firms), one.code)
    return found


def promoted_this_year(contest: Contest, entries: Mapping[str, Entry]) -> frozenset[int]:
    """Entries of people who were given a promotion out of another contest of the same year."""
    from jiangong.programmes.competitions.queries.honours import promoted_in

    people = promoted_in(contest.season.year, [one.person_id for one in entries.values()], apart_from=contest)
    return frozenset(one.pk for one in entries.values() if one.person_id in people)
