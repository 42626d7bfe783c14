"""Short, true texts about the platform."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    """What the platform is and the four rules it is held against."""
    return render(request, "web/about.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is done so that everybody can use the pages, what is known to be missing, and the switches."""
    return render(request, "web/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal data is kept, who sees it, and what a person can ask for."""
    return render(request, "web/privacy.html")
