"""Errors over HTTP as problems of RFC 9457: what, which rule, what to do. The API and the log's addresses answer so."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.unavailable import RETRY_AFTER

CONTENT_TYPE = "application/problem+json"


class FieldProblem(Schema):
    """One field that is wrong: where it stands in the request, and what is wrong with it."""

    where: list[str]
    what: str


class Problem(Schema):
    """An error. `code` is stable and for programs; the texts are for people, in the language asked for."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    rule: str = ""
    remedy: str = ""
    fields: list[FieldProblem] = []


def problem(status: int, code: str, detail: str = "", **more: Any) -> HttpResponse:
    """A response that says what is wrong."""
    title = HTTPStatus(status).phrase
    body = Problem(title=title, status=status, code=code, detail=detail or title, **more).model_dump()
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)


def refusal(error: Refused) -> HttpResponse:
    """A named refusal as a problem, with the status that it names."""
    return problem(error.reason.status, error.code, error.what, rule=error.rule, remedy=error.remedy)


def unavailable() -> HttpResponse:
    """The database cannot be reached: nothing was done, and asking again later may help."""
    response = problem(503, "unavailable", _("现在连不上数据库，这次请求没有办成，请稍后再试。"))
    response["Retry-After"] = str(RETRY_AFTER)
    return response
