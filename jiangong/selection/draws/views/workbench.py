"""The workbench: announce a programme's draw, close its list, bring the randomness, postpone or void it in the open."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, done, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.randomness import DisclosureForm, RandomnessForm, RoundForm
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.selection.draws import actions, queries, tasks
from jiangong.selection.draws.forms import PostponeForm, WhyForm
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.states import DrawState
from jiangong.selection.draws.views.showing import shown

BUSY = frozenset({DrawState.CLOSING, DrawState.DRAWING})
AUDITORS = frozenset({Role.AUDITOR})


@require_GET
def draws(request: HttpRequest) -> HttpResponse:
    """The draws of the workbench's union and those below it."""
    organisation = workbench_organisation(request, also=AUDITORS)
    found = queries.draws_at(request.user, organisation)
    context = {
        "page": page_after(found, request.GET.get("after"), size=20, newest_first=True),
        "organisation": organisation,
    }
    return render(request, "draws/workbench.html", context)


def new(request: HttpRequest, subject: str, about: int) -> HttpResponse:
    """Announce the one draw of a programme (`DRAWS` in its states.py): what its room plans, and the randomness."""
    found = queries.subject_at(subject, about)
    if found is None:
        raise Http404
    permit(request, found.kind.may, found.row)
    permit(request, "draws.announce", found.organisation)
    form = RandomnessForm(request.POST or None, lead=_lead())
    return carried_out(
        request,
        form,
        lambda: actions.announce(found, form.randomness(), by=user_of(request)),
        words=_("抽签办法已经公告，写入台账。"),
        to=lambda made: redirect("draws:conduct", made.pk),
    ) or page(
        request, "draws/new.html", form, subject=found, plan=queries.plan_of(found), lead=_lead(), about=about
    )


@never_cache
@require_GET
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw in its state; while the background closes its list or draws, the page looks again every few seconds."""
    found = _visible(request, pk)
    if request.headers.get("HX-Target") == "progress":
        if found.state in BUSY:
            return render(request, "draws/_progress.html", {"draw": found})
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return _page(request, found)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the list: the background reads it and commits to it, the page shows how far it is."""
    found = _visible(request, pk)

    def act() -> None:
        actions.begin_closing(found, by=user_of(request))
        tasks.close.defer(draw_id=found.pk)

    here = reverse("draws:conduct", args=[pk])
    return at_once(request, act, _("报名名单从现在起不再变动，后台正在封存。"), here)


@require_POST
def randomness(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the randomness that was announced; the background draws. A list that was not witnessed in time fails here."""
    found, by = _visible(request, pk), user_of(request)
    permit(request, "draws.conduct", found)
    form, acted = _giving(found, request.POST), []

    def act() -> None:
        if isinstance(form, DisclosureForm):
            acted.append(actions.disclose(found, form.secrets(), form.figures(), by=by))
        else:
            acted.append(actions.give_randomness(found, form.cleaned_data["text"], by=by))

    if form.is_valid() and done(request, form, act, _("随机数已经核验。")):
        if acted[0].state == DrawState.DRAWING:
            tasks.draw.defer(draw_id=pk)
        else:
            messages.error(request, _("这次抽签作废：%(why)s") % {"why": acted[0].why})
        return redirect("draws:conduct", pk)
    return _page(request, found, form)


def postpone(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a later randomness, while the one named before does not exist yet."""
    found = _visible(request, pk)
    permit(request, "draws.conduct", found)
    form = PostponeForm(request.POST or None, lead=_lead())
    return carried_out(
        request,
        form,
        lambda: actions.postpone(found, form.randomness(), why=form.cleaned_data["why"], by=user_of(request)),
        words=_("已经改期，新的随机数写入台账。"),
        to=lambda _made: redirect("draws:conduct", pk),
    ) or page(request, "draws/postpone.html", form, draw=found)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Void it, for all to see."""
    found = _visible(request, pk)
    permit(request, "draws.conduct", found)
    form = WhyForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.fail(found, why=form.cleaned_data["why"], by=user_of(request)),
        words=_("这次抽签已经作废，原因公开。"),
        to=lambda _made: redirect("draws:conduct", pk),
    ) or page(request, "draws/end.html", form, draw=found)


def _page(request: HttpRequest, found: Draw, form: Any = None) -> HttpResponse:
    conducts = user_of(request).has_perm("draws.conduct", found)
    context = {
        **shown(found),
        "busy": found.state in BUSY,
        "conducts": conducts,
        "subject": queries.subject_of(found),
        "lead": _lead(),
    }
    if conducts and found.state == DrawState.CLOSED:
        context["give"] = form or _giving(found)
    return page(request, "draws/conduct.html", form, **context)


def _giving(found: Draw, data: Any = None) -> RoundForm | DisclosureForm:
    held = queries.named_of(found).ceremony
    if held is None:
        return RoundForm(data)
    return DisclosureForm(data, ceremony={"throwers": list(held.throwers), "publics": list(held.publics)})


def _visible(request: HttpRequest, pk: int) -> Draw:
    found = queries.draw_visible_to(request.user, pk)
    if found is None:
        raise Http404
    return found


def _lead() -> int:
    return int(rulebook.value("draws.lead_minutes"))
