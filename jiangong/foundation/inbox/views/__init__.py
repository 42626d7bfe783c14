"""Pages of the inbox."""

from django.http import HttpRequest, HttpResponse


def messages(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
