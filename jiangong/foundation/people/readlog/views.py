"""The auditors' page: is the log whole, and what does it say within my reach?"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.people.formulas import mask_name
from jiangong.foundation.people.readlog import queries

CHECKED = (
    1000  # the newest places that each visit of the page checks whole; `jiangong reading-log` checks all
)


@never_cache
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Check the log and show it, newest first; names of those looked at are masked."""
    require(request.user, "readlog.check")
    found = page_after(
        queries.readings_visible_to(request.user), request.GET.get("after"), size=50, newest_first=True
    )
    return page(
        request,
        "readlog/log.html",
        checked=queries.check(newest=CHECKED),
        page=found,
        rows=[
            (one, mask_name(one.look.person.name) if one.look else "")
            for one in queries.shown_readings(found.rows)
        ],
    )
