"""Seeing sealed data in clear: written down before it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person
from jiangong.foundation.people.readlog import actions as readlog
from jiangong.foundation.people.sealing import unseal
from jiangong.foundation.people.states import Looked, Reason, Sealed

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

MODEL = "people.person"


def reveal(
    person: Person, what: Sealed, *, purpose: str, by: User, organisation: Organisation | None = None
) -> str:
    """The document number or phone in clear, after a look is committed that the person can read.

    If the look cannot be written, nothing is shown. Seeing one's own data leaves no look.
    Raises Refused(NOT_PERMITTED), Refused(NOTHING_STORED), and for others' data what readlog.look raises.
    """
    require(by, "people.reveal", person)
    sealed = getattr(person, f"{what}_sealed")
    if not sealed:
        raise Refused(Reason.NOTHING_STORED)
    if by.person_id != person.pk:
        readlog.look(person, Looked(what), purpose=purpose, by=by, organisation=organisation)
    return unseal(sealed, model=MODEL, field=what, pk=person.pk)
