"""Pages of erasure: a person's own request; the city federation's list, and the decision on one of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import at_once, done, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.erasure import actions, queries
from jiangong.foundation.people.erasure.forms import AskForm, EraseForm, OnPaperForm, RefuseForm
from jiangong.foundation.people.erasure.models import ErasureRequest
from jiangong.foundation.people.erasure.states import Ground, State
from jiangong.foundation.people.views.common import own_person, person_or_404, user_of


@never_cache
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What is deleted and what stays, what stands against it now, and the request itself."""
    person = own_person(request)
    form = AskForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(request, form, lambda: actions.ask(person, by=user_of(request)), _("请求已送达市总工会。"))
    ):
        return redirect("erasure:mine")
    people = queries.numbers_of(person)
    last = queries.last_request_of(person)
    return page(
        request,
        "erasure/mine.html",
        form,
        last=last,
        waiting=last is not None and last.state == State.ASKED,
        due=queries.due(last) if last is not None else None,
        holdings=queries.holdings(people),
        obstacles=queries.obstacles(person, people),
    )


@require_POST
def withdrawal(request: HttpRequest) -> HttpResponse:
    """Take my request back."""
    asked = queries.open_request_of(own_person(request))
    if asked is None:
        raise Http404
    return at_once(
        request,
        lambda: actions.withdraw(asked, by=user_of(request)),
        _("请求已撤回，什么都没有删除。"),
        reverse("erasure:mine"),
    )


@require_http_methods(["GET", "POST"])
def on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """An officer takes a request that came on paper."""
    workbench_organisation(request)
    person = person_or_404(request, pk)
    require(user_of(request), "erasure.ask", person)
    form = OnPaperForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            form,
            lambda: actions.ask(person, words=form.cleaned_data["words"], by=user_of(request)),
            _("请求已送达市总工会。"),
        )
    ):
        return redirect("people:person", person.pk)
    return page(request, "erasure/on_paper.html", form, person=person)


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """All requests, for officers of the city federation; those that wait first seen by their number."""
    workbench_organisation(request)
    require(user_of(request), "erasure.list")
    found = page_after(
        queries.requests_visible_to(user_of(request)), request.GET.get("after"), size=30, newest_first=True
    )
    rows = [(one, queries.due(one)) for one in found.rows]
    return page(request, "erasure/requests.html", page=found, rows=rows)


@never_cache
@require_GET
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: who, what would be deleted, what stands against it, and the two answers."""
    asked = _request_or_404(request, pk)
    erase = EraseForm(registered=asked.person.name) if asked.person else None
    return _decision(request, asked, erase, RefuseForm())


@never_cache
@require_POST
def erasing(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase, after the name was typed."""
    asked = _request_or_404(request, pk)
    registered = asked.person.name if asked.person else ""
    form = EraseForm(request.POST, registered=registered)
    if form.is_valid() and done(
        request,
        form,
        lambda: actions.erase_person(asked, reason=Ground(form.cleaned_data["ground"]), by=user_of(request)),
        _("已经删除，规划数字不变。"),
    ):
        return redirect("erasure:decision", asked.pk)
    return _decision(request, asked, form, RefuseForm())


@require_POST
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why it cannot be."""
    asked = _request_or_404(request, pk)
    form = RefuseForm(request.POST)
    if form.is_valid() and done(
        request,
        form,
        lambda: actions.refuse(asked, reason=form.cleaned_data["answer"], by=user_of(request)),
        _("已答复本人。"),
    ):
        return redirect("erasure:requests")
    registered = asked.person.name if asked.person else ""
    return _decision(request, asked, EraseForm(registered=registered), form)


def _request_or_404(request: HttpRequest, pk: int) -> ErasureRequest:
    workbench_organisation(request)
    require(user_of(request), "erasure.decide")
    return get_object_or_404(queries.requests_visible_to(user_of(request)), pk=pk)


def _decision(
    request: HttpRequest, asked: ErasureRequest, erase: EraseForm | None, refuse: RefuseForm
) -> HttpResponse:
    person = asked.person
    people = queries.numbers_of(person) if person else []
    wrong = next((form for form in (erase, refuse) if form is not None and form.is_bound), None)
    return page(
        request,
        "erasure/decision.html",
        wrong,
        asked=asked,
        person=person,
        waiting=asked.state == State.ASKED,
        due=queries.due(asked),
        holdings=queries.holdings(people) if person else [],
        obstacles=queries.obstacles(person, people) if person else [],
        erase=erase,
        refuse=refuse,
    )
