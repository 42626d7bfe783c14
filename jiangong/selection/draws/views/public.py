"""What everybody sees: each draw with its rules, the files to do it again, one's own line by ticket, and the check script."""

from collections.abc import Iterator
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiangong.foundation.common import scripts
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.ledger.leaves import canonical
from jiangong.selection.draws import queries
from jiangong.selection.draws.forms import TicketForm
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.states import HAS_LIST, DrawState
from jiangong.selection.draws.views.showing import chance_shown, shown

SCRIPT = Path(__file__).parents[1] / "check_draw.py"


@login_not_required
@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """Every draw that was announced, newest first; failed ones too."""
    page = page_after(queries.public_draws(), request.GET.get("after"), size=20, newest_first=True)
    return render(request, "draws/draws.html", {"page": page})


@login_not_required
@require_safe
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw: what was announced, what came of it, how to do it again; with `?ticket=` one line of it."""
    found = _draw(pk)
    form = TicketForm(request.GET if "ticket" in request.GET else None)
    standing = None
    if form.is_bound and form.is_valid():
        line = queries.line_of(found, form.cleaned_data["ticket"])
        if line is None:
            form.add_error("ticket", _("名单里没有这个签号，请核对有没有抄错。"))
        else:
            standing = queries.standing_of(found, line)
    context = {**shown(found), "form": form, "standing": standing, **chance_shown(standing)}
    return render(request, "draws/draw.html", context, status=404 if form.errors else 200)


@login_not_required
@require_safe
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """The announced text, byte for byte as it stands in the ledger."""
    return HttpResponse(_draw(pk).announcement, content_type="application/json; charset=utf-8")


@login_not_required
@require_safe
def closed_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The closed list, a line an application, without a name."""
    found = _draw(pk)
    if found.state not in HAS_LIST and not found.commitment:
        raise Http404
    return _lines(queries.list_lines(found))


@login_not_required
@require_safe
def randomness(request: HttpRequest, pk: int) -> HttpResponse:
    """The randomness as it was given, what it is in bytes, and the checkpoint that covered the list in time."""
    found = _drawn(pk)
    value = queries.named_of(found).randomness(found.value)
    facts = {"value": found.value, "randomness": value.hex(), "checkpoint": found.checkpoint}
    return HttpResponse(canonical(facts), content_type="application/json; charset=utf-8")


@login_not_required
@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the draw gave, rank by rank."""
    return _lines(queries.result_lines(_drawn(pk)))


@login_not_required
@require_safe
def moves(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who left afterwards, and who moved up."""
    return _lines(queries.move_lines(_drawn(pk)))


@login_not_required
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """check_draw.py: nothing but Python needed."""
    return scripts.script_file(SCRIPT)


@login_not_required
@require_safe
def script_hash(request: HttpRequest) -> HttpResponse:
    """The hash of check_draw.py, in the form that sha256sum reads."""
    return scripts.script_hash(SCRIPT)


def _draw(pk: int) -> Draw:
    found = queries.public_draw(pk)
    if found is None:
        raise Http404
    return found


def _drawn(pk: int) -> Draw:
    found = _draw(pk)
    if found.state != DrawState.DRAWN:
        raise Http404
    return found


def _lines(lines: Iterator[str]) -> HttpResponseBase:
    return StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
