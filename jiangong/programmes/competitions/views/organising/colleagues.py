"""A union enters its members: chosen from the list, or by spreadsheet."""

import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiangong.foundation.common.pages import page, xlsx_file
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.spreadsheets import RowFault, write_template
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Wish
from jiangong.programmes.competitions.forms import FileForm
from jiangong.programmes.competitions.states import LIGHT
from jiangong.programmes.competitions.views.common import visible_contest


def colleagues(request: HttpRequest, pk: int) -> HttpResponse:
    """An officer enters members of their own unions, and confirms that they are insured in the city."""
    contest = visible_contest(request, pk)
    organisation = workbench_organisation(request)
    permit(request, "competitions.enter_colleagues", organisation)
    name = request.GET.get("name", "").strip()
    found = queries.members_to_enter(request.user, contest, organisation, name=name, offered=True)
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("person") if key.isdigit()]
        substitutes = set(request.POST.getlist("substitute"))
        wishes = [
            Wish(one.person, is_substitute=str(one.person_id) in substitutes)
            for one in found.filter(person__in=chosen)
        ]
        answers = actions.enter_colleagues(
            contest,
            organisation,
            wishes,
            insured=request.POST.get("insured") == "yes",
            by=user_of(request),
        )
        entered = sum(not isinstance(one, Refused) for one in answers)
        messages.success(request, _("已报名 %(count)s 人。") % {"count": entered})
        for words in dict.fromkeys(str(one) for one in answers if isinstance(one, Refused)):
            messages.error(request, words)
        light = contest.level in LIGHT and entered and entered == len(answers)
        return redirect("competitions:manage" if light else "competitions:colleagues", pk=pk)
    context = {
        "contest": contest,
        "light": contest.level in LIGHT,
        "organisation": organisation,
        "page": page_after(found, request.GET.get("after")),
        "name": name,
    }
    return render(request, "competitions/organising/colleagues.html", context)


def colleagues_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Entries out of a spreadsheet through the same act; every row that did not go through is named with why."""
    contest = visible_contest(request, pk)
    organisation = workbench_organisation(request)
    permit(request, "competitions.enter_colleagues", organisation)
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[RowFault] = []
    entered = 0
    if request.method == "POST" and form.is_valid():
        try:
            rows, faults = queries.read_entries(
                request.user, contest, organisation, form.cleaned_data["file"].file
            )
            answers = actions.enter_colleagues(
                contest,
                organisation,
                [Wish(one.person, one.is_substitute, one.new_field, one.needs) for one in rows],
                insured=request.POST.get("insured") == "yes",
                by=user_of(request),
            )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            refusals = [
                RowFault(row.row, row.person.name, str(answer))
                for row, answer in zip(rows, answers, strict=True)
                if isinstance(answer, Refused)
            ]
            entered = len(rows) - len(refusals)
            faults = sorted([*faults, *refusals], key=lambda one: one.row)
            if not faults:
                messages.success(request, _("已报名 %(count)s 人。") % {"count": entered})
                return redirect("competitions:colleagues", pk=pk)
    return page(
        request,
        "competitions/organising/colleagues_upload.html",
        form,
        contest=contest,
        organisation=organisation,
        faults=faults,
        entered=entered,
    )


@require_GET
def colleagues_template(request: HttpRequest) -> HttpResponse:
    """An empty list to fill in."""
    workbench_organisation(request)
    target = io.BytesIO()
    write_template(
        target, queries.ENTRY_HEADINGS, sheet="参赛名单", example=("示例一", "00000000", "否", "", "")
    )
    return xlsx_file(target.getvalue(), "entries.xlsx")
