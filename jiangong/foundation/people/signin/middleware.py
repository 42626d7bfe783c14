"""Whoever holds an office of the city or of a district needs a second factor before the workbench opens."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jiangong.foundation.people.queries.accounts import needs_second_factor

GUARDED = ("/workbench/", "/me/tokens/", "/api/v1/")


class SecondFactorMiddleware:
    """Sends such people to set one up. In a demonstration nobody needs one, and its page says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and request.path.startswith(GUARDED) and self._lacks(request):
            reason = _("您在市级或区市级任职，先要设置两步验证（验证器应用或通行密钥），才能进入工作台。")
            if request.path.startswith("/api/"):
                body = {"title": "Forbidden", "status": 403, "code": "people.second_factor", "detail": reason}
                return JsonResponse(body, status=403, content_type="application/problem+json")
            messages.warning(request, reason)
            return redirect("mfa_index")
        return self.get_response(request)

    def _lacks(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or not needs_second_factor(user):
            return False
        factors = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        return not Authenticator.objects.filter(user=user, type__in=factors).exists()
