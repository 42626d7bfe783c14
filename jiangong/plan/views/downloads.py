"""The same figures as files: whoever wants to recount can."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils import timezone

from jiangong.plan import queries
from jiangong.plan.queries import Figure
from jiangong.plan.views.asked import asked_period, asked_promise

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins with these


class _Line:
    """What csv.writer writes to: gives the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _csv(name: str, rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff"  # Excel reads UTF-8 only with this mark
        for row in rows:
            yield writer.writerow([_harmless(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def _figures() -> list[Figure]:
    whole = queries.overview(timezone.localdate())
    if whole is None:
        raise Http404
    return whole.figures


@login_not_required
def promises_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every promise: target, figure, entries. An empty figure means: not counted yet."""
    head = ["id", "promise", "unit", "period", "target", "figure", "entries", "status"]
    rows = [
        [
            f.promise.id, str(f.promise.title), str(f.promise.unit), f.period, f.target,
            f.value, f.entries if f.is_counted else None, f.status.value if f.status else "",
        ]
        for f in _figures()
    ]  # fmt: skip
    return _csv("promises", [head, *rows])


@login_not_required
def promises_json(request: HttpRequest) -> HttpResponse:
    """The same as JSON; `figure` is null while a promise is not counted."""
    return JsonResponse(
        {
            "as_of": timezone.localdate().isoformat(),
            "promises": [
                {
                    "id": f.promise.id,
                    "title": {"zh": f.promise.title.zh, "en": f.promise.title.en},
                    "unit": {"zh": f.promise.unit.zh, "en": f.promise.unit.en},
                    "period": f.period,
                    "target": f.target,
                    "figure": None if f.value is None else float(f.value),
                    "entries": f.entries if f.is_counted else None,
                    "status": f.status.value if f.status else None,
                }
                for f in _figures()
            ],
        },
        json_dumps_params={"ensure_ascii": False},
    )


@login_not_required
def cells_csv(request: HttpRequest, promise: str) -> StreamingHttpResponse:
    """One counted promise for every organisation in one period, in order of the tree."""
    wanted = asked_promise(promise)
    if wanted.measure is None:
        raise Http404
    period = asked_period(request)
    head = ("code", "organisation", "kind", "period", "figure", "entries")
    rows = (row for part in ([head], queries.cells_of(wanted, period)) for row in part)
    return _csv(f"{wanted.id}-{period}", rows)
