"""The public pages of the rulebook: all parameters, and one with its whole history and what uses it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from jiangong.foundation.rulebook import queries
from jiangong.foundation.rulebook.states import CONFIRMED, IN_FILES, LEVELS, STATUSES, TO_BE_CONFIRMED

PAGE = 40  # parameters on one page
FILTERS = ("q", "room", "status", "jurisdiction")
STATUS_CHOICES = (
    (CONFIRMED, STATUSES[CONFIRMED]),
    (TO_BE_CONFIRMED, STATUSES[TO_BE_CONFIRMED]),
    (queries.SAMPLE, _("外地或惯例的样例")),
)


@login_not_required
@require_GET
def rulebook(request: HttpRequest) -> HttpResponse:
    """All parameters; the address holds what is searched and filtered."""
    return render(request, "rulebook/rulebook.html", found_in(request))


def found_in(request: HttpRequest) -> dict[str, Any]:
    """The list that an address asks for, with its filters and the addresses of the pages before and after."""
    wanted = {name: request.GET.get(name, "").strip() for name in FILTERS}
    every = queries.listed()
    rows = queries.listed(
        words=wanted["q"], room=wanted["room"], status=wanted["status"], jurisdiction=wanted["jurisdiction"]
    )
    begin = _begin(request.GET.get("after", ""), len(rows))
    kept = [(name, one) for name, one in wanted.items() if one]
    return {
        "rows": rows[begin : begin + PAGE],
        "found": len(rows),
        "first": begin + 1,
        "last": min(begin + PAGE, len(rows)),
        "counts": queries.count_by_status(every),
        "total": len(every),
        "wanted": wanted,
        "filtered": bool(kept),
        "rooms": queries.rooms(),
        "statuses": STATUS_CHOICES,
        "levels": [(one, LEVELS[one]) for one in IN_FILES],
        "before": _address(kept, begin - PAGE) if begin else "",
        "after": _address(kept, begin + PAGE) if begin + PAGE < len(rows) else "",
    }


def _begin(after: str, most: int) -> int:
    return min(int(after), most) // PAGE * PAGE if after.isdecimal() and len(after) < 9 else 0


def _address(kept: list[tuple[str, str]], begin: int) -> str:
    return "?" + urlencode([*kept, *([("after", begin)] if begin > 0 else [])])


@login_not_required
@require_GET
def parameter(request: HttpRequest, key: str) -> HttpResponse:
    """One parameter: its value today, its whole history, the code that reads it, the decisions that used it."""
    row = queries.row_of(key)
    if row is None:
        raise Http404
    decisions = queries.decisions_counted(key)
    context = {
        "row": row,
        "history": queries.history_of(key),
        "places": queries.places_of(key),
        "decisions": decisions,
        "decided": sum(one.count for one in decisions),
        "lag": int(queries.LAG_SECONDS),
        "may_rule": request.user.is_authenticated and request.user.has_perm("rulings.rule"),
    }
    return render(request, "rulebook/parameter.html", context)
