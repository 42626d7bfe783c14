"""Sealing the sheet, opening the layers, computing the result with two programs."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.clocks.actions import start as start_clock
from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import Fact, record, record_many
from jiangong.foundation.people.models import User
from jiangong.foundation.people.sealing import unseal
from jiangong.programmes.competitions.actions.contests import step
from jiangong.programmes.competitions.actions.drawing import require_holder
from jiangong.programmes.competitions.formulas.pseudonyms import commitment
from jiangong.programmes.competitions.models import Contest, Entry, Layer, Outcome
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.queries.gaps import gap_words, gaps_of
from jiangong.programmes.competitions.queries.layers import MODEL
from jiangong.programmes.competitions.queries.photos import photo_lines
from jiangong.programmes.competitions.queries.results import lines_of
from jiangong.programmes.competitions.queries.sheet import opened_sheet
from jiangong.programmes.competitions.queries.theory import theories_of
from jiangong.programmes.competitions.states import LIGHT, ContestState, Reason, Verb
from jiangong.selection.exams.states import SittingState
from jiangong.selection.judging.formulas import compute, write_scheme, write_sheet
from jiangong.selection.judging.formulas.agreement import differences
from jiangong.selection.judging.formulas.computing.result import Result
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Sheet, Standing

SHOWN = 5  # not law: so many gaps are named in a refusal


@transaction.atomic
def seal_sheet(contest: Contest, *, by: User | None) -> Contest:
    """The chief judge locks the sheet: nobody marks any more, and only a rejudging adds to it.

    A gap is refused and named under the pseudonym it was marked under. A contest without layers is computed at once.
    Raises Refused(SHEET_HAS_GAPS), Refused(LAYER_ORDER), Refused(WRONG_STEP), Refused(PROGRAMS_DIFFER),
    Refused(THEORY_BEING_MARKED).
    """
    contest = lock(contest)
    require(by, "competitions.lead_judging", contest)
    undrawn = Layer.objects.filter(contest=contest, drawn_at__isnull=True).order_by("number").first()
    if undrawn is not None:
        raise Refused(Reason.LAYER_ORDER, layer=undrawn.number)
    if theories_of(contest).filter(sitting__state=SittingState.MARKING).exists():
        raise Refused(Reason.THEORY_BEING_MARKED)
    if gaps := gaps_of(Book(contest)):
        words = gap_words(contest, gaps)
        raise Refused(Reason.SHEET_HAS_GAPS, count=len(words), gaps="；".join(words[:SHOWN]))
    contest.ended_at = contest.ended_at or timezone.now()
    step(contest, ContestState.SEALED, also=["ended_at"])
    record(
        Verb.SEALED, contest, organisation=contest.organiser, by=by, attribute=contest.trade.key,
        payload={"contest": contest.pk, "rows": _rows_digest(contest)},
    )  # fmt: skip
    if contest.layers == 0:
        _compute(contest, by)
    return contest


@transaction.atomic
def open_layer(layer: Layer, *, by: User | None) -> Layer:
    """A holder gives up the layer's secret after sealing, the innermost first; with the last one the result is computed.

    Raises Refused(NOT_YOUR_LAYER), Refused(LAYER_ORDER), Refused(WRONG_STEP), Refused(PROGRAMS_DIFFER).
    """
    contest = lock(layer.contest)
    layer = lock(layer)
    require_holder(layer, by)
    if contest.state != ContestState.SEALED or layer.opened_at is not None:
        raise Refused(Reason.WRONG_STEP, contest=contest.title)
    inner = Layer.objects.filter(contest=contest, number__gt=layer.number, opened_at__isnull=True)
    if (first := inner.order_by("-number").first()) is not None:
        raise Refused(Reason.LAYER_ORDER, layer=first.number)
    layer.secret = unseal(layer.secret_sealed, model=MODEL, field="secret", pk=layer.pk)
    if commitment(layer.secret) != layer.commitment:
        raise Refused(Reason.NOT_AS_COMMITTED, layer=layer.number)
    layer.opened_at = timezone.now()
    layer.save(update_fields=["secret", "opened_at"])
    if not Layer.objects.filter(contest=contest, opened_at__isnull=True).exists():
        _compute(contest, by)
    return layer


def _compute(contest: Contest, by: User | None) -> Outcome:
    """The first outcome, in the caller's transaction; everybody who competed is told."""
    opened = opened_sheet(Book(contest))
    scheme = scheme_of(contest)
    assert scheme is not None
    outcome = put_outcome(contest, scheme, opened.sheet, dict(opened.entries), by)
    competed = []
    for line in opened.sheet.entrants:
        entry = opened.entries[line.code]
        entry.standing = line.standing.value
        competed.append(entry)
    Entry.objects.bulk_update(competed, ["standing"], batch_size=1_000)
    step(contest, ContestState.KNOWN)
    started = [one for one in competed if one.standing != Standing.ABSENT]
    record_many(
        [
            Fact(
                Verb.COMPETED, "competitions.entry", one.pk, one.organisation, person_id=one.person_id,
                attribute=one.new_field or "none", happened_on=contest.ends_on,
                payload={"level": contest.level, "field": one.new_field},
            )
            for one in started
        ],
        by=by,
    )  # fmt: skip
    if contest.level not in LIGHT:
        clock = start_clock(contest, "competitions.appeal_hours", organisation=contest.organiser, by=by)
        tell(
            [one.person_id for one in competed if one.person_id],
            "competitions.result_known",
            contest,
            {"contest": contest.title, "until": timezone.localtime(clock.due_at).strftime("%Y-%m-%d %H:%M")},
            organisation=contest.organiser,
            by=by,
        )
    return outcome


