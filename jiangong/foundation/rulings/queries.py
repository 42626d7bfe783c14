"""Reads of rulings: the history of a parameter, and what a ruling would change before it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml
from django.db.models import QuerySet
from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import held, within
from jiangong.foundation.organisations.states import OFFICERS, Kind, State
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.rulebook.formulas import changes
from jiangong.foundation.rulings.models import Ruling
from jiangong.foundation.rulings.permissions import RULING_KINDS
from jiangong.foundation.rulings.states import Act


def rulings_on(key: str) -> list[Ruling]:
    """All rulings on a parameter, the newest first, with who made them and what ended them."""
    return list(
        Ruling.objects.filter(key=key)
        .select_related("organisation", "entry__recorded_by__person", "withdrawal", "withdraws")
        .order_by("-pk")
    )


def newest_rulings(limit: int = 20) -> list[Ruling]:
    """The last rulings on any parameter."""
    return list(
        Ruling.objects.select_related("organisation", "entry__recorded_by__person", "withdraws").order_by(
            "-pk"
        )[:limit]
    )


def in_force_now_or_later(key: str) -> list[Ruling]:
    """The rulings on a parameter that nobody has withdrawn, in order."""
    return list(
        Ruling.objects.filter(key=key, withdrawal__isnull=True).exclude(act=Act.WITHDRAW).order_by("pk")
    )


def jurisdictions_of(user: Any) -> QuerySet[Organisation]:
    """The city or district federations for which the user may rule, the highest first."""
    return Organisation.objects.filter(
        within(user, OFFICERS), kind__in=sorted(RULING_KINDS), state=State.ACTIVE
    ).order_by("depth", "pk")


def among(organisations: Sequence[Organisation]) -> QuerySet[Organisation]:
    """These organisations as a choice for a form, the highest first."""
    return Organisation.objects.filter(pk__in=[one.pk for one in organisations]).order_by("depth", "pk")


def ruling_open_to(user: Any, pk: int) -> Ruling | None:
    """A ruling that stands and that somebody who rules at all may look at in order to withdraw it."""
    if not any(one.role in OFFICERS for one in held(user)):
        return None
    return (
        Ruling.objects.filter(pk=pk, withdrawal__isnull=True)
        .exclude(act=Act.WITHDRAW)
        .select_related("organisation")
        .first()
    )


def written(value: Any) -> str:
    """A value as a file writes it, to be changed by hand: one line, or a line for each row of a table."""
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return "\n".join(f"- {written(one)}" for one in value)
    text: str = yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10**6
    )
    return text.removesuffix("...\n").strip()


@dataclass(frozen=True)
class Different:
    """From `since` until (not including) `until`: what decided (None: nothing), and what would."""

    since: date
    until: date | None
    before: rulebook.Parameter | None
    after: rulebook.Parameter | None

    @property
    def old(self) -> rulebook.Row | None:
        """What decided, in words."""
        return rulebook.Row(self.before, True) if self.before else None

    @property
    def new(self) -> rulebook.Row | None:
        """What would decide, in words."""
        return rulebook.Row(self.after, True) if self.after else None


@dataclass(frozen=True)
class Effect:
    """What a ruling would change at a place: the whole city, or one district."""

    place: str
    changes: list[Different]


def effect_of(ruling: Ruling) -> list[Effect]:
    """What would change if the ruling (not saved yet) were made: for the city and each district with values of its own.

    An empty list: nothing would change. Written on the pages before the officer confirms.
    """
    before = rulebook.candidates(ruling.key)
    after = rulebook.laid_over(rulebook.rulebook()[ruling.key], _with(ruling))
    found = []
    for path, name in _places(ruling, before, after).items():
        if different := changes(before, after, path):
            found.append(
                Effect(name, [Different(one.since, one.until, one.before, one.after) for one in different])
            )
    return found


def _with(ruling: Ruling) -> tuple[rulebook.Ruled, ...]:
    known = rulebook.ruled().get(ruling.key, ())
    if ruling.act == Act.WITHDRAW:
        return tuple(
            replace(one, until=ruling.since) if one.ruling.number == ruling.withdraws_id else one
            for one in known
            if one.ruling.number != ruling.withdraws_id or ruling.since > one.since
        )
    made = rulebook.Ruling(
        2**62, ruling.act, ruling.organisation.name, ruling.document_number, timezone.localdate()
    )
    return (
        *known,
        rulebook.Ruled(
            key=ruling.key,
            ruling=made,
            value=ruling.value,
            confirms=ruling.confirms,
            since=ruling.since,
            until=ruling.until,
            jurisdiction=ruling.jurisdiction,
            place=ruling.organisation.path if ruling.organisation.kind == Kind.DISTRICT else "",
            regulation=ruling.regulation,
            article=ruling.article,
        ),
    )


def _places(ruling: Ruling, *many: Any) -> Mapping[str, str]:
    """The city as a whole ("") and the districts that have or get a value of their own, by path."""
    paths = {one.place for candidates in many for one in candidates if one.place}
    names = dict(Organisation.objects.filter(path__in=paths).values_list("path", "name")) if paths else {}
    return {"": ""} | {path: names.get(path, path) for path in sorted(paths)}
