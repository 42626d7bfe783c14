"""What everybody sees: each year, each good, whether it flatters or not; the same as spreadsheet. No switch hides it."""

from io import BytesIO

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jiangong.foundation.common.pages import xlsx_file
from jiangong.foundation.common.spreadsheets import Heading, write_xlsx
from jiangong.selection.equity import queries
from jiangong.selection.equity.models import Count
from jiangong.selection.equity.states import Dimension, Good


@login_not_required
@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """The newest year, and which other years there are."""
    found = queries.published_years()
    return _year(request, found, found[0] if found else None)


@login_not_required
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """One year: every good, how many of the members it reached."""
    found = queries.published_years()
    return _year(request, found, next((one for one in found if one.year == year), None), asked=True)


@login_not_required
@require_safe
def good(request: HttpRequest, year: int, good: str) -> HttpResponse:
    """Who received one good in one year, group by group, beside the whole city."""
    count, kind = _asked(year, good)
    context = {"count": count, "reach": queries.reach_of(count, kind), "years": queries.published_years()}
    return render(request, "equity/good.html", context)


@login_not_required
@require_safe
def table(request: HttpRequest, year: int, good: str, dimension: str) -> HttpResponse:
    """The same along one dimension, district by district."""
    count, kind = _asked(year, good)
    if dimension not in Dimension.values or dimension == Dimension.DISTRICT:
        raise Http404
    context = {
        "count": count,
        "good": kind,
        "dimension": Dimension(dimension),
        "table": queries.table_of(count, kind, dimension),
    }
    return render(request, "equity/table.html", context)


HEADINGS = (
    Heading(gettext_lazy("好处"), 14),
    Heading(gettext_lazy("维度"), 14),
    Heading(gettext_lazy("组别"), 30),
    Heading(gettext_lazy("区市"), 14),
    Heading(gettext_lazy("会员"), 12),
    Heading(gettext_lazy("得到的人"), 12),
    Heading(gettext_lazy("每百名会员"), 12),
)


@login_not_required
@require_safe
def spreadsheet(request: HttpRequest, year: int) -> HttpResponse:
    """Every published line of a year; empty where hidden."""
    count = queries.published_year(year)
    if count is None:
        raise Http404
    titles = {code: str(one.title) for code, one in queries.goods().items()}
    rows = [
        (
            titles[good],
            str(Dimension(dimension).label) if dimension else str(_("全部会员")),
            label,
            district,
            members,
            reached,
            round(100 * reached / members, 2) if members and reached is not None else None,
        )
        for good, dimension, _value, label, _code, district, members, reached in queries.everything_of(count)
    ]
    target = BytesIO()
    notes = [
        _("公平账 %(year)s 年，会员和所在工会截至 %(day)s") % {"year": year, "day": count.until},
        _("空格是少于 %(least)s 人、或者能由别的格子算出这样的格子的，不显示。") % {"least": count.least},
    ]
    write_xlsx(target, HEADINGS, rows, notes=notes)
    return xlsx_file(target.getvalue(), f"equity-{year}.xlsx")


def _year(
    request: HttpRequest, found: list[Count], count: Count | None, *, asked: bool = False
) -> HttpResponse:
    if asked and count is None:
        raise Http404
    goods = queries.overview(count) if count else []
    return render(request, "equity/year.html", {"years": found, "count": count, "goods": goods})


def _asked(year: int, code: str) -> tuple[Count, Good]:
    count, kind = queries.published_year(year), queries.good_of(code)
    if count is None or kind is None:
        raise Http404
    return count, kind
