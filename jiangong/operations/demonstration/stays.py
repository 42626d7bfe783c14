"""A drawn programme of the past seen to its end by the room's own actions: answers, notices, days, ratings.

What people do is the same in every demonstration; only the days of the notices are made to pass.
"""

from datetime import timedelta

from jiangong.foundation.notices import actions as notices
from jiangong.operations.demonstration.passing import let_pass
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.formulas.days import days_of
from jiangong.programmes.care.convalescence.models import Batch, Programme, Stay
from jiangong.programmes.care.convalescence.states import ACCEPTED_NOTICE, Aspect, StayState

PASSED = timedelta(days=15)  # longer than the notice's days with any holiday in them
DECLINES, ABSENT, LEAVES = 17, 23, 29  # one in so many, by turns
WORDS = ("演示意见：伙食清淡，合口味。", "演示意见：活动安排得松一些就好。", "")


def see_through(programme: Programme) -> int:
    """Bring every batch of a drawn programme whose days are over to its end; how many completed a stay."""
    for number, stay in enumerate(Stay.objects.filter(batch__programme=programme).order_by("pk"), 1):
        if number % DECLINES:
            actions.accept_place(stay, by=None)
        else:
            actions.decline_place(stay, by=None)
    for stay in Stay.objects.filter(batch__programme=programme, state=StayState.OFFERED).order_by("pk"):
        actions.accept_place(stay, by=None)  # who moved up
    for batch in programme.batches.order_by("starts_on", "pk"):
        if batch.stays.filter(state=StayState.ACCEPTED).exists():
            _show(batch)
            _run(batch)
    return Stay.objects.filter(batch__programme=programme, state=StayState.STAYED).count()


def _show(batch: Batch) -> None:
    proposal = queries.lines_for_notice(ACCEPTED_NOTICE, batch.pk)
    assert proposal is not None, "the batch is there"
    notice = notices.publish(
        ACCEPTED_NOTICE, proposal.organisation, proposal.lines, about=batch, title=proposal.title, by=None
    )
    let_pass({notice.pk: PASSED})
    notice.refresh_from_db()
    notices.close(notice, by=None)
    actions.confirm_batch(batch, by=None)


def _run(batch: Batch) -> None:
    people = list(queries.confirmed_of(batch))
    actions.add_rooms(batch, [f"3{n:02d}" for n in range(1, len(people) + 1)], 2, by=None)
    actions.share_rooms_out(batch, by=None)
    shown = {one.pk for one in people}
    for day in days_of(batch.starts_on, batch.ends_on):
        present = {
            one.pk
            for number, one in enumerate(people, 1)
            if number % ABSENT and (number % LEAVES or day == batch.starts_on)
        }
        actions.call_roll(batch, day, present=present, shown=shown, by=None)
    actions.finish_batch(batch, by=None)
    came = batch.stays.filter(state__in=[StayState.STAYED, StayState.LEFT_EARLY]).order_by("pk")
    for number, stay in enumerate(came, 1):
        scores = {one.value: 3 + (number + turn) % 3 for turn, one in enumerate(Aspect)}
        actions.rate(stay, scores, words=WORDS[number % len(WORDS)], by=None)
