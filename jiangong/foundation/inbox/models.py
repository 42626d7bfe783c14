"""Tables of matters, delegations, messages and their deliveries. Who is where is found by name: people stand above."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.inbox.states import Channel, DeliveryState, MatterEvent, Outcome
from jiangong.foundation.organisations.models import DateRange, One, Organisation

USER, PERSON = settings.AUTH_USER_MODEL, "people.Person"


class Matter(models.Model):
    """Something that waits for somebody until it is closed 待办.

    `organisation` is the union it is about, `seat` the one whose officers have to do it: the same, or the nearest one
    above where somebody holds such a role. With `person` it waits for that person alone. Once overdue it also waits
    for the roles of `above`. `words` are what the kind's texts are filled with, `label` what the list can be searched
    by. `due_at` follows `clock` where there is one (a trigger sees to it); it is empty without a limit and while the
    clock is paused. `place` is where the matter stands in a due list: `due_at`, or the end of time.
    """

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    seat = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", db_index=False)
    above = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.JSONField(default=dict)
    label = models.CharField(max_length=200, blank=True, default="")
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+", db_index=False)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    place = models.DateTimeField()
    opened_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["seat", "place", "id"],
                name="matter_of_a_seat",
                condition=Q(closed_at__isnull=True, person__isnull=True),
            ),
            models.Index(
                fields=["above", "place", "id"],
                name="matter_of_a_seat_above",
                condition=Q(closed_at__isnull=True, above__isnull=False),
            ),
            models.Index(
                fields=["person", "place", "id"],
                name="matter_of_a_person",
                condition=Q(closed_at__isnull=True, person__isnull=False),
            ),
            models.Index(fields=["subject_type", "subject_id"], name="matter_subject"),
            models.Index(
                fields=["clock"],
                name="matter_clock",
                condition=Q(closed_at__isnull=True, clock__isnull=False),
            ),
            models.Index(
                fields=["warn_at"],
                name="matter_to_remind",
                condition=Q(closed_at__isnull=True, reminded_at__isnull=True),
            ),
            models.Index(
                fields=["due_at"],
                name="matter_to_escalate",
                condition=Q(closed_at__isnull=True, escalated_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(seat__isnull=False), name="a_matter_waits_for_somebody"
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "organisation"],
                condition=Q(closed_at__isnull=True, seat__isnull=False),
                name="one_open_matter_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "person"],
                condition=Q(closed_at__isnull=True, seat__isnull=True),
                name="one_open_matter_a_person",
            ),
        ]


class MatterStep(models.Model):
    """What happened to a matter, and who did it 待办记录. Rows are only added."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="steps")
    event = models.CharField(max_length=12, choices=MatterEvent.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    to_person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", db_index=False)
    to_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", db_index=False
    )


class Delegation(models.Model):
    """Somebody stands in for an absent officer, with that officer's roles and no others 代办.

    From `since` to `until`, both included, or until `ended_on` if it was ended early (that day not included).
    """

    delegator = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    delegate = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))
    reason = models.CharField(_("理由"), max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="delegation_days_in_order"),
            models.CheckConstraint(
                condition=~Q(delegate=F("delegator")), name="nobody_stands_in_for_themselves"
            ),
            ExclusionConstraint(
                name="one_stand_in_a_day",
                expressions=[
                    (One(F("delegator")), RangeOperators.OVERLAPS),
                    (DateRange(F("since"), F("until"), Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]


class Message(models.Model):
    """Something a person was told 消息. It stands on the site; deliveries may carry it to them as well.

    `words` are what the kind's texts are filled with; `sender` and `organisation` who let it be told. `unread` is for
    the person's own counting only: when it was read is kept nowhere, so that nobody can be asked about it.
    `planned_at` is when it was decided how it goes out; empty: not yet. `told_otherwise` is how the union told the
    person after every way had failed.
    """

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True, default="")
    subject_id = models.BigIntegerField(null=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", db_index=False
    )
    sender = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.JSONField(default=dict)
    unread = models.BooleanField(default=True)
    told_at = models.DateTimeField(default=timezone.now)
    planned_at = models.DateTimeField(null=True)
    told_otherwise = models.CharField(_("怎么告知的"), max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="message_person"),
            models.Index(fields=["person"], name="message_unread", condition=Q(unread=True)),
            models.Index(fields=["id"], name="message_to_plan", condition=Q(planned_at__isnull=True)),
            models.Index(fields=["sender", "-id"], name="message_sender", condition=Q(sender__isnull=False)),
            models.Index(
                fields=["organisation", "-id"],
                name="message_told_by",
                condition=Q(organisation__isnull=False),
            ),
            models.Index(fields=["subject_type", "subject_id"], name="message_subject"),
        ]


class Delivery(models.Model):
    """One handing over of one message, or of several as a digest, to a channel 送达.

    `code` is what a provider can tell doublets by. `send_at` is the earliest moment. `attempts` counts how often it
    was begun; `handed_at` is when the one under way was handed over, empty before: what was interrupted earlier can
    be sent again without a doubt. `unsure_since` is since when a provider may have had it without our knowing;
    `asked` how often it was asked.
    `masked` is the address as it may be shown, `reference` the provider's own number. `after` is the delivery by
    another channel that failed before this one.
    """

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    code = models.CharField(max_length=32, unique=True)
    urgent = models.BooleanField(default=False)
    send_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    unsure_since = models.DateTimeField(null=True)
    asked = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    masked = models.CharField(max_length=80, blank=True, default="")
    reference = models.CharField(max_length=120, blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    after = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["channel", "send_at"],
                name="delivery_to_send",
                condition=Q(state=DeliveryState.QUEUED),
            ),
            models.Index(
                fields=["channel"], name="delivery_under_way", condition=Q(state=DeliveryState.SENDING)
            ),
            models.Index(
                fields=["channel", "send_at"],
                name="delivery_unknown",
                condition=Q(state=DeliveryState.UNKNOWN),
            ),
            models.Index(fields=["state", "-id"], name="delivery_state"),
        ]


class Carried(models.Model):
    """A delivery carries a message; one to five hundred of them are a digest."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="carried")
    message = models.ForeignKey(Message, models.PROTECT, related_name="carried")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "message"], name="carried_once_a_delivery")
        ]


class Attempt(models.Model):
    """One try to hand a delivery over, and how it ended. Rows are only added."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="tries")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    why = models.CharField(max_length=300, blank=True, default="")


class Address(models.Model):
    """How a channel calls a person where nothing else says it: a WeChat Work userid, an openid of the official account."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    address = models.CharField(max_length=80)
    bound_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="one_address_a_channel"),
            models.UniqueConstraint(fields=["channel", "address"], name="one_person_an_address"),
        ]


class Preference(models.Model):
    """What a person wants of messages outside the site: channels in order, what not at all, all of it once a day."""

    person = models.OneToOneField(PERSON, models.PROTECT, related_name="+")
    channels = ArrayField(models.CharField(max_length=20, choices=Channel.choices), default=list)
    muted = ArrayField(models.CharField(max_length=60), default=list)
    daily = models.BooleanField(_("每天只汇总一次"), default=False)
