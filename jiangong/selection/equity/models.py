"""Counted years and their cells. Cells can be counted again from ledger and register at any time, with the same result."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.selection.equity.states import CountState, Dimension, SimulationState


class Count(models.Model):
    """One year of the equity ledger 公平账的一年: members and places in the tree as of the day `until`, receipts of the year to that day.

    `step` of `steps` is how far counting is; `began_at` when it began. `digest` is the SHA-256 of what is published of it.
    `sectors` names the sectors that have lines of their own. `outside` are people who received each good but were on no
    register on that day.
    """

    year = models.PositiveSmallIntegerField(unique=True)
    state = models.CharField(max_length=7, choices=CountState.choices, default=CountState.WAITING)
    until = models.DateField(null=True)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    least = models.PositiveSmallIntegerField(default=0)
    outside = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, default="")
    is_demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.year)


class Cell(models.Model):
    """How many people of a group, in the whole city or in one district.

    `good` empty: members; else those of them who received it in the year, each person once. `dimension` empty: everybody.
    `district` null: the whole city; 0: unions that stand directly below the city. `shown`: whether it is published.
    """

    count = models.ForeignKey(Count, models.CASCADE, related_name="cells")
    good = models.CharField(max_length=32, blank=True, default="")
    dimension = models.CharField(max_length=8, choices=Dimension.choices, blank=True, default="")
    value = models.CharField(max_length=60, blank=True, default="")
    district = models.BigIntegerField(null=True)
    people = models.PositiveIntegerField()
    shown = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["count", "good", "dimension", "value", "district"],
                name="one_equity_cell",
                nulls_distinct=False,
            ),
        ]


class Inside(models.Model):
    """Who received what in one union and those below it, in the running year up to `until`: what its officers see, nothing hidden.

    Counted every night for all unions below districts; city and districts have their cells. `cells`: lists of good (empty:
    members), dimension (empty: everybody), value, people; groups in which nobody is are left out.
    """

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    until = models.DateField()
    cells = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.until}"


class Simulation(models.Model):
    """A rule tried over years before it is announced 推演; kept with its result, so that what was known then can be read later.

    `subject_type` and `subject_id` name the programme whose rules are tried, if any. `asked` is what was asked for (the form's
    values), `assumed` what was read from register and ledger for it, `result` what came of it (queries/simulations.py).
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(_("名称"), max_length=80)
    subject_type = models.CharField(max_length=60, blank=True, default="")
    subject_id = models.BigIntegerField(null=True)
    asked = models.JSONField(default=dict)
    assumed = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    seed = models.CharField(_("种子"), max_length=40)
    state = models.CharField(max_length=7, choices=SimulationState.choices, default=SimulationState.WAITING)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    is_demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title
