"""Pages for what went wrong. The server's own error page asks nothing of the database."""

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from jiangong.foundation.common.problems import unavailable
from jiangong.foundation.common.unavailable import RETRY_AFTER, is_database_away

log = logging.getLogger("jiangong.web")


def server_error(request: HttpRequest) -> HttpResponse:
    """A page with a number that also stands in the log, so that whoever calls can be helped.

    While the database cannot be reached, a page that says so (503, with Retry-After) instead. Django calls this while
    it handles the error; it may have come from the session or from whoever asked who is signed in, before any view.
    """
    if is_database_away(sys.exc_info()[1]):
        return _database_away(request)
    number = secrets.token_hex(4).upper()
    log.error("server error %s at %s %s", number, request.method, request.path)
    return HttpResponse(loader.render_to_string("500.html", {"number": number}), status=500)


def _database_away(request: HttpRequest) -> HttpResponse:
    log.error("no database at %s %s", request.method, request.path)
    if request.path.startswith("/api/"):
        return unavailable()
    page = loader.render_to_string("503.html", {"seconds": RETRY_AFTER})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or came from elsewhere: say so, and how to go on."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
