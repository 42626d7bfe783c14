"""Pages for what went wrong. The server's own error page asks nothing of the database."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

log = logging.getLogger("jiangong.web")


def server_error(request: HttpRequest) -> HttpResponse:
    """A page with a number that also stands in the log, so that whoever calls can be helped."""
    number = secrets.token_hex(4).upper()
    log.error("server error %s at %s %s", number, request.method, request.path)
    return HttpResponse(loader.render_to_string("500.html", {"number": number}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or came from elsewhere: say so, and how to go on."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
