"""The theory paper for the chief judge and the supervisors: scores taken, who did not come, figures of the questions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.people.views.common import user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.forms import ReasonForm
from jiangong.programmes.competitions.models import Office
from jiangong.programmes.competitions.states import OPENED, ContestState, Duty
from jiangong.programmes.competitions.views.common import own_office
from jiangong.selection.exams.queries import figures_of
from jiangong.selection.exams.states import SittingState

LEADING = (Duty.CHIEF, Duty.SUPERVISOR)


def _office(request: HttpRequest, pk: int) -> Office:
    """The chief judge's or a supervisor's office; others have no page here."""
    office = own_office(request, pk)
    if office.duty not in LEADING:
        raise Http404
    return office


def theory(request: HttpRequest, pk: int) -> HttpResponse:
    """Sittings and scores by number; the chief judge records who did not come, with the reason."""
    office = _office(request, pk)
    contest = office.contest
    overview = queries.theory_overview(contest)
    papers = [one for one in overview.papers if one.theory is not None]
    absent = overview.absent
    form = ReasonForm(request.POST or None)
    component = request.POST.get("component", "")
    if request.method == "POST" and (office.duty != Duty.CHIEF or component not in absent):
        raise Http404
    return carried_out(
        request,
        form,
        lambda: actions.note_absences(
            contest, component, reason=form.cleaned_data["reason"], by=user_of(request)
        ),
        words=lambda count: _("已登记 %(count)s 人缺考。") % {"count": count},
        to=lambda _count: redirect("competitions:office_theory", pk=pk),
    ) or page(
        request,
        "competitions/office_theory.html",
        form,
        office=office,
        contest=contest,
        papers=papers,
        absent=list(absent.items()),
        names={code: one.name for code, one in queries.theory_parts(contest).items()},
        chief=office.duty == Duty.CHIEF,
        running=contest.state == ContestState.RUNNING,
        rejudges=office.duty == Duty.SUPERVISOR and contest.state in OPENED,
    )


def figures(request: HttpRequest, pk: int, sitting: int) -> HttpResponse:
    """Item statistics of a closed sitting: advice about questions, never a change."""
    office = _office(request, pk)
    found = queries.theories_of(office.contest).filter(sitting=sitting).first()
    if found is None or found.sitting.state != SittingState.CLOSED:
        raise Http404
    context = {"office": office, "sitting": found.sitting, "figures": figures_of(found.sitting)}
    return render(request, "competitions/office_figures.html", context)


@require_POST
def rejudge(request: HttpRequest, pk: int, sitting: int) -> HttpResponse:
    """A ruling on a question came after the sheet was sealed: prepare the rejudging that would take its scores."""
    office = _office(request, pk)
    found = queries.theories_of(office.contest).filter(sitting=sitting).first()
    if found is None or office.duty != Duty.SUPERVISOR:
        raise Http404
    return at_once(
        request,
        lambda: actions.prepare_theory_rejudging(found, by=user_of(request)),
        _("复核已拟好，等待主办工会决定。"),
        reverse("competitions:office_theory", args=[pk]),
    )
