"""The page of a demonstration on which one chooses who to be. It is not there anywhere else."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jiangong.foundation.people.cast import CAST
from jiangong.foundation.people.queries.accounts import demonstration_accounts


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demonstration(request: HttpRequest) -> HttpResponse:
    """Choose a person of the cast, and be signed in as that person."""
    if not settings.DEMONSTRATION:
        raise Http404
    accounts = {user.username: user for user in demonstration_accounts()}
    if request.method == "POST":
        user = accounts.get(request.POST.get("person", ""))
        if user is None:
            raise Http404
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(settings.LOGIN_REDIRECT_URL)
    people = [(accounts[one.username], one) for one in CAST if one.username in accounts]
    return render(request, "account/demonstration.html", {"people": people})
