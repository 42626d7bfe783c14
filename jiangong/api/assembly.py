"""One API from the rooms' routers: /api/v1/."""

import importlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.operation import Operation

from jiangong.api.problems import CONTENT_TYPE, STATUSES, Problem, install, problem
from jiangong.api.throttle import PerAccount

PREFIX = "/api/v1/"
Response = TypeVar("Response", bound=HttpResponseBase)
# prefix → module of the room. A room without an api.py fails here, not in silence.
ROOMS = {
    "organisations": "jiangong.foundation.organisations.api",
    "people": "jiangong.foundation.people.api",
    "plan": "jiangong.plan.api",
    "exams": "jiangong.selection.exams.api",
    "equity": "jiangong.selection.equity.api",
    "training": "jiangong.programmes.growth.api",
    "competitions": "jiangong.programmes.competitions.api",
    "convalescence": "jiangong.programmes.care.convalescence.api",
    "bases": "jiangong.programmes.venues.bases.api",
}
PER_ACCOUNT = PerAccount(1200)
NUL = re.compile(rb"\x00|%00|(?<!\\)(?:\\\\)*\\u0000")


class Api(NinjaAPI):
    """Ninja with our errors in the published schema, and ids of operations that say what they do."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        room = operation.view_func.__module__.rpartition(".api")[0].rpartition(".")[2]
        return f"{room}_{operation.view_func.__name__}"

    def get_operation_url_name(self, operation: Operation, router: Router) -> str:
        """The same: two rooms may both call an operation `apply`, and an address has one name."""
        return self.get_openapi_operation_id(operation)

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        schema["components"]["schemas"].update(schema["components"]["schemas"]["Problem"].pop("$defs", {}))
        answer = {"content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        for methods in schema["paths"].values():
            for operation in methods.values():
                operation["summary"] = (operation.get("description") or operation["summary"]).split("\n")[0]
                for status in STATUSES:
                    operation["responses"].setdefault(str(status), {"description": "Problem", **answer})
        return schema


def assemble() -> Api:
    """The API with every room's router."""
    api = Api(
        title="Jiangong 建功",
        version="1",
        description="The platform's verbs over HTTP. Errors are problems of RFC 9457; lists go on with `next`; "
        "whatever creates needs an Idempotency-Key.",
        urls_namespace="api",
        docs_url=None,
        openapi_url=None,
        throttle=PER_ACCOUNT,
    )
    install(api)
    for prefix, module in ROOMS.items():
        api.add_router(f"/{prefix}", importlib.import_module(module).router)
    return api


def guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer what no operation should ever see: NUL signs, too large bodies, methods and addresses not there."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            sent = request.body if request.content_type == "application/json" else b""
        except RequestDataTooBig:
            return problem(413, "too_large", _("请求太大。"))
        address = f"{request.META.get('QUERY_STRING', '')}\n{request.path}"
        if NUL.search(address.encode()) or NUL.search(sent):
            return problem(422, "invalid", _("请求里有不允许的 NUL 字符。"))
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response.headers.get("Allow", "")
            response = problem(405, "method_not_allowed", _("这个地址不支持这个方法。"))
            response["Allow"] = allowed
        return finished(response)

    answered.login_required = False  # type: ignore[attr-defined]  # an operation knows its callers by `auth`
    return answered


def finished(response: Response) -> Response:
    """The response with the headers that every answer of the API has."""
    response["Vary"] = "Authorization, Cookie, Accept-Language"
    response["Cache-Control"] = "no-store"
    return response


def nowhere(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    """An address below /api/v1/ that is not there: a problem too, not a page."""
    return problem(404, "not_found", _("没有这个地址，或者您看不到它。"))


def api_urls(api: Api) -> list[URLPattern | URLResolver]:
    """The addresses of the API, every one guarded."""
    patterns, _app, _namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = guarded(pattern.callback)
    return [*patterns, re_path(r"^.*$", guarded(nowhere), name="nowhere")]
