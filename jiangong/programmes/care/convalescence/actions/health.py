"""Health forms: filled by the participant, sealed, read by the base's doctor alone, each look written down first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people import sealing
from jiangong.foundation.people.readlog.actions import exported
from jiangong.programmes.care.convalescence.actions.answering import end
from jiangong.programmes.care.convalescence.actions.locking import locked_with_companions
from jiangong.programmes.care.convalescence.models import HealthForm, Stay
from jiangong.programmes.care.convalescence.states import COMING, HealthQuestion, StayReason, StayState
from jiangong.selection.draws.states import Leaving

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

MODEL = "convalescence.healthform"
LONGEST = 500  # not law: signs of one answer


@transaction.atomic
def give_health_form(stay: Stay, answers: Mapping[str, str], *, by: User | None) -> HealthForm:
    """Hand the form in, or anew; a new form has no verdict. Raises Refused(NOT_COMING)."""
    stay = lock(stay)
    require(by, "convalescence.answer", stay)
    if stay.state not in COMING:
        raise Refused(StayReason.NOT_COMING)
    form, _made = HealthForm.objects.get_or_create(stay=stay, defaults={"given_at": timezone.now()})
    kept = {one.value: str(answers.get(one.value, "")).strip()[:LONGEST] for one in HealthQuestion}
    form.answers_sealed = _seal(form, "answers", json.dumps(kept, ensure_ascii=False))
    form.verdict_sealed, form.given_at = "", timezone.now()
    form.save()
    return form


def own_answers(stay: Stay, *, by: User) -> dict[str, str]:
    """What one wrote oneself; empty if nothing. Seeing one's own leaves no look."""
    require(by, "convalescence.answer", stay)
    form = HealthForm.objects.filter(stay=stay).first()
    return _answers(form) if form else {}


def read_health_form(stay: Stay, *, by: User) -> dict[str, str]:
    """The answers for the base's doctor, after the look is committed, for the participant to see.

    Raises Refused: NOT_COMING for who does not take part (any more), HEALTH_UNREADABLE if nothing was handed in, and what
    the read log raises; nothing is shown then.
    """
    require(by, "convalescence.read_health", stay.batch)
    if stay.state not in COMING:
        raise Refused(StayReason.NOT_COMING)
    form = HealthForm.objects.filter(stay=stay).first()
    if form is None or stay.applicant.person_id is None:
        raise Refused(StayReason.HEALTH_UNREADABLE)
    exported(
        "convalescence.health_form",
        [stay.applicant.person_id],
        title=_("疗休养健康表：%(batch)s") % {"batch": stay.batch.title},
        purpose=_("基地医生查看健康表，判断能否参加、途中怎样照顾"),
        organisation=stay.batch.programme.organisation,
        by=by,
    )
    return _answers(form)


@transaction.atomic
def judge_health(stay: Stay, *, fit: bool, by: User | None) -> None:
    """The doctor's word: who is not fit gives the place back, and nobody else is told why.

    The ledger says of it what it says of every place that comes back, in nobody's name: that the doctor acted would be
    the reason. Raises Refused: HEALTH_UNREADABLE, NOT_COMING.
    """
    stay = locked_with_companions(stay)
    require(by, "convalescence.read_health", stay.batch)
    form = HealthForm.objects.select_for_update().filter(stay=stay).first()
    if form is None:
        raise Refused(StayReason.HEALTH_UNREADABLE)
    if stay.state not in COMING:
        raise Refused(StayReason.NOT_COMING)
    verdict: dict[str, Any] = {"fit": fit, "by": by.pk if by else None, "at": timezone.now().isoformat()}
    form.verdict_sealed = _seal(form, "verdict", json.dumps(verdict))
    form.save(update_fields=["verdict_sealed"])
    if not fit:
        end([stay], StayState.WITHDRAWN, Leaving.UNFIT, by=None)


def _answers(form: HealthForm) -> dict[str, str]:
    text = sealing.unseal(form.answers_sealed, model=MODEL, field="answers", pk=form.pk)
    return {str(key): str(said) for key, said in json.loads(text).items()}


def _seal(form: HealthForm, field: str, text: str) -> str:
    return sealing.seal(text, model=MODEL, field=field, pk=form.pk)
