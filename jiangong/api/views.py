"""Pages beside the API: one's own tokens, and the published schema as a page to read."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.api import actions, queries
from jiangong.api.forms import TokenForm
from jiangong.api.schema import operations, published


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens; a new one shows its text on this answer and never again."""
    form = TokenForm(request.POST or None)
    text = ""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            _token, text = actions.create_token(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]
            form = TokenForm()
        else:
            status = 422
    context = {"form": form, "text": text, "tokens": queries.tokens_visible_to(request.user)[:50]}  # type: ignore[arg-type]
    return render(request, "api/tokens.html", context, status=status)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own token back."""
    token = queries.token_of(request.user, pk)  # type: ignore[arg-type]
    if token is None:
        raise Http404
    actions.revoke_token(token, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("令牌“%(name)s”已经吊销。") % {"name": token.name})
    return redirect("api_tokens")


@login_not_required
@require_GET
def schema(request: HttpRequest) -> JsonResponse:
    """The published schema, the same for everybody."""
    return JsonResponse(published(), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_GET
def documentation(request: HttpRequest) -> HttpResponse:
    """Every operation of the API, made from the published schema."""
    context: dict[str, Any] = {"groups": operations()}
    return render(request, "api/documentation.html", context)
