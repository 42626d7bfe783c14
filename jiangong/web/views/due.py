"""The cadre's home: the due list with one matter beside it, acts on one or on many, what else waits, the plan."""

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.clocks.formulas import national_years
from jiangong.foundation.clocks.queries import missing_years
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk import queries as desk
from jiangong.foundation.desk.actions import hold
from jiangong.foundation.desk.models import PendingAct
from jiangong.foundation.desk.pages import say
from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import held, workbench_organisation
from jiangong.foundation.people.models import User
from jiangong.plan import queries as plan
from jiangong.plan.queries import Figure
from jiangong.web.queries import Row, due_list, entries, peek, rows_chosen
from jiangong.web.queries.due import DUE, ROOMS

MOST_AT_ONCE = 100  # matters in one bulk act
HAND_OVER = "hand_over"  # what the button of the due list asks for that leads to views/handing.py


@dataclass(frozen=True)
class Asked:
    """The filters, as the address has them; whatever is none of ours is left out."""

    room: str
    due: str
    text: str
    after: str
    organisation: str  # a code, or "all"
    matter: int | None

    @property
    def narrowed(self) -> bool:
        return bool(self.room or self.due or self.text or self.organisation not in ("", "all"))

    def address(self, **changes: str | int) -> str:
        """The workbench with these filters, some of them changed; the first page of it."""
        kept = {"room": self.room, "due": self.due, "q": self.text, "organisation": self.organisation}
        wanted = {name: value for name, value in {**kept, **changes}.items() if value}
        return reverse("web:workbench") + (f"?{urlencode(wanted)}" if wanted else "")


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    matter = given.get("matter", "")
    return Asked(
        room=given.get("room", "") if given.get("room") in ROOMS else "",
        due=given.get("due", "") if given.get("due") in DUE else "",
        text=given.get("q", "").strip()[:60],
        after=given.get("after", "")[:60],
        organisation=given.get("organisation", "")[:40],
        matter=int(matter) if matter.isdigit() and len(matter) <= 18 else None,
    )


@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """The due list, by due time; asked for by htmx only the pane of one matter."""
    user = cast(User, request.user)
    organisation = workbench_organisation(request)
    asked = _asked(request)
    if request.headers.get("HX-Target") == "peek":
        pane = peek(user, asked.matter or 0)
        return render(request, "web/_peek.html", {"peek": pane, "asked": asked})
    scope = _scope(request, asked, organisation)
    found = due_list(
        user, organisation=scope, room=asked.room, due=asked.due, text=asked.text, after=asked.after
    )
    rows = {row.pk: row for row in found.rows}
    shown = asked.matter or next(iter(rows), None)
    whole = not asked.narrowed and not asked.after and (asked.matter is None or asked.matter in rows)
    return render(
        request,
        "web/workbench.html",
        {
            "organisation": organisation,
            "scope": scope,
            "asked": asked,
            "list": found,
            "peek": peek(user, shown, row=rows.get(shown)) if shown else None,
            "room_links": [(words, n, asked.address(room=code), code) for code, words, n in found.rooms],
            "due_links": [(words, n, asked.address(due=code), code) for code, words, n in found.due],
            "everything": asked.address(room="", due=""),
            "next": asked.address(after=found.next) if found.next else "",
            "first": asked.address(),
            "here": _with(asked.address(after=asked.after), "matter="),
            "export": reverse("web:export", args=["web.due"])
            + asked.address().removeprefix(reverse("web:workbench")),
            "whole": whole,
            "desk": desk.on_my_desk(user) if whole else None,
            "entries": entries(user, organisation) if whole else [],
            "goals": _goals(organisation) if whole else [],
            "calendars_missing": _calendars_missing(user, organisation) if whole else [],
            "today": timezone.localdate(),
        },
    )


def _with(address: str, ending: str) -> str:
    """The address with something more in its question part."""
    return f"{address}{'&' if '?' in address else '?'}{ending}"


