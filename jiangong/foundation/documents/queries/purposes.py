"""What rooms take as attachments: the PURPOSES of every room's states.py, found like ledger verbs are."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from jiangong.foundation.common.attaching import Purpose
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.rooms import declared, declared_kinds
from jiangong.foundation.documents.states import Reason
from jiangong.foundation.organisations.models import Organisation


@cache
def purposes() -> dict[str, Purpose]:
    """Every purpose by its code. Raises ValueError where two rooms declare one, or a model does not exist."""
    for room, listed in declared("PURPOSES"):
        for one in listed:
            if not one.code.startswith(f"{room}."):
                raise ValueError(f"The purpose {one.code} is not declared by its room.")
            apps.get_model(one.model)
    return declared_kinds("PURPOSES")


def purpose_for(code: str, subject: models.Model) -> Purpose:
    """The purpose, if rows of this kind take files for it; Refused(NO_PURPOSE) otherwise."""
    found = purposes().get(code)
    if found is None or subject._meta.label_lower != found.model.lower():
        raise Refused(Reason.NO_PURPOSE)
    return found


def subject_of(model: type[models.Model], pk: int) -> models.Model | None:
    """The row that a file or letter is about; None if it is gone."""
    return model._default_manager.filter(pk=pk).first()


def organisation_of(purpose: Purpose, subject: models.Model) -> Organisation:
    """The union that files about this row count for, along the purpose's way to it."""
    found = _along(subject, purpose.organisation)
    if not isinstance(found, Organisation):
        raise ValueError(f"The purpose {purpose.code} leads to no organisation.")
    return found


def person_of(purpose: Purpose, subject: models.Model) -> Any:
    """The person that files about this row are about (a people.Person), or None."""
    return _along(subject, purpose.person) if purpose.person else None


def _along(row: Any, way: str) -> Any:
    for name in filter(None, way.split(".")):
        row = getattr(row, name)
    return row
