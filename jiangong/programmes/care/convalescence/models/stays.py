"""After the draw: offers and stays, duties, rooms, coaches, health forms, attendance, incidents, ratings, letters."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person
from jiangong.programmes.care.convalescence.models.applications import Applicant
from jiangong.programmes.care.convalescence.models.programmes import Batch
from jiangong.programmes.care.convalescence.states.staying import (
    DutyKind,
    IncidentKind,
    Source,
    StayState,
    Wish,
)


def sign_in_code() -> str:
    return secrets.token_urlsafe(12)  # not law: 96 random bits


class Stay(models.Model):
    """A place offered to one applicant, and what becomes of it 名额. It never moves to another person or batch (migration 0004).

    `clock` runs until the answer; `answered_how` says how they gave it where their union wrote it down for them.
    `confirmed_at` tells which letter to the employer names them. `code` is what the leader scans. `left_on`: the day on which somebody went home early.
    `entry` is the ledger entry that counts a completed stay. `rated`: whether they have rated; not how, nor when.
    """

    applicant = models.OneToOneField(Applicant, models.PROTECT, related_name="stay")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="stays")
    state = models.CharField(max_length=10, choices=StayState.choices, default=StayState.OFFERED)
    offered_at = models.DateTimeField()
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_how = models.CharField(max_length=200, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=22, unique=True, default=sign_in_code)
    wish = models.CharField(_("对房间的要求"), max_length=10, choices=Wish.choices, blank=True, default="")
    room = models.ForeignKey("Room", models.PROTECT, null=True, related_name="stays")
    coach = models.ForeignKey("Coach", models.PROTECT, null=True, related_name="stays")
    left_on = models.DateField(_("提前离开的日期"), null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    rated = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["batch", "state", "id"], name="convalescence_stays")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=StayState.STAYED) | Q(entry__isnull=True),
                name="only_a_completed_stay_is_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch}"


class Duty(models.Model):
    """Somebody goes with a batch, as its leader or as the base's doctor 随团职责."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="duties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("职责"), max_length=6, choices=DutyKind.choices)
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "person", "kind"], condition=Q(ended_at__isnull=True), name="one_duty_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.get_kind_display()}"


class Room(models.Model):
    """A room at the base 房间."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rooms")
    name = models.CharField(_("房号"), max_length=20)
    beds = models.PositiveSmallIntegerField(_("床位"))

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "name"], name="one_room_a_name"),
            models.CheckConstraint(condition=Q(beds__gte=1), name="a_bedroom_has_a_bed"),
        ]

    def __str__(self) -> str:
        return self.name


class Coach(models.Model):
    """Transport that the union arranges, from one meeting point 集体乘车."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="coaches")
    name = models.CharField(_("车次"), max_length=40)
    meeting_point = models.CharField(_("集合地点"), max_length=120)
    leaves_at = models.DateTimeField(_("发车时间"))
    seats = models.PositiveSmallIntegerField(_("座位"))

    class Meta:
        ordering = ["leaves_at", "name"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "name"], name="one_coach_a_name"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="a_coach_has_a_seat"),
        ]

    def __str__(self) -> str:
        return self.name


class HealthForm(models.Model):
    """What a participant tells the base's doctor 健康表; both columns sealed. Of it the union sees only that it was handed in."""

    stay = models.OneToOneField(Stay, models.PROTECT, related_name="health_form")
    answers_sealed = models.TextField(blank=True, default="")
    verdict_sealed = models.TextField(blank=True, default="")
    given_at = models.DateTimeField()


class Attendance(models.Model):
    """Somebody was there on a day of the batch 签到."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="attendances")
    day = models.DateField()
    source = models.CharField(max_length=6, choices=Source.choices)
    marked_at = models.DateTimeField(auto_now_add=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stay", "day"], name="one_sign_in_a_day")]


class Incident(models.Model):
    """Something happened during a batch 意外情况; the account of it is sealed, for it may speak of somebody's health."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="incidents")
    stay = models.ForeignKey(Stay, models.PROTECT, null=True, related_name="incidents")
    kind = models.CharField(_("类别"), max_length=8, choices=IncidentKind.choices)
    happened_at = models.DateTimeField(_("发生时间"))
    words_sealed = models.TextField(blank=True, default="")
    reported_at = models.DateTimeField(auto_now_add=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class Rating(models.Model):
    """How somebody found a batch 满意度, by nobody: no stay, no account, no time, and numbers without an order.

    `scores`: 1 to 5 by Aspect.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="ratings")
    scores = models.JSONField(default=dict)
    words = models.TextField(_("意见"), blank=True, default="")


class EmployerLetter(models.Model):
    """What is written to one employer about its people in one batch 致用人单位函; the letter itself is a document about it."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="letters")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "organisation"], name="one_letter_an_employer")
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.organisation}"
