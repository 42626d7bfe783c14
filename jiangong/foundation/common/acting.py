"""The beats of every write: lock, permit, advance, record, tell.

    entry = lock(entry)                                   # fresh row, locked
    require(by, "room.verb", entry)                       # who may
    advance(entry, State.SUBMITTED, TRANSITIONS, otherwise=Reason.NOT_A_DRAFT)
    record(Verb.SUBMITTED, entry, by=by, …)               # foundation/ledger/actions.py

Plain functions: no base class, no registry.
"""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal, Refused

Row = TypeVar("Row", bound=models.Model)

NOT_PERMITTED = Refusal(
    "not_permitted",
    _("您没有办理这件事的权限。"),
    rule=_("权限来自在本级或上级组织的任职。"),
    remedy=_("请联系您所在工会的管理员核对任职。"),
    status=403,
)


def lock(row: Row) -> Row:
    """Return the row as it is now in the database, locked until the transaction ends."""
    model = cast(type[Row], row._meta.model)  # request.user is a lazy object: its type() is not the model
    return model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


def require(by: Any, permission: str, subject: models.Model | None = None) -> None:
    """Refuse unless `by` holds `permission` over `subject`.

    `by` is a user, or None for the system itself (imports from the command line, periodic jobs): whoever can
    start those has the machine.
    """
    if by is not None and not by.has_perm(permission, subject):
        raise Refused(NOT_PERMITTED)


def advance(
    row: models.Model,
    to: str,
    transitions: Mapping[str, Collection[str]],
    *,
    otherwise: Refusal,
    field: str = "state",
    also: Collection[str] = (),
) -> None:
    """Move the locked row to state `to` if the table of transitions has that step; refuse otherwise.

    Saves the state and the fields named in `also`, nothing else.
    """
    if to not in transitions.get(getattr(row, field), ()):
        raise Refused(otherwise)
    setattr(row, field, to)
    row.save(update_fields=[field, *also])
