"""Every error of the API as a problem of RFC 9457: what, which rule, what to do."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from jiangong.foundation.common.endpoints import Replay
from jiangong.foundation.common.problems import CONTENT_TYPE, Problem, problem, refusal, unavailable
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.unavailable import is_database_away

__all__ = ["CONTENT_TYPE", "STATUSES", "Problem", "install", "problem"]

# Every operation can answer with these; the published schema lists them for each.
STATUSES = (400, 401, 403, 404, 405, 409, 413, 422, 429, 503)


def install(api: NinjaAPI) -> None:
    """Let the API answer every exception that a caller can provoke with a problem."""
    answers: tuple[tuple[type[Exception], Any], ...] = (
        (Refused, _refused),
        (Replay, _replay),
        (ValidationError, _invalid),
        (AuthenticationError, _unauthenticated),
        (Throttled, _throttled),
        (HttpError, _http_error),
        (Http404, _not_found),
        (PermissionDenied, _forbidden),
        (RequestDataTooBig, _too_big),
        (TooManyFieldsSent, _too_big),
        (DataError, _unstorable),
        (OperationalError, _away),
    )
    for kind, answer in answers:
        api.add_exception_handler(kind, answer)


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refusal(error)


def _replay(request: HttpRequest, replay: Replay) -> HttpResponse:
    return HttpResponse(
        replay.body,
        status=replay.status,
        content_type="application/json; charset=utf-8",
        headers={"Idempotent-Replayed": "true"},
    )


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [{"where": [str(step) for step in one["loc"]], "what": str(one["msg"])} for one in error.errors]
    return problem(422, "invalid", _("请求里有填错的内容。"), fields=fields)


def _unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = problem(401, "unauthenticated", _("请带上有效的访问令牌，或者先登录。"))
    response["WWW-Authenticate"] = "Bearer"
    return response


def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    return problem(429, "too_many_requests", _("请求太频繁，请稍后再试。"))


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, HTTPStatus(error.status_code).name.lower(), str(error))


def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "not_found", _("没有这个地址，或者您看不到它。"))


def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, "not_permitted", _("您没有办理这件事的权限。"))


def _too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(413, "too_large", _("请求太大。"))


def _unstorable(request: HttpRequest, error: DataError) -> HttpResponse:
    return problem(422, "invalid", _("请求里有数据库不能保存的值。"))


def _away(request: HttpRequest, error: OperationalError) -> HttpResponse:
    if not is_database_away(error):
        raise error  # a fault of ours
    return unavailable()
