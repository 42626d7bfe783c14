"""What everybody sees: the samples announced, what each proves and what not, and the script that checks them."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangong.foundation.common import scripts
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.samples import queries
from jiangong.foundation.samples.states import PUBLIC_STATES
from jiangong.foundation.samples.views.showing import shown

SCRIPT = Path(__file__).parents[1] / "check_sample.py"


@login_not_required
@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    """Every sample that was announced, newest first: none is kept silent about."""
    page = page_after(queries.public_samples(), request.GET.get("after"), size=20, newest_first=True)
    return render(request, "samples/samples.html", {"page": page})


@login_not_required
@require_safe
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """What one sample proves, what it does not, how it was drawn, and every entry drawn with its verdict."""
    found = queries.sample_visible_to(request.user, pk)
    if found is None or found.state not in PUBLIC_STATES:
        raise Http404
    page = page_after(queries.draws_of(found), request.GET.get("after"))
    return render(
        request,
        "samples/sample.html",
        {**shown(found), "page": page, "lines": queries.lines_of(page.rows)},
    )


@login_not_required
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """check_sample.py: one file, nothing but Python needed."""
    return scripts.script_file(SCRIPT)


@login_not_required
@require_safe
def script_hash(request: HttpRequest) -> HttpResponse:
    """The hash of check_sample.py, in the form that sha256sum reads."""
    return scripts.script_hash(SCRIPT)
