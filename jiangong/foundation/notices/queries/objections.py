"""Reads of objections. What somebody wrote is for those who hear it; everybody sees number, outcome and answer."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jiangong.foundation.notices.formulas import receipt_of
from jiangong.foundation.notices.models import Line, Notice, Objection
from jiangong.foundation.notices.permissions import READERS
from jiangong.foundation.notices.states import NoticeState, ObjectionState, Reason
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.people.erasure.queries import Stands


def objections_of(notice: Notice) -> QuerySet[Objection]:
    """All of a notice in order, with line and answer; whoever shows them decides what of them."""
    return notice.objections.select_related("line", "answer").order_by("number")


def objections_visible_to(user: Any) -> QuerySet[Objection]:
    """Objections to the notices of unions that the user reads; permission for each asks who is involved."""
    return Objection.objects.filter(within(user, READERS, "notice__organisation__")).select_related(
        "notice__organisation", "line", "answer__answered_by", "by", "investigator"
    )


def objection_visible_to(user: Any, notice: int, number: int) -> Objection | None:
    return objections_visible_to(user).filter(notice=notice, number=number).first()


def objection_by_receipt(code: str) -> Objection | None:
    """Whose code this is; None for a code that was never given out."""
    return (
        Objection.objects.filter(receipt=receipt_of(code))
        .select_related("notice__organisation", "line", "answer")
        .first()
    )


def anonymous_today(notice: Notice) -> int:
    """How many objections without a name came in today that wait or waited for an answer."""
    begun = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return notice.objections.filter(by__isnull=True, made_at__gte=begun).count()


def open_objections(notice: Notice) -> int:
    return notice.objections.filter(state=ObjectionState.OPEN).count()


def stands_against_erasure(people: Collection[int]) -> tuple[Stands, ...]:
    """Why these persons cannot be forgotten now: they stand on a list that is shown, or wait for an answer."""
    listed = Line.objects.filter(
        person__in=people, notice__state__in=[NoticeState.DRAFT, NoticeState.RUNNING]
    )
    waiting = Objection.objects.filter(by__person__in=people, state=ObjectionState.OPEN)
    return (
        Stands(Reason.ON_A_LIST, "notice", listed, "notice__title"),
        Stands(Reason.WAITS_FOR_ANSWER, "notice", waiting, "notice__title"),
    )
