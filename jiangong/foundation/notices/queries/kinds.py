"""Kinds of notices that the rooms list, and the lines they propose."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise

from jiangong.foundation.clocks.states import UNITS, Unit
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.rooms import declared_kinds
from jiangong.foundation.notices.states import NoticeKind, Reason
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person
from jiangong.foundation.rulebook.queries import Parameter, parameter


@dataclass(frozen=True)
class Proposed:
    """Somebody proposed for something, as a room hands it over: the full name goes no further than masking.

    `subject` is what the notice guards (an enrolment, an award), `unit` what is shown beside the name, `words` what
    for. `person` is who it is, or for an organisation None and `organisation` the one it is; of a person that is the
    union they belong to.
    """

    subject: models.Model
    name: str
    unit: str = ""
    words: str = ""
    person: Person | None = None
    organisation: Organisation | None = None


@dataclass(frozen=True)
class Proposal:
    """A whole list: the union that publishes it, a title, its lines."""

    organisation: Organisation
    title: str
    lines: Sequence[Proposed]


@cache
def kinds() -> dict[str, NoticeKind]:
    """Every kind that some room's states.NOTICES lists; raises ValueError if two rooms list one."""
    return declared_kinds("NOTICES")


def kind_of(code: str) -> NoticeKind:
    """The kind; raises Refused(UNKNOWN_KIND)."""
    try:
        return kinds()[code]
    except KeyError:
        raise Refused(Reason.UNKNOWN_KIND) from None


def proposal(kind: NoticeKind, about: int) -> Proposal | None:
    """What the room of the kind proposes now for the thing with this number; None if there is no such thing."""
    room = apps.get_app_config(kind.about.split(".")[0])
    find = import_module(f"{room.name}.queries").lines_for_notice
    found: Proposal | None = find(kind.code, about)
    return found


def subject_of(kind: NoticeKind, about: int) -> models.Model:
    """The row the whole list is about; the caller has seen by `proposal` that there is one."""
    row: models.Model = apps.get_model(kind.about)._default_manager.get(pk=about)
    return row


def page_of(kind: NoticeKind, about: int) -> str:
    """The address, in the workbench, of what the list is about."""
    return reverse(kind.page, args=[about])


def days_of(kind: str) -> Parameter:
    """The legal days of a kind, as the rulebook has them today, with unit, source and status."""
    return parameter(kind_of(kind).days)


def unit_of(kind: str) -> str | Promise:
    """The unit of the legal days in words of the reader's language."""
    return Unit(UNITS[days_of(kind).unit]).label
