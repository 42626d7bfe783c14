"""Marking on a tablet, one competitor at a time. With script marks are kept on the tablet and sent when there is a network;
without script each competitor is a form."""

import json
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.views.common import user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Sent
from jiangong.programmes.competitions.models import Office
from jiangong.programmes.competitions.states import ContestState
from jiangong.programmes.competitions.views.common import own_office
from jiangong.programmes.competitions.views.taking_part.forms import MarkForm

MOST = 500  # not law: marks in one message


@require_GET
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """All numbers of the own benches, and how far one is with each."""
    office = own_office(request, pk)
    parts = queries.bench_components(office)
    context = {
        "office": office,
        "contest": office.contest,
        "parts": [
            ({**part, "cells": queries.cells_of(office, part, "")}, queries.filled_of(office, part))
            for part in parts
        ],
        "running": office.contest.state == ContestState.RUNNING,
    }
    return render(request, "competitions/marking.html", context)


def mark(request: HttpRequest, pk: int, component: str, code: str) -> HttpResponse:
    """One competitor in one component. What was given already is shown and cannot be typed over."""
    office = own_office(request, pk)
    part = next((one for one in queries.bench_components(office) if one["code"] == component), None)
    codes = queries.codes_of(office.contest, component)
    if part is None or code not in codes:
        raise Http404
    cells = queries.cells_of(office, part, code)
    form = MarkForm(request.POST or None, cells=cells)

    def act() -> int:
        return _give(request, office, component, code, form)

    place = codes.index(code)
    context = {
        "office": office,
        "contest": office.contest,
        "part": part,
        "code": code,
        "cells": [(cell, form[f"v_{cell['aspect']}"]) for cell in cells],
        "before": codes[place - 1] if place else "",
        "after": codes[place + 1] if place + 1 < len(codes) else "",
        "running": office.contest.state == ContestState.RUNNING,
        "place": place + 1,
        "total": len(codes),
    }
    onward = codes[place + 1] if place + 1 < len(codes) else code
    return carried_out(
        request,
        form,
        act,
        words=lambda given: _("%(code)s：记下 %(count)s 个评分。") % {"code": code, "count": given},
        to=lambda _done: redirect("competitions:mark", pk=pk, component=component, code=onward),
    ) or page(request, "competitions/mark.html", form, **context)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks as a tablet kept them: {"marks": [{key, component, aspect, code, value, round, at}, …]}.

    The answer has one line a mark: kept, or why not. What was kept before is answered as kept again.
    """
    office = own_office(request, pk)
    try:
        sent = [_sent(one) for one in json.loads(request.body)["marks"][:MOST]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"error": _("读不懂送来的评分，请刷新评分页面。")}, status=400)
    answers = actions.send_marks(office.contest, office, sent, by=user_of(request))
    return JsonResponse(
        {
            "marks": [
                {"key": one.key, "kept": not isinstance(answer, Refused)}
                | ({"why": str(answer), "code": answer.reason.code} if isinstance(answer, Refused) else {})
                for one, answer in zip(sent, answers, strict=True)
            ]
        }
    )


def _give(request: HttpRequest, office: Office, component: str, code: str, form: MarkForm) -> int:
    """The marks of the form, at once; the first refusal is the form's."""
    now = timezone.now()
    sent = [
        Sent(
            key=f"form-{office.pk}-{component}-{cell['aspect']}-{code}"[:40],
            component=component,
            aspect=cell["aspect"],
            code=code,
            value=form.cleaned_data[f"v_{cell['aspect']}"].strip(),
            at=now,
        )
        for cell in form.cells
        if form.cleaned_data[f"v_{cell['aspect']}"].strip() and not cell["value"]
    ]
    for answer in actions.send_marks(office.contest, office, sent, by=user_of(request)):
        if isinstance(answer, Refused):
            raise answer
    return len(sent)


def _sent(one: dict[str, Any]) -> Sent:
    at = parse_datetime(str(one["at"]))
    if at is None:
        raise ValueError(one["at"])
    return Sent(
        key=str(one["key"])[:40],
        component=str(one["component"]),
        aspect=str(one.get("aspect", "")),
        code=str(one["code"]),
        value=str(one["value"]).strip()[:40],
        at=min(_aware(at), timezone.now()),
        round=int(one.get("round", 1)),
    )


def _aware(at: datetime) -> datetime:
    return at if timezone.is_aware(at) else timezone.make_aware(at)
