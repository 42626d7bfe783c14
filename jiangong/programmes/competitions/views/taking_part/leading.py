"""The chief judge's board: what is missing, corrections, standings, breaches, score honesty, sealing."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.people.views.common import user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.models import Office
from jiangong.programmes.competitions.states import ContestState, Duty, RowKind
from jiangong.programmes.competitions.views.common import own_office
from jiangong.programmes.competitions.views.taking_part.forms import BreachForm, CorrectionForm, FactForm

FEW = 30  # not law: gaps named on the page; the rest are counted


@never_cache
@require_GET
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Gaps under the pseudonyms, marks of one number, what else is on the sheet."""
    office = _led(request, pk)
    contest = office.contest
    code = request.GET.get("code", "").strip().upper()
    book = queries.Book(contest)
    running = contest.state == ContestState.RUNNING
    whole = (
        running and not code
    )  # one number is a page of its own: what is missing in all is not asked again for it
    gaps = queries.gaps_of(book) if whole else []
    context = {
        "office": office,
        "contest": contest,
        "whole": whole,
        "apart": queries.apart_words(book)[:FEW] if whole and contest.scheme else [],
        "photos": queries.photos_of_number(contest, code) if code else [],
        "gaps": queries.gap_words(contest, gaps[:FEW]),
        "gap_count": len(gaps),
        "code": code,
        "marks": queries.marks_in(book, code) if code else [],
        "facts": queries.facts_in(book),
        "names": queries.component_names(contest),
        "judges": [one for one in book.offices if one.duty in (Duty.JUDGE, Duty.CLERK)],
        "running": contest.state == ContestState.RUNNING,
        "sealed": contest.state == ContestState.SEALED,
        "codes": queries.code_choices(contest, office, book=book),
    }
    return render(request, "competitions/lead.html", context)


def fact(request: HttpRequest, pk: int) -> HttpResponse:
    """Standing, absence, penalty, time."""
    office = _led(request, pk)
    contest, user = office.contest, user_of(request)
    form = FactForm(request.POST or None, contest=contest, codes=queries.code_choices(contest, office))

    def act() -> object:
        data = form.cleaned_data
        code, key = data["code"], f"fact-{uuid.uuid4().hex}"
        if data["kind"] == RowKind.STANDING:
            return actions.note_standing(
                contest, code, data["standing"], clause=data["words"], key=key, by=user
            )
        return actions.note_fact(
            contest,
            data["kind"],
            code,
            data["component"],
            value=data["value"],
            words=data["words"],
            key=key,
            by=user,
        )

    return carried_out(
        request, form, act, words=_("已经登记。"), to=lambda _done: redirect("competitions:lead", pk=pk)
    ) or page(request, "competitions/note_fact.html", form, office=office, contest=contest)


def correct(request: HttpRequest, pk: int, mark: int) -> HttpResponse:
    """Correct a mark with a reason; the original stays."""
    office = _led(request, pk)
    row = queries.mark_numbered(office.contest, mark)
    if row is None:
        raise Http404
    form = CorrectionForm(request.POST or None)
    there = f"{reverse('competitions:lead', args=[pk])}?code={row.code}"
    return carried_out(
        request,
        form,
        lambda: actions.correct_mark(
            row, value=form.cleaned_data["value"], reason=form.cleaned_data["reason"], by=user_of(request)
        ),
        words=_("已经更正，原分保留。"),
        to=lambda _done: redirect(there),
    ) or page(
        request, "competitions/correct_mark.html", form, office=office, contest=office.contest, mark=row
    )


def breach(request: HttpRequest, pk: int, judge: int) -> HttpResponse:
    """A judge broke a layer: on record, and the marks of that number no longer count."""
    office = _led(request, pk)
    other = get_object_or_404(queries.offices_of(office.contest), pk=judge)
    form = BreachForm(request.POST or None, codes=queries.code_choices(office.contest, office))
    return carried_out(
        request,
        form,
        lambda: actions.note_breach(
            other,
            code=form.cleaned_data["code"],
            words=form.cleaned_data["words"],
            by=user_of(request),
        ),
        words=_("已经登记，相关评分不计。"),
        to=lambda _done: redirect("competitions:lead", pk=pk),
    ) or page(
        request, "competitions/note_breach.html", form, office=office, contest=office.contest, judge=other
    )


@never_cache
@require_GET
def honesty(request: HttpRequest, pk: int) -> HttpResponse:
    """Score honesty: advice for the chief judge, under the judges' aliases and the pseudonyms."""
    office = _led(request, pk)
    contest = office.contest
    if contest.state not in (
        ContestState.RUNNING,
        ContestState.SEALED,
        ContestState.KNOWN,
        ContestState.CONFIRMED,
    ):
        raise Http404
    context = {
        "office": office,
        "contest": contest,
        "panels": queries.honesty_of(queries.Book(contest)),
        "names": queries.component_names(contest),
    }
    return render(request, "competitions/honesty.html", context)


@require_POST
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock the sheet."""
    office = _led(request, pk)
    return at_once(
        request,
        lambda: actions.seal_sheet(office.contest, by=user_of(request)),
        _("记分册已经锁定。请各层加密裁判从里到外依次解密。")
        if office.contest.layers
        else _("记分册已经锁定，成绩已经算出。"),
        reverse("competitions:lead", args=[pk]),
    )


def _led(request: HttpRequest, pk: int) -> Office:
    """The chief judge's own office."""
    office = own_office(request, pk)
    if office.duty != Duty.CHIEF:
        raise PermissionDenied
    return office
