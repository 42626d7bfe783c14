"""Turns a Refused that a view did not catch into a page that says what, which rule, and what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from jiangong.foundation.common.refusals import Refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """A whole page for a page, a fragment for htmx; both with the reason's own status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Every page depends on the switches kept in cookies; a fragment must never be shown as a page.
        patch_vary_headers(response, ("Cookie", "HX-Request"))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return refusal(request, exception)


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The answer to an act that the rules do not allow."""
    fragment = bool(getattr(request, "htmx", False))
    response = render(
        request,
        "web/refusal.html" if fragment else "refused.html",
        {"refused": refused, "back": request.headers.get("Referer", "") if _own_referer(request) else ""},
        status=refused.reason.status,
    )
    if fragment:
        response["HX-Retarget"] = "#messages"
        response["HX-Reswap"] = "innerHTML"
    return response


def _own_referer(request: HttpRequest) -> bool:
    """Whether the page before was one of ours."""
    return request.headers.get("Referer", "").startswith(f"{request.scheme}://{request.get_host()}/")
