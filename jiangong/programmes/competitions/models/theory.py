"""Theory papers that are sat for a contest."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.competitions.models.contests import Contest, Office
from jiangong.selection.exams.models import Sitting


class Theory(models.Model):
    """A sitting of selection/exams whose scores are the rows of a component 理论考试场次.

    `office` is the examination itself as the sheet knows it: an office without a person, whose alias stands with its rows.
    `taken_at`: when scores last went into the sheet. A component may have several sittings: rooms, hours, a second date.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="theories")
    sitting = models.OneToOneField(Sitting, models.PROTECT, related_name="+")
    component = models.CharField(_("模块"), max_length=20)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(component=""), name="a_theory_has_its_component"),
        ]
