"""Reads of draws: which there are, what they are for, what was announced of them."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from jiangong.foundation.common.beacons.named import Named
from jiangong.foundation.common.randomness import Randomness
from jiangong.foundation.common.rooms import declared_kinds
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, within
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.selection.draws.formulas.planning import Plan
from jiangong.selection.draws.formulas.rules import Rules
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.states import DrawState, DrawSubject

LEFT_BEHIND = timedelta(minutes=10)  # not law: longer than drawing a hundred thousand takes
UNCLOSED = timedelta(minutes=3)  # not law: longer than closing such a list takes, shorter than witnesses need


@dataclass(frozen=True)
class Subject:
    """What a draw is for: the programme's row, the union that holds it, and what its room declares."""

    row: Model
    organisation: Organisation
    kind: DrawSubject

    @property
    def page(self) -> str:
        """The name of the row's page in the workbench."""
        return self.kind.page


def subject_at(model: str, pk: int) -> Subject | None:
    """What a draw can be held for (`DRAWS` in a room's states.py); None if there is none."""
    kind = declared_kinds("DRAWS", key=lambda one: str(one.model)).get(model)
    if kind is None:
        return None
    row = apps.get_model(model)._default_manager.filter(pk=pk).first()
    if row is None:
        return None
    organisation: Any = row
    for name in filter(None, kind.organisation.split(".")):
        organisation = getattr(organisation, name)
    return Subject(row, organisation, kind)


def subject_of(draw: Draw) -> Subject | None:
    """What this draw is for; None if its room is not installed."""
    return subject_at(draw.subject_type, draw.subject_id)


def plan_of(subject: Subject) -> Plan:
    """What the programme wants announced."""
    return cast(Plan, import_string(subject.kind.plan)(subject.row))


def draw_of(row: Model) -> Draw | None:
    """The draw of a programme, if one was announced."""
    return Draw.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk).first()


def public_draws() -> QuerySet[Draw]:
    """Every draw announced, newest first; failed ones too."""
    return Draw.objects.select_related("organisation").order_by("-pk")


def public_draw(pk: int) -> Draw | None:
    """One draw as everybody may see it, with its places in the ledger."""
    joined = ("organisation", "announced__place", "closing__place", "drawing__place")
    return Draw.objects.select_related(*joined).filter(pk=pk).first()


def draws_at(user: Any, organisation: Organisation) -> QuerySet[Draw]:
    """The draws of this union and those below it that the user may watch."""
    return public_draws().filter(
        within(user, OFFICERS | {Role.AUDITOR}, "organisation__"),
        at_or_below(organisation, "organisation__"),
    )


def draw_visible_to(user: Any, pk: int) -> Draw | None:
    """A draw that the user may watch in the workbench. Equals `draws.watch`."""
    mine = within(user, OFFICERS | {Role.AUDITOR}, "organisation__")
    return Draw.objects.select_related("organisation", "announced__place").filter(mine, pk=pk).first()


def rules_of(draw: Draw) -> Rules:
    """The rules as they were announced."""
    return Rules.parse(draw.announcement)


def terms_of(draw: Draw) -> dict[str, Any]:
    """The rest of the announcement: `names` of batches and pools, `words`, `until`."""
    return cast(dict[str, Any], json.loads(draw.terms))


def named_of(draw: Draw) -> Named:
    """The randomness that was announced."""
    return Named.read(rules_of(draw).randomness)


def draws_to_fetch() -> list[Draw]:
    """Closed draws whose drand round has come."""
    due = Q(state=DrawState.CLOSED, randomness=Randomness.DRAND, moment__lte=timezone.now())
    return list(Draw.objects.select_related("organisation").filter(due))


def draws_to_close() -> list[Draw]:
    """Draws whose time for applying is over, and whose list is not closed."""
    return list(
        Draw.objects.select_related("organisation").filter(
            state=DrawState.ANNOUNCED, closes_at__lte=timezone.now()
        )
    )


def draws_waiting_for_randomness() -> list[Draw]:
    """Closed draws whose randomness has come, and that nobody has brought it to."""
    return list(
        Draw.objects.select_related("organisation").filter(state=DrawState.CLOSED, moment__lte=timezone.now())
    )


def closings_left_behind() -> list[Draw]:
    """Draws whose list was to be closed so long ago that whoever did must be gone."""
    return list(Draw.objects.filter(state=DrawState.CLOSING, closing_at__lt=timezone.now() - UNCLOSED))


def draws_left_behind() -> list[Draw]:
    """Draws whose randomness was given so long ago that whoever drew must be gone."""
    return list(Draw.objects.filter(state=DrawState.DRAWING, moment__lt=timezone.now() - LEFT_BEHIND))
