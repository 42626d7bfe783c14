"""The platform's addresses and one empty view: the floor that every page is measured against."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("floor/", floor), path("", include("jiangong.urls"))]
