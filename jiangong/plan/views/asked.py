"""What an address asks for: promise, organisation, period; 404 for what the plan does not have."""

from django.http import Http404, HttpRequest
from django.utils import timezone

from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.models import Organisation
from jiangong.plan.definition import Promise, current
from jiangong.plan.queries import as_of, periods


def asked_promise(name: str) -> Promise:
    promise = current().promises.get(name)
    if promise is None:
        raise Http404
    return promise


def asked_organisation(code: str) -> Organisation:
    organisation = organisations.organisation_by_code(code)
    if organisation is None:
        raise Http404
    return organisation


def asked_period(request: HttpRequest) -> str:
    """A year of the plan or 'all'; this year where the address says nothing or nonsense."""
    plan = current()
    wanted = request.GET.get("period", "")
    return wanted if wanted in periods(plan) else str(as_of(timezone.localdate(), plan).year)


def asked_records_period(request: HttpRequest) -> str:
    """Like `asked_period`, and a month ('2026-03') too."""
    wanted = request.GET.get("period", "")
    year, _, month = wanted.partition("-")
    if year in periods(current()) and month in {f"{number:02d}" for number in range(1, 13)} and year != "all":
        return wanted
    return asked_period(request)
