"""What waits for a union and is not a matter of the inbox: counted per kind, all kinds in one query."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Func, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below
from jiangong.foundation.organisations.states import Kind
from jiangong.foundation.people.erasure import queries as erasure
from jiangong.foundation.people.models import RosterImport
from jiangong.programmes.growth import queries as growth
from jiangong.programmes.growth.states import SessionState


@dataclass(frozen=True)
class Entry:
    """One kind of thing that waits: how many, since when or until when, and where to do it."""

    label: str | Promise
    note: str | Promise
    count: int
    url: str
    since: date | None = None
    late: bool = False


def entries(user: Any, organisation: Organisation) -> list[Entry]:
    """What waits at a union and below it beside the due list, what is late first; one query."""
    today = timezone.localdate()
    ready = RosterImport.objects.filter(
        at_or_below(organisation, "organisation__"), state=RosterImport.State.READY
    )
    over = (
        growth.sessions_to_manage(user, organisation)
        .filter(state__in=[SessionState.OPEN, SessionState.CLOSED], ends_on__lt=today)
        .select_related(None)
    )
    terms = organisations.committees_calling(user).filter(at_or_below(organisation, "organisation__"))
    asked = erasure.asked()
    rosters, since, sessions, oldest, committees, until, erasures, asked_at = (
        Organisation.objects.filter(pk=organisation.pk)
        .values_list(
            _one(ready, "COUNT"),
            _one(ready, "MIN", "created_at"),
            _one(over, "COUNT"),
            _one(over, "MIN", "ends_on"),
            _one(terms, "COUNT"),
            _one(terms, "MIN", "until"),
            _one(asked, "COUNT"),
            _one(asked, "MIN", "asked_at"),
        )
        .get()
    )
    due = erasure.due_day(asked_at) if asked_at and organisation.kind == Kind.CITY else None
    rows = (
        Entry(
            _("培训班结业"), _("课已上完，等待核对签到、办理结业"), sessions, reverse("growth:training"), oldest, True
        ),
        Entry(
            _("委员会换届"), _("任期已满或即将届满"), committees, reverse("organisations:committees_due"), until,
            until is not None and until < today,
        ),
        Entry(
            _("删除请求"), _("职工请求删除个人信息，到期以前要办结或者答复"), erasures if due else 0,
            reverse("erasure:requests"), due, due is not None and due < today,
        ),
        Entry(
            _("花名册导入"), _("已经读好，确认后才写入"), rosters, reverse("roster:imports"),
            timezone.localtime(since).date() if isinstance(since, datetime) else None,
        ),
    )  # fmt: skip
    return sorted((one for one in rows if one.count), key=lambda one: (not one.late, one.since or date.max))


def _one(rows: QuerySet[Any], function: str, field: str = "pk") -> Subquery:
    """COUNT or MIN over the rows, as a column of another query."""
    return Subquery(rows.order_by().annotate(one=Func(F(field), function=function)).values("one"))
