"""What everybody sees: the check, a holder's link, who issues and with which keys, the status lists."""

import json
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.foundation.common.qr import qr_of
from jiangong.foundation.credentials import queries
from jiangong.foundation.credentials.forms import CheckForm
from jiangong.foundation.credentials.models import Credential
from jiangong.foundation.credentials.queries import Checked
from jiangong.foundation.credentials.securing import bits
from jiangong.foundation.credentials.states import Share
from jiangong.foundation.credentials.views.holding import link_of
from jiangong.foundation.credentials.views.showing import as_json, said
from jiangong.foundation.organisations.queries import city

SECONDS = 300  # not law: how long a verifier may keep a status list or the keys without asking again


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Is this file one of ours, unchanged, and still valid? Nothing that is brought here is kept."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    found = None
    if form.is_valid():
        found = queries.check(form.data_to_check(), code=form.cleaned_data["told"])
    context = {"form": form, **_of(found)}
    return render(request, "credentials/check.html", context, status=422 if form.errors else 200)


@never_cache
@login_not_required
@require_safe
def shown(request: HttpRequest, code: str) -> HttpResponse:
    """A holder's link: what the credential says, checked now."""
    found, document = _shared(code)
    if found is None or document is None:
        return render(request, "credentials/shown.html", {"credential": found}, status=404)
    checked = queries.check(as_json(document).encode())
    context = {"credential": found, "qr": qr_of(link_of(found)), "address": link_of(found), **_of(checked)}
    return render(request, "credentials/shown.html", context)


@never_cache
@login_not_required
@require_safe
def shown_file(request: HttpRequest, code: str) -> HttpResponse:
    """The file behind a holder's link, for programs that check it themselves."""
    _found, document = _shared(code)
    if document is None:
        raise Http404
    return _json(document, "application/vc")


@login_not_required
@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    """Who issues, with which keys, and how to check without us."""
    context = {
        "issuer": queries.issuer(),
        "top": city(),
        "keys": [
            (one.number, one.multibase, one.distrusted_at, _fingerprint(one.multibase))
            for one in queries.told_keys()
        ],
        "kinds": list(queries.kinds().values()),
        "places": bits.PLACES,
    }
    return render(request, "credentials/issuer.html", context)


@login_not_required
@require_safe
def did(request: HttpRequest) -> HttpResponse:
    """The DID document of did:web."""
    return _cached(_json(queries.public_did_document(), "application/did+json"))


@login_not_required
@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """A signed status list, for verifiers; a cache in front may keep it."""
    found = queries.public_list(number)
    if found is None:
        raise Http404
    document, signed_at = found
    response = _cached(_json(document, "application/vc"))
    response["Last-Modified"] = signed_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return response


def _shared(code: str) -> tuple[Credential | None, dict[str, Any] | None]:
    found = queries.credential_by_share(code)
    if found is None:
        return None, None
    return found, queries.document_of(found, named=found.share == Share.NAMED)


def _of(found: Checked | None) -> dict[str, Any]:
    """A check's outcome for the templates; what the file says only where it is as we write them."""
    if found is None:
        return {"found": None}
    shows = said(found.document) if found.may_be_shown and found.document else None
    return {"found": found, "said": shows}


def _json(document: dict[str, Any], kind: str) -> HttpResponse:
    """Public data that programs of any origin may read."""
    response = HttpResponse(json.dumps(document, ensure_ascii=False), content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cached(response: HttpResponse) -> HttpResponse:
    response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


def _fingerprint(text: str) -> str:
    """A key in a form that people read to each other: the start of its hash."""
    digest = sha256(text.encode()).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))
