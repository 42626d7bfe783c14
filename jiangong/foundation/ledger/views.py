"""The log as static resources (docs/proof.md, "Addresses and files"): small, public, cacheable, without cookies."""

import gzip
import hashlib
import io
from dataclasses import asdict
from pathlib import Path

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from ninja.throttling import SimpleRateThrottle

from jiangong.foundation.common.problems import problem, refusal
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import accept_cosignatures
from jiangong.foundation.ledger.models import Bundle, Tile
from jiangong.foundation.ledger.states import Reason
from jiangong.foundation.ledger.tlog.tiles import parse_tile_path

FOREVER = "public, max-age=31536000, immutable"
SECONDS = "public, max-age=2"
LONGEST = 16 * 1024  # bytes of a posted note
RATE = "60/min"
VERIFIER = Path(__file__).parent / "verifier" / "verify.py"


@login_not_required
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed checkpoint with all its cosignatures."""
    found = queries.newest_checkpoint()
    if found is None:
        raise Http404
    return _answer(found.full_note.encode(), "text/plain; charset=utf-8", "no-cache")


@login_not_required
@require_safe
def witnessed(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint that a named witness has cosigned; the log may have grown since."""
    found = queries.newest_witnessed()
    if found is None:
        raise Http404
    return _answer(found.full_note.encode(), "text/plain; charset=utf-8", "no-cache")


class PerAddress(SimpleRateThrottle):
    """So many notes from one address in a minute; counted in each process."""

    scope = "cosignatures"
    cache = caches["process"]

    def get_cache_key(self, request: HttpRequest) -> str | None:
        return f"cosignatures-{self.get_ident(request)}"


@csrf_exempt  # a witness has no session; its signature is what counts
@login_not_required
@require_POST
def cosignatures(request: HttpRequest) -> HttpResponse:
    """A witness posts one of our checkpoints with its line under it."""
    if not PerAddress(RATE).allow_request(request):
        return problem(429, "too_many_requests", _("请求太频繁，请稍后再试。"))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LONGEST:
        return problem(413, "too_large", _("请求太大。"))
    try:
        note = request.body.decode()
    except UnicodeDecodeError as error:
        return refusal(Refused(Reason.NO_CHECKPOINT, why=error.reason))
    try:
        accepted = accept_cosignatures(note)
    except Refused as error:
        return refusal(error)
    return JsonResponse(asdict(accepted))


@login_not_required
@require_safe
def tile(request: HttpRequest, rest: str) -> HttpResponse:
    """A tile of hashes, or a bundle of leaves; gzip where the reader takes it."""
    try:
        level, index, width = parse_tile_path(f"tile/{rest}")
        if level != "entries":
            return _answer(queries.read_tile(level, index, width), "application/octet-stream", FOREVER)
        data = queries.read_bundle(index, width)
    except (ValueError, Tile.DoesNotExist, Bundle.DoesNotExist):
        raise Http404 from None
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return _answer(data, "application/octet-stream", FOREVER)
    answer = _answer(gzip.compress(data, 5), "application/octet-stream", FOREVER)
    answer.headers["Content-Encoding"] = "gzip"
    return answer


@login_not_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys of the log and of the witnesses it knows."""
    answer = JsonResponse({"log": queries.log_key(), "witnesses": settings.WITNESSES})
    answer.headers["Cache-Control"] = SECONDS
    return answer


@login_not_required
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """verify.py: one file, nothing but Python needed."""
    return _answer(VERIFIER.read_bytes(), "text/x-python; charset=utf-8", SECONDS)


@login_not_required
@require_safe
def verifier_hash(request: HttpRequest) -> HttpResponse:
    """The hash of verify.py, in the form that sha256sum reads."""
    words = f"{hashlib.sha256(VERIFIER.read_bytes()).hexdigest()}  verify.py\n"
    return _answer(words.encode(), "text/plain; charset=utf-8", SECONDS)


def _answer(data: bytes, kind: str, cached: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Cache-Control"] = cached
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Access-Control-Allow-Origin"] = "*"  # a verifier may run on anybody's page
    return answer


# --- pages for people -------------------------------------------------------------------------------------


@login_not_required
@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """凭证与见证: what the proof protects and what not, the newest checkpoint, the witnesses, what a reader can do."""
    found = queries.state()
    verifier_hash = hashlib.sha256(VERIFIER.read_bytes()).hexdigest() if VERIFIER.exists() else ""
    return render(
        request,
        "ledger/proof.html",
        {
            "state": found,
            "site": request.build_absolute_uri("/"),
            "qr": _qr(found.signed.note) if found.signed else "",
            "verifier_hash": verifier_hash,
        },
    )


def _qr(note: str) -> str:
    """The checkpoint itself as a QR: a photograph of it is a copy that the site cannot take back."""
    drawn = io.BytesIO()
    segno.make(note, error="l", boost_error=False).save(
        drawn, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True, dark="#1c2430", light="#ffffff"
    )
    return drawn.getvalue().decode()


@login_not_required
@require_safe
def leaf(request: HttpRequest, position: int) -> HttpResponse:
    """核对这一条: one leaf in words and bytes, and its way to the root that everybody has."""
    found = queries.shown_leaf(position) if position < 2**62 else None
    if found is None:
        raise Http404
    return render(request, "ledger/leaf.html", {"leaf": found})


@login_not_required
@require_safe
def leaf_proof(request: HttpRequest, position: int) -> HttpResponse:
    """The same as a file that any C2SP tool reads; 404 until a checkpoint covers the leaf."""
    found = queries.leaf_proof(position) if position < 2**62 else None
    if found is None:
        raise Http404
    answer = _answer(found.encode(), "text/plain; charset=utf-8", "no-cache")
    answer.headers["Content-Disposition"] = f'attachment; filename="{position}.tlog-proof"'
    return answer
