"""The auditors' workbench: plan a sample, announce it, bring the randomness, open and judge what was drawn."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.randomness import DisclosureForm, Randomness, RandomnessForm, RoundForm
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk.pages import Drafted, drafted
from jiangong.foundation.organisations.queries import find_visible
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.models import User
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.samples import actions, queries, tasks
from jiangong.foundation.samples.forms import JudgeForm, PlanForm, WhyForm
from jiangong.foundation.samples.models import Draw, Sample
from jiangong.foundation.samples.permissions import AUDITORS
from jiangong.foundation.samples.states import PUBLIC_STATES, SampleState, Verdict
from jiangong.foundation.samples.views.showing import shown


@require_GET
def samples(request: HttpRequest) -> HttpResponse:
    """The samples of the workbench's union, plans included for its auditors."""
    organisation = workbench_organisation(request, also=AUDITORS)
    found = queries.samples_of(request.user, organisation)
    page = page_after(found, request.GET.get("after"), size=20, newest_first=True)
    context = {
        "page": page,
        "organisation": organisation,
        "may_plan": _user(request).has_perm("samples.plan", organisation),
    }
    return render(request, "samples/workbench.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a sample; the address may carry what a figure of the plan counts (see plan/views)."""
    organisation = workbench_organisation(request, also=AUDITORS)
    require(request.user, "samples.plan", organisation)
    verbs = queries.public_verbs()
    kept = drafted(request, "samples.plan", address=reverse("samples:new"))
    if request.method == "POST":
        form = PlanForm(request.POST, verbs=verbs)
        if form.is_valid():
            of = find_visible(request.user, form.cleaned_data["code"])
            if of is None:
                form.add_error("code", _("没有这个编码的组织，或者不在您的审计范围。"))
            elif found := _try(form, lambda: actions.plan_sample(form.wanted(of), by=_user(request))):
                tasks.count.defer(sample_id=found.pk)
                return kept.sent(redirect("samples:conduct", found.pk))
    else:
        given: dict[str, Any] = {
            name: request.GET[name] for name in PlanForm.base_fields if name in request.GET
        }
        given |= {"verbs": request.GET.getlist("verbs"), "code": given.get("code", organisation.code)}
        asked = any(
            name in request.GET for name in PlanForm.base_fields
        )  # a figure's page says what to draw from
        form = PlanForm(initial=given if asked else {**given, **kept.initial}, verbs=verbs)
    context = {"form": form, "organisation": organisation, "kept": kept}
    return render(request, "samples/new.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """One sample in its state; while the log is read, the page looks again every few seconds."""
    found = _visible(request, pk)
    running = found.state in (SampleState.COUNTING, SampleState.DRAWING)
    if request.headers.get("HX-Target") == "progress":
        response = HttpResponse(status=204)
        if not running:
            response["HX-Refresh"] = "true"
        return response
    return _page(request, found, running=running)


@require_POST
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce it: from here on nothing can be changed."""
    found = _visible(request, pk)
    require(request.user, "samples.conduct", found)
    form = RandomnessForm(request.POST, lead=_lead())
    if form.is_valid() and _try(form, lambda: actions.announce(found, form.randomness(), by=_user(request))):
        messages.success(request, _("方案已经公告，写入台账。"))
        return _announcing(request, found).sent(redirect("samples:conduct", pk))
    return _page(request, found, form)


@require_POST
def randomness(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the randomness that was announced; the background draws."""
    found = _visible(request, pk)
    require(request.user, "samples.conduct", found)
    by = _user(request)
    form: RoundForm | DisclosureForm
    if found.ceremony:
        form = told = DisclosureForm(request.POST, ceremony=found.ceremony)
        done = told.is_valid() and _try(
            told, lambda: actions.disclose(found, told.secrets(), told.figures(), by=by)
        )
    else:
        form = pasted = RoundForm(request.POST)
        done = pasted.is_valid() and _try(
            pasted, lambda: actions.give_randomness(found, pasted.cleaned_data["text"], by=by)
        )
    if done:
        tasks.draw.defer(sample_id=found.pk)
        return redirect("samples:conduct", pk)
    return _page(request, found, form)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop, void or close it, as its state allows."""
    found = _visible(request, pk)
    require(request.user, "samples.conduct", found)
    ended = actions.end(found, why=request.POST.get("why", ""), by=_user(request))
    messages.success(request, _("这次抽样：%(state)s。") % {"state": SampleState(ended.state).label})
    if ended.state == SampleState.DROPPED:
        return redirect("samples:workbench")
    return redirect("samples:conduct", pk)


@never_cache
@require_GET
def entry(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """A drawn entry: its verdicts with their evidence; to see the entry itself it must be opened."""
    return _entry(request, _drawn(request, pk, position))


@never_cache
@require_POST
def opening(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Open a drawn entry; whom it is about can see that."""
    draw = _drawn(request, pk, position)
    return _entry(request, draw, opened=actions.open_draw(draw, by=_user(request)))


@never_cache
@require_POST
def judgement(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Judge a drawn entry, then go on to the next that nobody judged yet."""
    draw = _drawn(request, pk, position)
    require(request.user, "samples.judge", draw)
    form = JudgeForm(request.POST, again=draw.judgement_id is not None)
    if not form.is_valid() or not _try(form, lambda: _judge(draw, form, _user(request))):
        return _entry(request, draw, form)
    _judging(request, draw).drop()
    following = queries.next_to_judge(draw.sample)
    if following is None:
        messages.success(request, _("抽中的记录都有结论了。"))
        return redirect("samples:conduct", pk)
    messages.success(request, _("结论已写入台账。"))
    return redirect("samples:entry", pk, following.position)


def _judge(draw: Draw, form: JudgeForm, by: User) -> Any:
    data = form.cleaned_data
    return actions.judge(
        draw,
        Verdict(data["verdict"]),
        evidence=data["evidence"],
        supported=data["supported"],
        reference=data["reference"],
        reason=data.get("reason", ""),
        by=by,
    )


def _page(request: HttpRequest, found: Sample, form: Any = None, *, running: bool = False) -> HttpResponse:
    conducts = _user(request).has_perm("samples.conduct", found)
    context = {**shown(found), "running": running, "conducts": conducts, "form": form}
    if conducts and found.state == SampleState.READY:
        kept = _announcing(request, found)
        form = form or RandomnessForm(lead=_lead(), initial=kept.initial)
        context |= {"announce": form, "lead": _lead(), "kept": kept}
    elif conducts and found.state == SampleState.ANNOUNCED:
        context["give"] = form or (
            DisclosureForm(ceremony=found.ceremony or {})
            if found.randomness == Randomness.CEREMONY
            else RoundForm()
        )
    context["ending"] = WhyForm()
    if found.state in (SampleState.DRAWN, SampleState.CLOSED):
        page = page_after(queries.draws_of(found), request.GET.get("after"))
        context |= {"page": page, "lines": queries.lines_of(page.rows), "next": queries.next_to_judge(found)}
    status = 422 if form is not None and form.errors else 200
    return render(request, "samples/conduct.html", context, status=status)


def _entry(
    request: HttpRequest, draw: Draw, form: JudgeForm | None = None, opened: queries.Opened | None = None
) -> HttpResponse:
    judges = _user(request).has_perm("samples.judge", draw)
    again = draw.judgement_id is not None
    kept = _judging(request, draw)
    may_judge = judges and (again or draw.sample.state == SampleState.DRAWN)
    context = {
        "draw": draw,
        "sample": draw.sample,
        "opened": opened,
        "judges": may_judge,
        "kept": kept,
        "judgements": queries.judgements_of(draw),
        "form": form or JudgeForm(again=again, initial=kept.initial if may_judge else {}),
        "hits": len(draw.orders),
    }
    return render(request, "samples/entry.html", context, status=422 if form and form.errors else 200)


def _announcing(request: HttpRequest, sample: Sample) -> Drafted:
    return drafted(request, "samples.announce", sample, address=reverse("samples:conduct", args=[sample.pk]))


def _judging(request: HttpRequest, draw: Draw) -> Drafted:
    there = reverse("samples:entry", args=[draw.sample_id, draw.position])
    return drafted(request, "samples.judge", draw, address=there)


def _visible(request: HttpRequest, pk: int) -> Sample:
    found = queries.sample_visible_to(request.user, pk)
    if found is None:
        raise Http404
    if (
        found.state in PUBLIC_STATES
    ):  # the workbench's page is for those who work here; others have the public one
        workbench_organisation(request, also=AUDITORS)
    return found


def _drawn(request: HttpRequest, pk: int, position: int) -> Draw:
    draw = queries.draw_visible_to(request.user, pk, position)
    if draw is None:
        raise Http404
    if not _user(request).has_perm("samples.read_evidence", draw):
        raise PermissionDenied
    return draw


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _lead() -> int:
    return int(rulebook.value("samples.lead_minutes"))


def _try(form: Any, act: Any) -> Any:
    """Do it; or put the refusal on the form, which keeps what was typed, and return nothing."""
    try:
        return act()
    except Refused as refused:
        if refused.reason.status == 403:
            raise
        form.add_error(None, str(refused))
        return None
