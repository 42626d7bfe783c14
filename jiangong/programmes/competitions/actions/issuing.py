"""Honours many at once: issued and printed by a worker, with progress; and the certificate on paper, printed on first use."""

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.papers import delete_papers, kept_paper, paper_picture
from jiangong.foundation.common.pdf import CannotPrint
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.honouring import issue_honour
from jiangong.programmes.competitions.models import Contest, Honour, HonourBatch
from jiangong.programmes.competitions.queries.honours import facts_on_paper
from jiangong.programmes.competitions.states import BatchState, HonourState, Reason

TEMPLATE = Path(__file__).parents[1] / "templates" / "competitions" / "honour.typ"
PAPERS = "honours"  # the folder of the printed ones


@transaction.atomic
def begin_issuing(contest: Contest, honours: Sequence[int], *, by: User | None) -> HonourBatch:
    """Order these honours of the contest; a worker issues and prints them. Raises Refused(NOTHING_TO_ISSUE), Refused(BATCH_RUNS)."""
    from jiangong.programmes.competitions import (
        tasks,  # tasks wrap these actions: imported where one is queued
    )

    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    if contest.honour_batches.filter(state__in=[BatchState.WAITING, BatchState.WORKING]).exists():
        raise Refused(Reason.BATCH_RUNS)
    ours = set(contest.honours.filter(pk__in=honours).values_list("pk", flat=True))
    wanted = [one for one in dict.fromkeys(honours) if one in ours]
    if not wanted:
        raise Refused(Reason.NOTHING_TO_ISSUE)
    batch = HonourBatch.objects.create(contest=contest, honours=wanted, total=len(wanted), started_by=by)
    tasks.issue_honours.defer(batch_id=batch.pk)  # the job row commits with the batch
    return batch


def issue_batch(batch_id: int) -> HonourBatch:
    """Issue and print a batch, one honour in each transaction. Called again after a crash it goes on where it stopped.

    What cannot be issued is counted by why; what cannot be printed is issued all the same.
    """
    batch = HonourBatch.objects.select_related("contest", "started_by").get(pk=batch_id)
    if batch.state in (BatchState.DONE, BatchState.FAILED):
        return batch
    _note(batch, state=BatchState.WORKING)
    try:
        while batch.honours:
            honour = Honour.objects.get(pk=batch.honours[0])
            try:
                with transaction.atomic():
                    honour = issue_honour(honour, by=batch.started_by)
                    _note(batch, honours=batch.honours[1:], made=batch.made + 1)
            except Refused as refused:
                words = str(refused)
                batch.refresh_from_db(fields=["honours", "made"])
                refusals = {**batch.refused, words: batch.refused.get(words, 0) + 1}
                _note(batch, honours=batch.honours[1:], refused=refusals)
                continue
            try:
                print_honour(honour)
            except Refused:
                _note(batch, unprinted=batch.unprinted + 1)
    except Exception:
        _note(batch, state=BatchState.FAILED, finished_at=timezone.now())
        raise
    _note(batch, state=BatchState.DONE, finished_at=timezone.now())
    return batch


def print_honour(honour: Honour) -> bytes:
    """The certificate as PDF/A, made on first use and kept. Raises Refused(NOT_ISSUED), Refused(CANNOT_PRINT)."""
    if honour.state != HonourState.ISSUED or not honour.holder_name:
        raise Refused(Reason.NOT_ISSUED)
    assert honour.issued_on is not None
    try:
        made = kept_paper(
            TEMPLATE, facts_on_paper(honour), folder=PAPERS, code=honour.code, dated=honour.issued_on
        )
    except CannotPrint as error:
        _problem(honour, error.characters)
        raise Refused(Reason.CANNOT_PRINT, text=error.characters) from error
    if not Honour.objects.filter(pk=honour.pk, code=honour.code).exists():
        delete_papers(PAPERS, [honour.code])  # forgotten while it was printed
        raise Refused(Reason.NOT_ISSUED)
    _problem(honour, "")
    return made


def picture_of_honour(honour: Honour) -> bytes:
    """The certificate as PNG, for phones. What cannot be printed has no picture either."""
    print_honour(honour)
    return paper_picture(TEMPLATE, facts_on_paper(honour))


def _note(batch: HonourBatch, **changes: object) -> None:
    for name, value in changes.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(changes))


def _problem(honour: Honour, characters: str) -> None:
    if honour.print_problem != characters:
        honour.print_problem = characters[:80]
        honour.save(update_fields=["print_problem"])
