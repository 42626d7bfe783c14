"""Offices of a contest, who marks what, relations that bar, and whether enough judges remain."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.forms import BenchForm, OfficeForm, RelationForm
from jiangong.programmes.competitions.models import Contest
from jiangong.programmes.competitions.states import CHANGEABLE, ContestState
from jiangong.programmes.competitions.views.common import visible_contest


def _managed(request: HttpRequest, pk: int) -> Contest:
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    return contest


def offices(request: HttpRequest, pk: int) -> HttpResponse:
    """Who serves, who marks what; a form to ask somebody."""
    contest = _managed(request, pk)
    form = OfficeForm(request.POST or None)
    held = list(queries.offices_of(contest))
    parts = dict(queries.parts_of(contest))
    return carried_out(
        request,
        form,
        lambda: actions.give_office(
            contest,
            form.cleaned_data["person"],
            form.cleaned_data["duty"],
            qualification=form.cleaned_data["qualification"],
            by=user_of(request),
        ),
        words=_("已聘任，本人会收到通知。"),
        to=lambda _office: redirect("competitions:offices", pk=pk),
    ) or page(
        request,
        "competitions/organising/offices.html",
        form,
        contest=contest,
        offices=held,
        missing=queries.missing_offices(contest, {one.duty for one in held}),
        benches=[
            (
                [parts.get(f"{one.component}/{aspect}", aspect) for aspect in one.aspects or [""]],
                one.judges.all(),
            )
            for one in queries.benches_with_judges(contest)
        ],
        ends=contest.state in CHANGEABLE | {ContestState.READY},
        seats=contest.state in CHANGEABLE | {ContestState.READY, ContestState.RUNNING},
    )


@require_POST
def office_end(request: HttpRequest, pk: int, office: int) -> HttpResponse:
    """Relieve somebody of an office; not once marks are given."""
    contest = _managed(request, pk)
    found = get_object_or_404(queries.offices_of(contest), pk=office)
    there = reverse("competitions:offices", args=[pk])
    return at_once(request, lambda: actions.end_office(found, by=user_of(request)), _("已免去。"), there)


def bench(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who marks a component, or some of its aspects."""
    contest = _managed(request, pk)
    form = BenchForm(request.POST or None, parts=queries.parts_of(contest), contest=contest)

    def act() -> object:
        component, _slash, aspect = form.cleaned_data["part"].partition("/")
        return actions.set_bench(
            contest,
            component,
            list(form.cleaned_data["judges"]),
            aspects=(aspect,) if aspect else (),
            by=user_of(request),
        )

    return carried_out(
        request,
        form,
        act,
        words=_("评委已指定。"),
        to=lambda _bench: redirect("competitions:offices", pk=pk),
    ) or page(request, "competitions/organising/bench.html", form, contest=contest)


def relation(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a relation that somebody declared on paper: such marks never count."""
    contest = _managed(request, pk)
    form = RelationForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.declare_relation(
            form.cleaned_data["one"],
            form.cleaned_data["other"],
            form.cleaned_data["kind"],
            by=user_of(request),
        ),
        words=_("关系已登记，双方之间的评分不计。"),
        to=lambda _relation: redirect("competitions:coverage", pk=pk),
    ) or page(request, "competitions/organising/relation.html", form, contest=contest)


@require_GET
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Part by part whether enough judges remain after recusals; counts, never who."""
    contest = _managed(request, pk)
    found = queries.coverage_of(contest)
    context = {"contest": contest, "parts": found, "short": any(one.short or not one.judges for one in found)}
    return render(request, "competitions/organising/coverage.html", context)
