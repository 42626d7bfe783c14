"""The days: who was there, who went home early, what went wrong."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import Fact, correct, record, record_many
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people import sealing
from jiangong.foundation.people.readlog.actions import exported
from jiangong.programmes.care.convalescence.models import Attendance, Batch, Incident, Stay
from jiangong.programmes.care.convalescence.states import Source, StayReason, StayState, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

MODEL = "convalescence.incident"


@transaction.atomic
def sign_in(stay: Stay, *, by: User) -> bool:
    """The leader scanned somebody's code: they are here today. Whether that was new.

    Raises Refused: WRONG_DAY, NOT_COMING, BATCH_FINISHED.
    """
    today = timezone.localdate()
    _led(stay.batch, today, by)
    stay = lock(stay)
    if stay.state != StayState.CONFIRMED or _gone(stay, today):
        raise Refused(StayReason.NOT_COMING)
    return bool(_mark([stay], today, Source.CODE, by=by))


@transaction.atomic
def call_roll(
    batch: Batch, day: date, *, present: Collection[int], shown: Collection[int], by: User | None
) -> int:
    """Set one day's marks by hand: of the stays `shown` to the leader those in `present` were there. How many changed.

    A mark taken away is corrected in the ledger; who had gone home by then was not there. Raises Refused: WRONG_DAY, BATCH_FINISHED.
    """
    batch = _led(batch, day, by)
    on_page = list(
        Stay.objects.select_for_update(of=("self",))
        .filter(batch=batch, pk__in=set(shown), state=StayState.CONFIRMED)
        .select_related("applicant__organisation")
        .order_by("pk")
    )
    here = [one for one in on_page if one.pk in present and not _gone(one, day)]
    added = _mark(here, day, Source.LEADER, by=by)
    wrong = Attendance.objects.filter(stay__in=on_page, day=day).exclude(stay__in=here)
    return added + _unmark(wrong, "带队更正点名", by=by)


@transaction.atomic
def go_home_early(stay: Stay, day: date, *, by: User | None) -> Stay:
    """Somebody leaves before the end, on this day; why is nobody's business here. Marks of later days are taken away.

    Raises Refused: WRONG_DAY, NOT_COMING, BATCH_FINISHED.
    """
    _led(stay.batch, day, by)
    stay = lock(stay)
    if stay.state != StayState.CONFIRMED:
        raise Refused(StayReason.NOT_COMING)
    stay.left_on = day
    stay.save(update_fields=["left_on"])
    _unmark(Attendance.objects.filter(stay=stay, day__gt=day), "提前离开以后的日子", by=by)
    return stay


@transaction.atomic
def report_incident(
    batch: Batch, kind: str, *, happened_at: datetime, words: str, stay: Stay | None = None, by: User | None
) -> Incident:
    """Write down what happened; the account is sealed. Raises Refused: REASON_MISSING without one, NOT_COMING."""
    require(by, "convalescence.go_with", batch)
    if not words.strip():
        raise Refused(StayReason.REASON_MISSING)
    if stay is not None and stay.batch_id != batch.pk:
        raise Refused(StayReason.NOT_COMING)
    incident = Incident.objects.create(
        batch=batch, stay=stay, kind=kind, happened_at=happened_at, reported_by=by
    )
    incident.words_sealed = sealing.seal(words.strip(), model=MODEL, field="words", pk=incident.pk)
    incident.save(update_fields=["words_sealed"])
    record(
        Verb.INCIDENT,
        incident,
        organisation=batch.programme.organisation,
        by=by,
        payload={"batch": str(batch.pk), "kind": kind},
    )
    return incident


def _led(batch: Batch, day: date, by: User | None) -> Batch:
    """The batch as it is now, kept from being finished meanwhile; many may mark at the same time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM convalescence_batch WHERE id = %s FOR SHARE", [batch.pk])
    batch = Batch.objects.select_related("programme__organisation").get(pk=batch.pk)
    require(by, "convalescence.lead", batch)
    if batch.finished_at is not None:
        raise Refused(StayReason.BATCH_FINISHED, batch=batch.title)
    if not batch.starts_on <= day <= min(batch.ends_on, timezone.localdate()):
        raise Refused(StayReason.WRONG_DAY, day=day.isoformat())
    return batch


def _gone(stay: Stay, day: date) -> bool:
    """Whether somebody had gone home before a day."""
    return stay.left_on is not None and stay.left_on < day


def _unmark(marks: QuerySet[Attendance], reason: str, *, by: User | None) -> int:
    """Take marks away, each corrected in the ledger; returns how many."""
    ids = list(marks.values_list("pk", flat=True))
    for entry in Entry.objects.filter(
        verb=Verb.SIGNED_IN,
        subject_type="convalescence.attendance",
        subject_id__in=ids,
        corrects__isnull=True,
    ):
        correct(entry, reason=reason, by=by)
    Attendance.objects.filter(pk__in=ids).delete()
    return len(ids)


def _mark(stays: list[Stay], day: date, source: Source, *, by: User | None) -> int:
    """Write the marks that are not there yet, with a ledger entry each; returns how many."""
    by_number = {one.pk: one for one in stays}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO convalescence_attendance (stay_id, day, source, marked_at, marked_by_id)"
            " SELECT id, %s, %s, now(), %s FROM unnest(%s::bigint[]) AS new(id) ON CONFLICT DO NOTHING"
            " RETURNING id, stay_id",
            [day, source.value, by.pk if by else None, list(by_number)],
        )
        written = cursor.fetchall()
    record_many(
        [
            Fact(
                Verb.SIGNED_IN,
                "convalescence.attendance",
                pk,
                by_number[stay].applicant.organisation,
                person_id=by_number[stay].applicant.person_id,
                happened_on=day,
                payload={"source": source.value},
            )
            for pk, stay in written
        ],
        by=by,
    )
    return len(written)


def read_incident(incident: Incident, *, by: User) -> str:
    """The account for whoever goes with the batch or runs it; about somebody, the look is written first."""
    require(by, "convalescence.go_with", incident.batch)
    person = incident.stay.applicant.person_id if incident.stay else None
    if person is not None:
        exported(
            "convalescence.incident",
            [person],
            title=_("疗休养意外情况：%(batch)s") % {"batch": incident.batch.title},
            purpose=_("处理疗休养途中的意外情况"),
            organisation=incident.batch.programme.organisation,
            by=by,
        )
    return sealing.unseal(incident.words_sealed, model=MODEL, field="words", pk=incident.pk)