def put_outcome(
    contest: Contest, scheme: Scheme, sheet: Sheet, entries: dict[str, Entry], by: User | None
) -> Outcome:
    """Compute, compare with the second program, keep with everything it can be recomputed from.

    Raises Refused(PROGRAMS_DIFFER), and nothing is kept.
    """
    result = compute(scheme, sheet)
    if different := differences(scheme, sheet, result):
        raise Refused(Reason.PROGRAMS_DIFFER, count=len(different))
    contents = {"scheme": write_scheme(scheme), "sheet": write_sheet(sheet)}
    digest = canonical_digest(contents)
    outcome = Outcome.objects.create(
        contest=contest,
        number=contest.outcomes.count() + 1,
        contents=contents,
        digest=digest,
        result=_kept(result, entries),
        computed_by=by,
    )
    record(
        Verb.COMPUTED, outcome, organisation=contest.organiser, by=by, attribute=contest.trade.key,
        payload={"contest": contest.pk, "outcome": digest},
    )  # fmt: skip
    return outcome


def canonical_digest(contents: Any) -> str:
    """SHA-256 of plain data as canonical JSON: sorted keys, no spaces, UTF-8."""
    written = json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _kept(result: Result, entries: dict[str, Entry]) -> dict[str, Any]:
    """Lines for tables: what a page shows without computing again."""
    return {
        "field": result.field,
        "units": result.units,
        "void": result.void,
        "lines": lines_of(result, {code: entry.pk for code, entry in entries.items()}),
        "teams": [
            {"unit": one.unit, "score": None if one.score is None else str(one.score), "rank": one.rank}
            for one in result.teams
        ],
    }


def _rows_digest(contest: Contest) -> str:
    """SHA-256 over everything on the sheet, row by row and then its photographs by their hashes, so that nobody can say later that it was otherwise."""
    digest = hashlib.sha256()
    for row in Book(contest).rows:
        parts = (
            row.kind,
            row.code,
            row.component,
            row.aspect,
            row.judge,
            str(row.round),
            row.value,
            row.words,
        )
        digest.update(("\x1f".join(parts) + "\n").encode())
    for line in photo_lines(contest):
        digest.update((line + "\n").encode())
    return digest.hexdigest()
