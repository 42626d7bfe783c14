"""For who serves in a contest: my offices, one office with what it is for, drawing and opening a layer, incidents."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.people.views.common import user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.models import Layer, Office
from jiangong.programmes.competitions.states import CIPHERS, MARKING, ContestState, Duty
from jiangong.programmes.competitions.views.common import own_office
from jiangong.programmes.competitions.views.taking_part.forms import IncidentForm, RecusalForm, SaidForm
from jiangong.selection.judging.formulas.sheet.shapes import Standing


@require_GET
def my_offices(request: HttpRequest) -> HttpResponse:
    """Where I serve, newest first."""
    found = page_after(queries.offices_held(request.user), request.GET.get("after"), newest_first=True)
    return render(request, "competitions/my_offices.html", {"page": found})


@never_cache  # numbers do not stay behind on a tablet that somebody else takes up
@require_GET
def office(request: HttpRequest, pk: int) -> HttpResponse:
    """What this office does now. A holder sees the own layer's numbers and no other's."""
    held = own_office(request, pk)
    book = queries.Book(held.contest)
    layer = _layer(held)
    may_draw = _may_draw(layer)
    context = {
        "office": held,
        "contest": held.contest,
        "layer": layer,
        "numbers": queries.numbers_of(book, layer.number) if layer is not None else [],
        "beneath": len(queries.drawn_over(book, layer.number)) if layer and may_draw else 0,
        "may_draw": may_draw,
        "may_open": layer is not None
        and layer.opened_at is None
        and held.contest.state == ContestState.SEALED
        and not queries.inner_layers_closed(layer),
        "marks": held.duty in MARKING,
        "chief": held.duty == Duty.CHIEF,
        "supervises": held.duty == Duty.SUPERVISOR,
        "appeals": list(queries.appeals_of(held.contest)) if held.duty == Duty.SUPERVISOR else [],
        "incidents": list(queries.incidents_of(held.contest)),
        "running": held.contest.state == ContestState.RUNNING,
    }
    return render(request, "competitions/office.html", context)


def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the numbers of the layer one holds; there is no second time."""
    held = own_office(request, pk)
    layer = _layer(held)
    if layer is None:
        raise Http404
    form = SaidForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.draw_layer(layer, said=form.cleaned_data["said"], by=user_of(request)),
        words=_("抽签完成。编号只有您能看到。"),
        to=lambda _done: redirect("competitions:office", pk=pk),
    ) or page(request, "competitions/draw.html", form, office=held, contest=held.contest, layer=layer)


def roll_call(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk: who came and who did not, one tap each, by the holder of the first layer."""
    held = own_office(request, pk)
    layer = _layer(held)
    if layer is None or layer.number != 1 or layer.drawn_at is None:
        raise Http404
    book = queries.Book(held.contest)
    lines = queries.roll_call_lines(book)
    unsaid = [one.number for one in lines if not one.said]
    if request.method == "POST":
        here = [request.POST["here"]] if "here" in request.POST else []
        away = unsaid if "rest" in request.POST else request.POST.getlist("away")[:1]
        return at_once(
            request,
            lambda: actions.call_roll(held.contest, here or away, here=bool(here), by=user_of(request)),
            _("已经登记。"),
            reverse("competitions:roll_call", args=[pk]),
        )
    second = next((one for one in book.layers if one.number == 2), None)  # not law: the layer drawn after it
    context = {
        "office": held,
        "contest": held.contest,
        "lines": lines,
        "here": len([one for one in lines if one.said == Standing.COMPETED]),
        "unsaid": len(unsaid),
        "open": held.contest.state in (ContestState.READY, ContestState.RUNNING)
        and (second is None or second.drawn_at is None),
    }
    return render(request, "competitions/roll_call.html", context)


@require_POST
def open_layer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the layer's secret after sealing; with the last one the result is computed."""
    held = own_office(request, pk)
    layer = _layer(held)
    if layer is None:
        raise Http404
    return at_once(
        request,
        lambda: actions.open_layer(layer, by=user_of(request)),
        _("这一层已经解密。"),
        reverse("competitions:office", args=[pk]),
    )


def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what happened at a station."""
    held = own_office(request, pk)
    form = IncidentForm(request.POST or None, codes=queries.code_choices(held.contest, held))
    return carried_out(
        request,
        form,
        lambda: actions.note_incident(held.contest, by=user_of(request), **form.cleaned_data),
        words=_("已经登记。"),
        to=lambda _done: redirect("competitions:office", pk=pk),
    ) or page(request, "competitions/incident.html", form, office=held, contest=held.contest)


def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """A judge steps back from one number: those marks never count."""
    held = own_office(request, pk)
    if held.duty not in MARKING:
        raise PermissionDenied
    form = RecusalForm(request.POST or None, codes=queries.code_choices(held.contest, held))
    return carried_out(
        request,
        form,
        lambda: actions.recuse(
            held,
            form.cleaned_data["code"],
            reason=form.cleaned_data["reason"],
            key=f"recusal-{uuid.uuid4().hex}",
            by=user_of(request),
        ),
        words=_("已经回避，您对这个编号的评分不计。"),
        to=lambda _done: redirect("competitions:office", pk=pk),
    ) or page(request, "competitions/recuse.html", form, office=held, contest=held.contest)


def _layer(held: Office) -> Layer | None:
    """The layer that goes with the office."""
    if held.duty not in CIPHERS:
        return None
    return queries.layer_of(held.contest, CIPHERS.index(held.duty) + 1)


def _may_draw(layer: Layer | None) -> bool:
    return (
        layer is not None
        and layer.drawn_at is None
        and layer.contest.state in (ContestState.READY, ContestState.RUNNING)
        and not queries.outer_layers_undrawn(layer)
    )