def _calendars_missing(user: User, organisation: Organisation) -> list[int]:
    """Years whose notice on holidays nobody has entered yet, for who can enter it; one query, and that only when it may be."""
    if not missing_years(known=national_years()) or not user.has_perm("clocks.enter_year", organisation):
        return []
    return missing_years()


def _goals(organisation: Organisation) -> list[Figure]:
    """The plan's promises that this union owes a number of and that are counted."""
    return [one for one in plan.counted(organisation, timezone.localdate()) if one.target is not None]


def _scope(request: HttpRequest, asked: Asked, organisation: Organisation) -> Organisation | None:
    """The union that the list is about: the one that was asked for, or the one that the workbench was switched to.

    None for everything: also where one holds office at that union itself, whose matters all reach one anyway.
    """
    if asked.organisation == "all":
        return None
    if asked.organisation:
        return organisations.organisation_by_code(asked.organisation)
    mine = {one.organisation_id for one in held(request.user)}
    return None if organisation.pk in mine else organisation


@dataclass(frozen=True)
class Outcome:
    """What became of one matter in a bulk act: the pending act, or why not."""

    row: Row
    pending: PendingAct | None
    why: str | Promise = ""


@require_POST
def acts(request: HttpRequest) -> HttpResponse:
    """One act on one matter (`one`) or on those that were chosen (`matter`): each for itself, so that some may fail.

    The answer says which went through and which not, and why; for a single one it is the undo bar on the list.
    """
    user = cast(User, request.user)
    workbench_organisation(request)
    back = back_to(request.POST.get("next", ""))
    single = request.POST.get("one", "")
    chosen = [single] if single else request.POST.getlist("matter")[:MOST_AT_ONCE]
    code = request.POST.get("act", "")
    pks = [int(one) for one in chosen if one.isdigit() and len(one) <= 18]
    if not pks:
        messages.error(request, _("没有选中任何一件。请先在要办的事前面打勾。"))
        return redirect(back)
    if code == HAND_OVER:
        chosen_ones = urlencode({"matter": pks, "next": back}, doseq=True)
        return redirect(f"{reverse('web:hand_over')}?{chosen_ones}")
    rows = rows_chosen(user, pks)
    results = [_do(user, row, code) for row in rows]
    if single:
        return _single(request, results, back)
    done = [one for one in results if one.pending is not None]
    failed = [one for one in results if one.pending is None]
    act = desk.held_acts().get(code)
    return render(
        request,
        "web/acts.html",
        {"act": act, "done": done, "failed": failed, "gone": len(pks) - len(rows), "back": back},
    )


def _do(user: User, row: Row, code: str) -> Outcome:
    """The act on one matter, in a transaction of its own."""
    if row.act is None or row.act.code != code:
        return Outcome(row, None, _("这件事不能这样办，请打开它单独办理。"))
    subject = desk.row_of(row.waiting.matter.subject_type, row.waiting.matter.subject_id)
    if subject is None:
        return Outcome(row, None, _("要办的那一件已经不存在。"))
    try:
        pending = hold(
            code,
            subject,
            by=user,
            about=row.waiting.matter.label,
            organisation=row.waiting.matter.organisation,
            address=reverse("web:workbench") + f"?matter={row.pk}",
        )
    except Refused as refused:
        return Outcome(row, None, str(refused))
    return Outcome(row, pending)


def _single(request: HttpRequest, results: list[Outcome], back: str) -> HttpResponse:
    if not results:
        messages.error(request, _("这件事已经不在您的待办里：可能已经办结，或者移交给了别人。"))
    for one in results:
        if one.pending is not None:
            say(request, one.pending)
        else:
            messages.error(request, str(one.why))
    return redirect(back)


def back_to(target: str) -> str:
    """Where one came from, if that is a page of the workbench."""
    inside = target.startswith("/workbench/") and url_has_allowed_host_and_scheme(target, None)
    return target if inside else reverse("web:workbench")
