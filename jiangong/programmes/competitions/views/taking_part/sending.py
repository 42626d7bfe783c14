"""What a tablet kept and sends when there is a network: marks as JSON, photographs one by one. Each is answered by its own key.

A refusal of the whole (the sheet is locked, the office ended) is answered in JSON, too: the tablet keeps what it has and says why.
"""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.views.common import user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Sent
from jiangong.programmes.competitions.formulas.marks import tidy
from jiangong.programmes.competitions.models import Office
from jiangong.programmes.competitions.views.common import own_office

MOST = 500  # not law: marks in one message
KEY = 40  # not law: characters of a key, as the table has them


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """{"marks": [{key, component, aspect, code, value, round, words, at}, …]}; with no marks it only asks how things stand.

    The answer has one line a mark: kept, or why not; what was kept before is answered as kept again. "state" is what the tablet
    has to know of these numbers and of those to be marked again (queries.state_for_browser).
    """
    office = own_office(request, pk)
    try:
        asked = json.loads(request.body)["marks"][:MOST]
        read = [_sent(one) for one in asked]
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"error": _("读不懂送来的评分，请刷新评分页面。")}, status=400)
    sent = [one for one in read if isinstance(one, Sent)]
    try:
        answers = iter(actions.send_marks(office.contest, office, sent, by=user_of(request)) if sent else [])
    except Refused as refused:
        return _refused(refused)
    lines = [
        _answer(one.key, next(answers)) if isinstance(one, Sent) else {"key": one, "kept": False, "why": _("读不懂这个评分。")}
        for one in read
    ]  # fmt: skip
    return JsonResponse({"marks": lines, "state": _state(office, {one.code for one in sent})})


@require_POST
def send_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """One photograph as a form: key, component, aspect, code, at, photo (the file). {"key", "kept"}, or why not."""
    office = own_office(request, pk)
    given, file = request.POST, request.FILES.get("photo")
    at = parse_datetime(given.get("at", ""))
    if file is None or not given.get("key") or at is None:
        return JsonResponse({"error": _("没有收到照片，请重新拍。")}, status=400)
    key = given["key"][:KEY]
    try:
        photo = actions.send_photo(
            office.contest, office, file.read(), component=given.get("component", "")[:20], aspect=given.get("aspect", "")[:20],
            code=given.get("code", "")[:12], key=key, at=_not_later(at), by=user_of(request),
        )  # fmt: skip
    except Refused as refused:
        if refused.reason.status == 403:
            return _refused(refused)
        return JsonResponse({"key": key, "kept": False, "why": str(refused), "code": refused.reason.code})
    return JsonResponse({"key": photo.key, "kept": True})


@never_cache
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the board of numbers for a reload without a network; it serves nothing but pages of marking."""
    return render(request, "competitions/marking-worker.js", content_type="text/javascript; charset=utf-8")


def _refused(refused: Refused) -> JsonResponse:
    return JsonResponse({"error": str(refused), "code": refused.reason.code}, status=refused.reason.status)


def _answer(key: str, answer: object) -> dict[str, Any]:
    if isinstance(answer, Refused):
        return {"key": key, "kept": False, "why": str(answer), "code": answer.reason.code}
    return {"key": key, "kept": True}


def _state(office: Office, touched: set[str]) -> dict[str, Any]:
    """Of each component: the numbers just marked, and those that wait for another round."""
    rounds = queries.rounds_for(office)
    again = {cell[2] for cell, _standing in rounds.to_talk_through()}
    found = {}
    for part in queries.bench_components(office):
        codes = [
            one
            for one in queries.codes_of(office.contest, part["code"], rounds.size)
            if one in touched | again
        ]
        found[part["code"]] = queries.state_for_browser(office, part, codes, rounds)
    return found


def _sent(one: dict[str, Any]) -> Sent | str:
    """One mark of the message; its key alone where it cannot be read, so that the others are taken all the same."""
    key = str(one["key"])[:KEY]
    at = parse_datetime(str(one.get("at", "")))
    try:
        number = int(one.get("round", 1))
        return Sent(
            key=key,
            component=str(one["component"])[:20],
            aspect=str(one.get("aspect", ""))[:20],
            code=str(one["code"])[:12],
            value=tidy(str(one["value"])),
            at=_not_later(at or timezone.now()),
            round=number,
            words=str(one.get("words", "")),
        )
    except (ValueError, KeyError, TypeError):
        return key


def _not_later(at: datetime) -> datetime:
    """A tablet's clock may be ahead; what it wrote down was not written later than it came."""
    return min(at if timezone.is_aware(at) else timezone.make_aware(at), timezone.now())
