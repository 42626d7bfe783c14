"""Appeals: file one, read it, hear it; the set of changes that follows from it is prepared here, and decided by others."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Change
from jiangong.programmes.competitions.models import Appeal
from jiangong.programmes.competitions.states import RowKind
from jiangong.programmes.competitions.views.common import visible_appeal, visible_entry
from jiangong.programmes.competitions.views.taking_part.forms import AnswerForm, AppealForm, ChangeForm


def file_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Appeal about one component or aspect; the time it may be filed in is on the page."""
    entry = visible_entry(request, pk)
    permit(request, "competitions.appeal", entry)
    choices = queries.appeal_choices(entry.contest)
    form = AppealForm(request.POST or None, choices=choices)

    def act() -> Appeal:
        component, _dot, aspect = form.cleaned_data["about"].partition(".")
        return actions.file_appeal(
            entry, component=component, aspect=aspect, words=form.cleaned_data["words"], by=user_of(request)
        )

    context = {
        "entry": entry,
        "contest": entry.contest,
        "clock": queries.appeal_clock(entry.contest),
        "rule": queries.appeal_rule(entry.contest),
    }
    return carried_out(
        request,
        form,
        act,
        words=_("申诉已经收到，等待监督仲裁复核。"),
        to=lambda made: redirect("competitions:appeal", pk=made.pk),
    ) or page(request, "competitions/file_appeal.html", form, **context)


def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """One appeal, with who hears it, its answer, and what followed."""
    found = visible_appeal(request, pk)
    permit(request, "competitions.see_appeal", found)
    hears = found.heard_by is not None and found.heard_by.person_id == user_of(request).person_id
    context = {
        "appeal": found,
        "contest": found.contest,
        "clock": queries.answer_clock(found),
        "rejudgings": list(found.rejudgings.select_related("prepared_by__person").order_by("pk")),
        "hears": hears,
        "prepared": queries.rejudging_prepared(found.contest),
    }
    return page(request, "competitions/appeal.html", None, **context)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The supervisor's answer, with reasons."""
    found = _heard(request, pk)
    form = AnswerForm(request.POST or None)

    def act() -> Appeal:
        data = form.cleaned_data
        return actions.answer_appeal(
            found, upheld=data["upheld"] == "yes", words=data["words"], by=user_of(request)
        )

    return carried_out(
        request, form, act, words=_("答复已经送达。"), to=lambda _done: redirect("competitions:appeal", pk=pk)
    ) or page(request, "competitions/answer_appeal.html", form, appeal=found, contest=found.contest)


def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """One change to the sheet, and what it would do to everybody. Somebody else applies or refuses it as a whole."""
    found = _heard(request, pk)
    outcome = queries.newest_outcome(found.contest)
    code = queries.code_of(outcome, found.entry_id) if outcome else ""
    form = ChangeForm(
        request.POST or None,
        initial={"code": code, "about": f"{found.component}.{found.aspect}".rstrip(".")},
        codes=[(one.code, f"{one.code} {one.name} {one.unit}") for one in queries.shown_lines(outcome)]
        if outcome
        else [],
        about=queries.appeal_choices(found.contest),
        judges=queries.judge_choices(found.contest),
    )

    def act() -> object:
        data = form.cleaned_data
        component, _dot, aspect = data["about"].partition(".")
        change = Change(
            kind=data["kind"],
            code=queries.marked_as(found.contest, data["code"], component, data["kind"]),
            component="" if data["kind"] in (RowKind.RECUSAL, RowKind.STANDING) else component,
            aspect=aspect if data["kind"] == RowKind.CORRECTION else "",
            judge=data["judge"],
            value=data["value"].strip(),
            words=data["reason"],
        )
        return actions.prepare_rejudging(
            found.contest, [change], reason=data["reason"], appeal=found, by=user_of(request)
        )

    context = {
        "appeal": found,
        "contest": found.contest,
        "outcome": outcome,
        "code": code,
    }
    return carried_out(
        request,
        form,
        act,
        words=_("复核已经拟好，影响在下面。要由另一人决定是否执行。"),
        to=lambda _made: redirect("competitions:appeal", pk=pk),
    ) or page(request, "competitions/prepare_rejudging.html", form, **context)


def _heard(request: HttpRequest, pk: int) -> Appeal:
    """An appeal that the user hears."""
    found = visible_appeal(request, pk)
    permit(request, "competitions.hear_appeal", found)
    if found.heard_by is None or found.heard_by.person_id != user_of(request).person_id:
        raise PermissionDenied
    return found
