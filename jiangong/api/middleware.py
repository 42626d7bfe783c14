"""The straight way to the API: a request with a bearer token needs no session, no CSRF token, no messages."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from jiangong.api.assembly import PREFIX


class StraightToTheApi:
    """Calls the API's view at once for requests that carry a token; everything else goes the ordinary way.

    It stands behind the middleware that sets the security headers and before the one that opens the session. The
    token is checked by the operation (foundation/common/endpoints.py); the answer's language is what the request
    asks for. Measured in tests/load/enrolment_rush.py.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX) or "HTTP_AUTHORIZATION" not in request.META:
            return self.get_response(request)
        try:
            found = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = found
        request.user = AnonymousUser()  # until the operation has read the token
        with translation.override(translation.get_language_from_request(request)):
            response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response
