"""The switches of every page: language, light or dark, elder mode. Plain POST, kept in cookies.

Elder mode is kept on the account too, so that it follows its owner to another device.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jiangong.foundation.people.actions import choose_elder_mode
from jiangong.web.context import KEYS_COOKIE, MODE_COOKIE, THEME_COOKIE

YEAR = 365 * 24 * 3600


@csrf_exempt  # public pages carry no token, so that they can be cached; what is kept here harms nobody
@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the switch that was pressed and come back to the same page."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return HttpResponseForbidden()
    response = HttpResponseRedirect(_back(request))
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    theme = request.POST.get("theme")
    if theme in ("light", "dark"):
        _keep(response, THEME_COOKIE, theme)
    elif theme == "system":
        response.delete_cookie(THEME_COOKIE)
    mode = request.POST.get("mode")
    if mode in ("elder", "standard"):
        _keep(response, MODE_COOKIE, mode)
        if request.user.is_authenticated:
            choose_elder_mode(request.user, on=mode == "elder")
    keys = request.POST.get("keys")
    if keys in ("on", "off"):
        _keep(response, KEYS_COOKIE, keys)
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SECURE, httponly=True)


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return "/"
