"""The letters by which a union's documents are known 机关代字: set by its officers or those above."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.models import AgencyMark
from jiangong.foundation.documents.states import MARKS, Reason, Verb
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

_MARK = re.compile(r"[\u4e00-\u9fff]{2,8}\Z")


@transaction.atomic
def set_mark(organisation: Organisation, mark: str, *, by: User | None) -> AgencyMark:
    """Give a union its mark, or a new one; numbers given out before keep the old one.

    Raises Refused: MARK_MALFORMED unless it is 2 to 8 Chinese characters that do not end in a kind's own letter,
    MARK_TAKEN if it is, or ever was, another union's.
    """
    organisation = lock(organisation)
    require(by, "documents.set_mark", organisation)
    mark = "".join(mark.split())
    if not _MARK.match(mark) or mark[-1] in MARKS.values():
        raise Refused(Reason.MARK_MALFORMED, mark=mark[:20])
    present = AgencyMark.objects.filter(organisation=organisation, until__isnull=True).first()
    if present is not None and present.mark == mark:
        return present
    other = (
        AgencyMark.objects.filter(mark=mark).exclude(organisation=organisation).select_related("organisation")
    )
    if (taken := other.first()) is not None:
        raise Refused(Reason.MARK_TAKEN, mark=mark, organisation=taken.organisation.name)
    if present is not None:
        present.until = timezone.now()
        present.save(update_fields=["until"])
    made = AgencyMark.objects.create(organisation=organisation, mark=mark, set_by=by)
    record(Verb.MARK_SET, made, organisation=organisation, by=by, payload={"mark": mark})
    return made
