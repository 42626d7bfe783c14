"""What everybody sees: the notices that run and that ran, and one of them with its masked list."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from jiangong.foundation.clocks.states import Unit
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.qr import qr_of
from jiangong.foundation.documents.queries import content_of, file_of
from jiangong.foundation.documents.views.letters import DOCX
from jiangong.foundation.documents.views.serving import served
from jiangong.foundation.notices import queries
from jiangong.foundation.notices.models import Notice
from jiangong.foundation.notices.states import NoticeState

SECONDS = 30  # a cache in front may keep a page of somebody who has not signed in
LINES = 100  # on one page


@login_not_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Those that run, or those that are over."""
    over = request.GET.get("state") == "over"
    states = [NoticeState.CLEARED, NoticeState.WITHDRAWN] if over else [NoticeState.RUNNING]
    page = page_after(
        queries.public_notices().filter(state__in=states),
        request.GET.get("after"),
        size=20,
        newest_first=True,
    )
    return _cached(request, render(request, "notices/notices.html", {"page": page, "over": over}))


@login_not_required
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: for what, until when, who (surname and unit), how to object, what came of objections."""
    found = queries.public_notice(pk)
    if found is None:
        raise Http404
    context = {
        **shown(found),
        "page": page_after(queries.lines_of(found), request.GET.get("after"), size=LINES),
        "objections": list(queries.objections_of(found)),
        "qr": qr_of(queries.address_of(found)),
        "address": queries.address_of(found),
        "letter": queries.letter_of(found),
        "papers": list(queries.papers_of(found)),
    }
    return _cached(request, render(request, "notices/notice.html", context))


def shown(notice: Notice) -> dict[str, object]:
    """What every page of a notice says of it."""
    kind = queries.kinds().get(notice.kind)
    return {
        "notice": notice,
        "kind": kind,
        "unit": Unit(notice.unit).label if notice.unit else "",
    }


@login_not_required
@require_safe
def letter(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The issued letter of the list that is shown: PDF/A for reading, docx as it was signed."""
    found = queries.public_notice(pk)
    issued = queries.letter_of(found) if found is not None else None
    if issued is None:
        raise Http404
    return served(
        file_of(issued, ending),
        media_type="application/pdf" if ending == "pdf" else DOCX,
        name=f"{issued.title[:80]}.{ending}",
    )


@login_not_required
@require_safe
def paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A file that was published with the notice."""
    found = queries.public_notice(pk)
    file = queries.papers_of(found).filter(pk=number).first() if found is not None else None
    if file is None:
        raise Http404
    return served(content_of(file), media_type=file.media_type, name=file.name, shown=True)


def _cached(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """For everybody who has not signed in the page is the same; languages and modes go by cookie, which Vary names."""
    if request.user.is_authenticated or request.COOKIES.get("sessionid"):
        patch_cache_control(answer, private=True, no_cache=True)
    else:
        patch_cache_control(answer, public=True, max_age=SECONDS)
    return answer
