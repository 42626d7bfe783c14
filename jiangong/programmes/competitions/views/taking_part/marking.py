"""Marking on a tablet, one competitor at a time. With script marks and photographs are kept on the tablet and sent when there is a
network (sending.py takes them); without script each competitor is a form."""

import hashlib
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.views.common import user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Sent
from jiangong.programmes.competitions.models import Office
from jiangong.programmes.competitions.states import PHOTOS_EACH, ContestState, Duty
from jiangong.programmes.competitions.views.common import own_office
from jiangong.programmes.competitions.views.taking_part.forms import MarkForm


@require_GET
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """All numbers of the own benches, how far one is with each, and what the tablet needs to go on without a network."""
    office = own_office(request, pk)
    parts: list[dict[str, Any]] = []
    state: dict[str, Any] = {}
    if office.contest.scheme:
        rounds = queries.rounds_for(office)
        names = queries.open_names(queries.Book(office.contest))
        for part in queries.bench_components(office):
            filled = queries.filled_of(office, part, rounds)
            codes = [one.code for one in filled]
            state[part["code"]] = queries.state_for_browser(office, part, codes, rounds)
            fields = queries.asked_in(rounds.scheme, part)
            named = [(one, names.get(one.code, "")) for one in filled]
            parts.append({"part": part, "fields": fields, "filled": named})
    context = {
        "office": office,
        "contest": office.contest,
        "parts": parts,
        "state": state,
        "again": sum(bool(one.again) for part in parts for one, _name in part["filled"]),
        "running": office.contest.state == ContestState.RUNNING,
        "leads": office.duty == Duty.CHIEF,
    }
    return render(request, "competitions/marking.html", context)


def mark(request: HttpRequest, pk: int, component: str, code: str) -> HttpResponse:
    """One competitor in one component. What was given already is shown and cannot be typed over."""
    office = own_office(request, pk)
    part = next((one for one in queries.bench_components(office) if one["code"] == component), None)
    codes = queries.codes_of(office.contest, component) if part is not None else []
    if part is None or code not in codes:
        raise Http404
    cells = queries.cells_of(office, part, code)
    form = MarkForm(
        request.POST or None, request.FILES or None, cells=cells, initial={"photo_key": str(uuid.uuid4())}
    )

    def act() -> tuple[int, int]:
        return _give(request, office, component, code, form), _show(request, office, component, code, form)

    place = codes.index(code)
    photos = queries.photos_of_judge(office, component, code)
    context = {
        "office": office,
        "contest": office.contest,
        "part": part,
        "code": code,
        "name": queries.open_names(queries.Book(office.contest)).get(code, ""),
        "cells": [(cell, *form.bound(cell)) for cell in cells],
        "before": codes[place - 1] if place else "",
        "after": codes[place + 1] if place + 1 < len(codes) else "",
        "running": office.contest.state == ContestState.RUNNING,
        "place": place + 1,
        "total": len(codes),
        "photos": photos,
        "more_photos": len(photos) < PHOTOS_EACH,
    }
    onward = codes[place + 1] if place + 1 < len(codes) else code
    return carried_out(
        request,
        form,
        act,
        words=lambda kept: (
            _("%(code)s：记下 %(count)s 个评分、%(photos)s 张照片。")
            % {"code": code, "count": kept[0], "photos": kept[1]}
        ),
        to=lambda _done: redirect("competitions:mark", pk=pk, component=component, code=onward),
    ) or page(request, "competitions/mark.html", form, **context)


def _give(request: HttpRequest, office: Office, component: str, code: str, form: MarkForm) -> int:
    """The marks of the form, at once; the first refusal is the form's."""
    now = timezone.now()
    sent = [
        Sent(
            key=_form_key(office, component, cell.asked.aspect, code, cell.round),
            component=component,
            aspect=cell.asked.aspect,
            code=code,
            value=value,
            at=now,
            round=cell.round,
            words=words,
        )
        for cell, value, words in form.given()
    ]
    if not sent:
        return 0
    for answer in actions.send_marks(office.contest, office, sent, by=user_of(request)):
        if isinstance(answer, Refused):
            raise answer
    return len(sent)


def _show(request: HttpRequest, office: Office, component: str, code: str, form: MarkForm) -> int:
    """The photograph of the form, if there is one."""
    file = form.cleaned_data["photo"]
    if file is None:
        return 0
    key = form.cleaned_data["photo_key"] or str(uuid.uuid4())
    actions.send_photo(
        office.contest, office, file.read(), component=component, aspect="", code=code, key=key,
        at=timezone.now(), by=user_of(request),
    )  # fmt: skip
    return 1


def _form_key(office: Office, component: str, aspect: str, code: str, round: int) -> str:
    """The same cell and round, the same key, however long the codes of the scheme are."""
    place = hashlib.sha256(f"{component}\x1f{aspect}\x1f{code}\x1f{round}".encode()).hexdigest()
    return f"form-{office.pk}-{place}"[:40]
