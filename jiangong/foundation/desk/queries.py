"""Reading the desk: what rooms have declared, what waits to take effect, whose drafts there are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from jiangong.foundation.common.rooms import declared_kinds
from jiangong.foundation.desk.models import Draft, PendingAct
from jiangong.foundation.desk.states import DraftKind, HeldAct, State


@cache
def held_acts() -> dict[str, HeldAct]:
    """Every act that any room's `tasks.HELD` lists, by its code."""
    return declared_kinds("HELD", "tasks")


@cache
def draft_kinds() -> dict[str, DraftKind]:
    """Every form that any room's `forms.DRAFTS` lists, by its code."""
    return declared_kinds("DRAFTS", "forms")


def title_of(pending: PendingAct) -> str:
    """The act as people say it, in the language of the reader."""
    act = held_acts().get(pending.act)
    return str(act.title) if act else pending.act


def subject_of(pending: PendingAct) -> models.Model | None:
    """The row that the act is about, as it is now; None if there is none any more."""
    return row_of(pending.subject_type, pending.subject_id)


def row_of(label: str, number: int) -> models.Model | None:
    """A row of any room by the label of its table and its number."""
    model: type[models.Model] = apps.get_model(label)
    return model._base_manager.filter(pk=number).first()


def label_of(subject: models.Model) -> str:
    """How the subject's table is called here and in the ledger: "people.membership"."""
    return subject._meta.label_lower


def pending_of(subject: models.Model) -> PendingAct | None:
    """The act on this row that waits to take effect, if there is one."""
    return (
        PendingAct.objects.filter(subject_type=label_of(subject), subject_id=subject.pk, state=State.WAITING)
        .select_related("author")
        .first()
    )


def pending_on(subjects: Iterable[tuple[str, int]]) -> dict[tuple[str, int], PendingAct]:
    """The acts that wait on any of these rows (label, number), in one query."""
    wanted = set(subjects)
    if not wanted:
        return {}
    rows = PendingAct.objects.filter(
        state=State.WAITING,
        subject_type__in={label for label, _number in wanted},
        subject_id__in={number for _label, number in wanted},
    )
    return {
        (one.subject_type, one.subject_id): one
        for one in rows
        if (one.subject_type, one.subject_id) in wanted
    }


def pending_by(user: Any, *, states: Collection[str] = (State.WAITING,)) -> "models.QuerySet[PendingAct]":
    """What this account has sent or decided and is in one of these states, the newest first."""
    return PendingAct.objects.filter(author=user.pk, state__in=states).order_by("-pk")


@dataclass(frozen=True)
class OnMyDesk:
    """What lies on somebody's desk: acts that wait to take effect, and drafts; the newest of each."""

    waiting: list["Shown"]
    drafts: list["ShownDraft"]


def on_my_desk(user: Any, *, limit: int = 5) -> OnMyDesk:
    """The newest pending acts and drafts of this account, in one query; without what was typed."""
    names = ("pk", "act", "about", "address", "held_at", "effect_at", "subject_id")
    acts = pending_by(user).annotate(piece=Value("act")).values_list("piece", *names)[:limit]
    kept = (
        drafts_of(user)
        .annotate(piece=Value("draft"))
        .values_list("piece", "pk", "kind", Value(""), "address", "saved_at", "saved_at", "subject_id")[
            :limit
        ]
    )
    waiting, drafts = [], []
    for piece, pk, name, about, address, at, effect_at, subject_id in acts.union(kept, all=True):
        if piece == "act":
            waiting.append(
                PendingAct(pk=pk, act=name, about=about, address=address, held_at=at, effect_at=effect_at)
            )
        elif name in draft_kinds():
            drafts.append(Draft(pk=pk, kind=name, address=address, saved_at=at, subject_id=subject_id))
    return OnMyDesk(shown(waiting), [_shown_draft(one) for one in drafts])


def ended_badly(user: Any, *, limit: int = 20) -> list[PendingAct]:
    """What this account has decided and what did not take effect, the newest first: the matter stands again."""
    return list(pending_by(user, states=(State.REFUSED, State.FAILED))[:limit])


def due(now: datetime | None = None, *, limit: int = 500) -> list[int]:
    """Numbers of the acts whose time has come, the oldest first."""
    found = PendingAct.objects.filter(state=State.WAITING, effect_at__lte=now or timezone.now())
    return list(found.order_by("effect_at", "pk").values_list("pk", flat=True)[:limit])


def pending_act(pk: int) -> PendingAct | None:
    return PendingAct.objects.select_related("author", "organisation").filter(pk=pk).first()


@dataclass(frozen=True)
class Shown:
    """A pending act as a page shows it, with its words in the language of the reader."""

    pending: PendingAct
    title: str

    @property
    def url(self) -> str:
        return self.pending.address


def shown(rows: Iterable[PendingAct]) -> list[Shown]:
    """Pending acts with their words; reads nothing more."""
    return [Shown(one, title_of(one)) for one in rows]


# --- drafts ------------------------------------------------------------------------------------------------


def draft(user: Any, kind: str, subject: models.Model | None = None) -> Draft | None:
    """What this account has typed into this form about this row and not yet sent."""
    label, number = place_of(subject)
    return Draft.objects.filter(user=user.pk, kind=kind, subject_type=label, subject_id=number).first()


def place_of(subject: models.Model | None) -> tuple[str, int]:
    return (label_of(subject), subject.pk) if subject is not None and subject.pk else ("", 0)


def drafts_of(user: Any) -> "models.QuerySet[Draft]":
    """All drafts of this account, the newest first."""
    return Draft.objects.filter(user=user.pk).order_by("-saved_at", "-pk")


@dataclass(frozen=True)
class ShownDraft:
    """A draft as a list shows it: its row, the form's name, and where to go on."""

    draft: Draft
    title: str
    url: str


def shown_drafts(user: Any, *, limit: int = 50) -> list[ShownDraft]:
    """The drafts of this account that can be gone on with, the newest first."""
    return [_shown_draft(one) for one in drafts_of(user)[:limit] if one.kind in draft_kinds()]


def _shown_draft(one: Draft) -> ShownDraft:
    kind = draft_kinds()[one.kind]
    return ShownDraft(one, str(kind.title), one.address or _form_of(one, kind))


def _form_of(one: Draft, kind: DraftKind) -> str:
    """The form's own address; the list of drafts where the form needs to know more than its subject."""
    try:
        return reverse(kind.page, args=[one.subject_id] if one.subject_id else [])
    except NoReverseMatch:
        return reverse("desk:drafts")
