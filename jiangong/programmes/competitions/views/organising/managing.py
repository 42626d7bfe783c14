"""One contest: where it stands, the next step, its filing, its cancellation."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions.checking_in import OPEN as CHECKING_IN
from jiangong.programmes.competitions.forms import FilingForm, ReasonForm
from jiangong.programmes.competitions.states import CHANGEABLE, LIGHT, OPENED, ContestState, EntryState
from jiangong.programmes.competitions.views.common import visible_contest

# The acts of the page's one button, with what is said when they are done.
STEPS: Mapping[str, tuple[Callable[..., Any], str | Promise]] = {
    "open": (actions.open_entries, gettext_lazy("已开放报名。")),
    "close": (actions.close_entries, gettext_lazy("已截止报名。")),
    "ready": (actions.make_ready, gettext_lazy("规则和名单已锁定，各层密钥的摘要已上台账。")),
    "light": (actions.start_light, gettext_lazy("比赛开始，可以评分了。")),
    "start": (actions.start_contest, gettext_lazy("比赛开始，评委可以评分。")),
    "finish": (actions.finish_appeals, gettext_lazy("荣誉名单已提出，接着公示。")),
    "confirm": (actions.confirm_contest, gettext_lazy("成绩已确认。")),
}


@require_GET
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the contest stands, what is missing, the one next step, and the way to every part of it."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    counts = queries.entry_counts(contest)
    user = user_of(request)
    progress = queries.progress_of(contest, counts)
    marks = (
        queries.marking_office(user, contest)
        if contest.state == ContestState.RUNNING and contest.level in LIGHT
        else None
    )
    if marks is not None:  # who runs a drill mostly marks it, too
        progress.next = queries.Next(_("去评分"), url=reverse("competitions:marking", args=[marks.pk]))
        progress.waits = ""
    context = {
        "contest": contest,
        "progress": progress,
        "counts": counts,
        "entered": counts.get(EntryState.APPLIED, 0) + counts.get(EntryState.ACCEPTED, 0),
        "manages": user.has_perm("competitions.manage_contest", contest),
        "files": user.has_perm("competitions.file_contest", contest),
        "light": contest.level in LIGHT,
        "changeable": contest.state in CHANGEABLE,
        "cancellable": contest.state in CHANGEABLE | {ContestState.READY, ContestState.RUNNING},
        "known": contest.state in OPENED,
        "checks_in": contest.state in CHECKING_IN and user.has_perm("competitions.manage_contest", contest),
        "theory": bool(queries.theory_parts(contest)),
        "reports": user.has_perm("competitions.report_benefit", None),
        "drawn": contest.layers and contest.locked_at,
    }
    return render(request, "competitions/organising/manage.html", context)


@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """The page's one button. What stands against it is said on the page."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    there = reverse("competitions:manage", args=[pk])
    if request.POST.get("act") not in STEPS:
        return redirect(there)
    act, words = STEPS[request.POST["act"]]
    return at_once(request, lambda: act(contest, by=user_of(request)), words, there)


def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The season's union takes the contest into its catalogue; others see whose turn it is."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    may = user_of(request).has_perm("competitions.file_contest", contest)
    form = FilingForm(request.POST or None, initial={"contest_class": contest.contest_class})
    if request.method == "POST":
        permit(request, "competitions.file_contest", contest)
    return carried_out(
        request,
        form,
        lambda: actions.file_contest(
            contest,
            number=form.cleaned_data["number"],
            contest_class=form.cleaned_data["contest_class"],
            by=user_of(request),
        ),
        words=_("已备案。"),
        to=lambda saved: redirect("competitions:manage", pk=saved.pk),
    ) or page(
        request,
        "competitions/organising/file.html",
        form,
        contest=contest,
        may=may,
        ready=bool(contest.scheme) and contest.state == ContestState.DRAFT,
    )


def cancel_contest(request: HttpRequest, pk: int) -> HttpResponse:
    """The contest does not take place; the page says whom it touches first."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    form = ReasonForm(request.POST or None)
    counts = queries.entry_counts(contest)
    return carried_out(
        request,
        form,
        lambda: actions.cancel_contest(contest, reason=form.cleaned_data["reason"], by=user_of(request)),
        words=_("竞赛已取消，报了名的人都会收到通知。"),
        to=lambda saved: redirect("competitions:manage", pk=saved.pk),
    ) or page(
        request,
        "competitions/organising/cancel_contest.html",
        form,
        contest=contest,
        affected=counts.get(EntryState.APPLIED, 0) + counts.get(EntryState.ACCEPTED, 0),
    )
