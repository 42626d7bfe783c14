"""The examinee's pages. They work without script: one form saves all; script saves each change and outlasts a cut network."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.common.pages import at_once
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.views.common import user_of
from jiangong.selection.exams import actions, queries
from jiangong.selection.exams.formulas import seconds_left
from jiangong.selection.exams.models import Examinee
from jiangong.selection.exams.states import ExamineeState
from jiangong.selection.exams.views.common import own_examinee

KEY = "exams"  # in the session: which device of which examinee this browser is


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My examinations, the newest first."""
    page = page_after(queries.my_sittings(request.user), request.GET.get("after"), size=20, newest_first=True)
    return render(request, "exams/mine.html", {"page": page})


@never_cache
@require_http_methods(["GET", "POST"])
def sit(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the examinee stands: before, at the paper, at it on another device, done. POST saves the form."""
    examinee = own_examinee(request, pk)
    sitting = examinee.sitting
    context = {"examinee": examinee, "sitting": sitting, "now": timezone.now()}
    if examinee.state == ExamineeState.ADMITTED:
        return render(request, "exams/before.html", context)
    if examinee.state != ExamineeState.SITTING:
        return render(request, "exams/after.html", {**context, "answered": queries.answered(examinee)})
    if _device(request, examinee) != examinee.device:
        return render(request, "exams/elsewhere.html", context)
    if request.method == "POST":
        return _save(request, examinee)
    given = {item: one.given for item, one in queries.latest_of(examinee).items()}
    return _paper(request, examinee, given)


def _save(request: HttpRequest, examinee: Examinee) -> HttpResponse:
    """Save what the form holds; what cannot be saved stays on the page."""
    items = range(1, len(examinee.items) + 1)
    given = {item: "".join(request.POST.getlist(f"q{item}"))[:40].strip() for item in items}
    try:
        actions.save_answers(examinee, given, device=examinee.device, by=user_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return _paper(request, examinee, given, status=refused.reason.status)
    if "hand_in" in request.POST:
        return redirect("exams:hand_in", examinee.pk)
    messages.success(request, _("作答已保存。"))
    return redirect("exams:sit", examinee.pk)


def _paper(
    request: HttpRequest, examinee: Examinee, given: dict[int, str], *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    rows = [(one, given.get(one.item, "")) for one in queries.paper_of_examinee(examinee)]
    context = {
        "examinee": examinee,
        "sitting": examinee.sitting,
        "rows": rows,
        "done": sum(text != "" for _shown, text in rows),
        "ticket": actions.ticket(examinee, examinee.sitting),
        "ends": int(examinee.ends_at.timestamp() * 1000) if examinee.ends_at else 0,
        "begun": int(examinee.started_at.timestamp() * 1000) if examinee.started_at else 0,
        "clock": int(now.timestamp() * 1000),
        "left": seconds_left(now, examinee.ends_at) if examinee.ends_at else 0,
    }
    return render(request, "exams/sit.html", context, status=status)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """The time begins to run."""
    return _on_this_device(request, pk, actions.start)


@require_POST
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with this device."""
    return _on_this_device(request, pk, actions.take_over)


def _on_this_device(request: HttpRequest, pk: int, act: Callable[..., Examinee]) -> HttpResponse:
    """Do it, and from now on this browser is the examinee's device; or say why not."""
    examinee = own_examinee(request, pk)
    try:
        _remember(request, act(examinee, by=user_of(request)))
    except Refused as refused:
        if refused.reason.status == 403:
            raise
        messages.error(request, str(refused))
    return redirect("exams:sit", pk)


@never_cache
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """What is not answered yet is said before the paper is handed in."""
    examinee = own_examinee(request, pk)
    if examinee.state != ExamineeState.SITTING:
        return redirect("exams:sit", pk)
    if request.method == "POST":
        own = _device(request, examinee)
        return at_once(
            request,
            lambda: actions.hand_in(examinee, device=own, by=user_of(request)),
            _("已经交卷。"),
            f"/me/exams/{pk}/",
        )
    given = queries.latest_of(examinee)
    empty = [item for item in range(1, len(examinee.items) + 1) if item not in given or not given[item].given]
    context = {"examinee": examinee, "sitting": examinee.sitting, "empty_items": empty}
    return render(request, "exams/hand_in.html", context)


def _remember(request: HttpRequest, examinee: Examinee) -> None:
    request.session[KEY] = {**request.session.get(KEY, {}), str(examinee.pk): examinee.device}


def _device(request: HttpRequest, examinee: Examinee) -> int:
    """Which of the examinee's devices this browser is; 0 if none."""
    return int(request.session.get(KEY, {}).get(str(examinee.pk), 0))
