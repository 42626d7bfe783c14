"""Reads of notices and their lines."""

from typing import Any

from django.db import connection, models
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from jiangong.foundation.notices.models import Line, Notice, Objection
from jiangong.foundation.notices.permissions import READERS
from jiangong.foundation.notices.states import PUBLIC_STATES, LineState, NoticeState, ObjectionState
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, within


def _notices() -> QuerySet[Notice]:
    """Notices with what a list shows: the union, `on_list` lines standing in the newest list, `open_objections`."""
    return Notice.objects.select_related("organisation").annotate(
        on_list=_count(
            Line.objects.filter(
                notice=models.OuterRef("pk"), round=models.OuterRef("round"), state=LineState.STANDING
            ),
            "notice",
        ),
        open_objections=_count(
            Objection.objects.filter(notice=models.OuterRef("pk"), state=ObjectionState.OPEN), "notice"
        ),
    )


def _count(rows: Any, by: str) -> Any:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return models.functions.Coalesce(models.Subquery(counted), 0)


def public_notices() -> QuerySet[Notice]:
    """Everything that was ever published."""
    return _notices().filter(state__in=PUBLIC_STATES)


def public_notice(pk: int) -> Notice | None:
    return public_notices().filter(pk=pk).first()


def notices_visible_to(user: Any) -> QuerySet[Notice]:
    """What was published, and the drafts of unions that the user is an officer or auditor of. Equals `notices.view`."""
    return _notices().filter(Q(state__in=PUBLIC_STATES) | within(user, READERS, "organisation__"))


def notices_to_conduct(user: Any, organisation: Organisation, *, state: str = "") -> QuerySet[Notice]:
    """Those of this union and all below that the user reads in the workbench, by state. Equals `notices.read`."""
    found = _notices().filter(
        at_or_below(organisation, "organisation__"),
        within(user, READERS, "organisation__"),
    )
    return found.filter(state=state) if state else found


def notice_to_conduct(user: Any, pk: int) -> Notice | None:
    return _notices().filter(within(user, READERS, "organisation__"), pk=pk).first()


def lines_of(notice: Notice) -> QuerySet[Line]:
    """The lines of the newest list, struck ones among them."""
    return notice.lines.filter(round=notice.round).order_by("number")


def struck_in(notice: Notice) -> set[int]:
    """The subjects that objections have struck from this notice, in whichever of its lists."""
    return set(notice.lines.filter(state=LineState.STRUCK).values_list("subject_id", flat=True))


def notice_about(kind: str, about: models.Model) -> Notice | None:
    """The newest notice of this kind about a thing."""
    return (
        _notices()
        .filter(kind=kind, about_type=about._meta.label_lower, about_id=about.pk)
        .order_by("-pk")
        .first()
    )


def notices_to_end() -> list[Notice]:
    """Running ones whose days are over and that nothing stands against."""
    waiting = Objection.objects.filter(notice=models.OuterRef("pk"), state=ObjectionState.OPEN)
    return list(
        Notice.objects.filter(
            ~models.Exists(waiting),
            state=NoticeState.RUNNING,
            ends_at__lt=timezone.now(),
            awaits_correction=False,
        ).order_by("ends_at")
    )


def cleared(subject: models.Model, kind: str) -> bool:
    """Whether a notice of this kind has cleared the subject. The database itself answers, as it does for its guards."""
    return bool(cleared_among(subject._meta.label_lower, [subject.pk], kind))


def cleared_among(subject_type: str, subjects: Any, kind: str) -> set[int]:
    """The numbers of those that a notice has cleared, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one FROM unnest(%s::bigint[]) AS one WHERE notices_covers(%s, %s, one)",
            [list(subjects), kind, subject_type],
        )
        return {pk for (pk,) in cursor.fetchall()}


def least_end(kind: str) -> Any:
    """The earliest end that the database would let a notice of this kind have that is published now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT notices_least_end(%s, clock_timestamp())", [kind])
        return cursor.fetchone()[0]
