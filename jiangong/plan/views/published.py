"""The files by which a stranger recounts the plan (docs/proof.md), beside the log's own under /ledger/."""

import gzip
from collections.abc import Iterator
from typing import BinaryIO

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from jiangong.plan import queries
from jiangong.plan.actions.publishing import figures_file

SECONDS = "public, max-age=2"
AT_A_TIME = 256 * 1024  # bytes


@login_not_required
@require_safe
def plan_json(request: HttpRequest) -> HttpResponseBase:
    """What is counted: period, verbs, conditions."""
    answer = JsonResponse(queries.published_plan(), json_dumps_params={"ensure_ascii": False})
    return _public(answer)


@login_not_required
@require_safe
def figures_csv(request: HttpRequest) -> HttpResponseBase:
    """Every published figure; compressed where the reader takes gzip. 503 while the log is behind the figures."""
    try:
        file = figures_file()
    except queries.NotYetLogged:
        return HttpResponse(
            "The log is behind the figures; try again.\n", status=503, headers={"Retry-After": "2"}
        )
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        packed = FileResponse(file, content_type="text/csv; charset=utf-8")
        packed.headers["Content-Encoding"] = "gzip"
        return _public(packed)
    return _public(StreamingHttpResponse(_unpacked(file), content_type="text/csv; charset=utf-8"))


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    with file, gzip.GzipFile(fileobj=file) as packed:
        while block := packed.read(AT_A_TIME):
            yield block


def _public(answer: HttpResponseBase) -> HttpResponseBase:
    answer.headers["Cache-Control"] = SECONDS
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Access-Control-Allow-Origin"] = "*"  # a verifier may run on anybody's page
    return answer
