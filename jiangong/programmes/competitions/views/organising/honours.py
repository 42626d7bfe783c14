"""Honours by rank: submitted, decided, issued, revoked, many at once; what improvements brought."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk.pages import drafted
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.formulas import mask_name
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.forms import BenefitForm, DecisionForm, FinanceForm, ReasonForm
from jiangong.programmes.competitions.models import Honour
from jiangong.programmes.competitions.states import BatchState, ContestState, HonourState
from jiangong.programmes.competitions.views.common import visible_contest, visible_honour

AT_ONCE = 20  # not law: so many are issued within the request, more by a worker


@require_GET
def honours(request: HttpRequest, pk: int) -> HttpResponse:
    """The honours of a contest by rank, with where each stands."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.read_entries", contest)
    batch = queries.current_batch(contest)
    issuing = batch is not None and batch.state in (BatchState.WAITING, BatchState.WORKING)
    if request.headers.get("HX-Target") == "batch":  # the page asks again while they are being issued
        shown_batch = {"contest": contest, "batch": batch, "issuing": issuing}
        return render(request, "competitions/organising/_batch.html", shown_batch)
    state = request.GET.get("state", "")
    state = state if state in HonourState.values else ""
    known = queries.standings_of(contest)
    shown = queries.honours_page(known, state=state, after=request.GET.get("after"))
    counts = known.counts()
    context = {
        "contest": contest,
        "rows": [(one, mask_name(one.entry.person.name) if one.entry.person else "—") for one in shown.rows],
        "page": shown,
        "state": state,
        "states": [(value, label, counts[value]) for value, label in HonourState.choices if value in counts],
        "total": counts.total(),
        "promotes": bool(known.promotions()),
        "to_submit": known.promotions(HonourState.PROPOSED),
        "to_decide": known.promotions(HonourState.SUBMITTED),
        "manages": user_of(request).has_perm("competitions.manage_contest", contest),
        "proposes": contest.state == ContestState.KNOWN and not counts,
        "cleared": queries.cleared([one.pk for one in shown.rows]),
        "form": DecisionForm(),
        "batch": batch,
        "issuing": issuing,
        "issuable": 0 if issuing else len(queries.issuable(contest)),
    }
    return render(request, "competitions/organising/honours.html", context)


# What is done to many at once: which state the act is for, where it can be done to all of them, and what is said afterwards.
ACTS: Mapping[str, tuple[str, str | Promise]] = {
    "submit": (HonourState.PROPOSED, gettext_lazy("已报人社部门 %(count)s 人。")),
    "approve": (HonourState.SUBMITTED, gettext_lazy("已登记核准 %(count)s 人。")),
    "decline": (HonourState.SUBMITTED, gettext_lazy("已登记未核准 %(count)s 人。")),
    "issue": ("", gettext_lazy("已颁发 %(count)s 项，本人会收到通知。")),
}
ALL = "_all"  # behind an act's name: not over what was chosen on the page, but over everybody it is for


def _carry_out(request: HttpRequest, act: str, honours: QuerySet[Honour]) -> Sequence[Honour | Refused]:
    by, number = user_of(request), request.POST.get("number", "")
    if act == "submit":
        return actions.submit_promotions(honours, by=by)
    if act == "issue":
        return actions.issue_honours(honours, by=by)
    return actions.decide_promotions(honours, approved=act == "approve", number=number, by=by)


@require_POST
def honours_bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """One act over many honours; what cannot be done is said with why, the rest goes through."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    there = redirect("competitions:honours", pk=pk)
    wanted = [int(key) for key in request.POST.getlist("honour") if key.isdigit()]
    everything = request.POST.get("act") == "issue_all"
    if everything or (request.POST.get("act") == "issue" and len(wanted) > AT_ONCE):
        return at_once(
            request,
            lambda: actions.begin_issuing(
                contest, queries.issuable(contest) if everything else wanted, by=user_of(request)
            ),
            _("正在颁发，办好一项通知一人。"),
            reverse("competitions:honours", args=[pk]),
        )
    act = request.POST.get("act", "").removesuffix(ALL)
    if act not in ACTS:
        return there
    state, said = ACTS[act]
    if request.POST["act"].endswith(ALL) and state:
        honours = queries.promotions_in(contest, state)
    else:
        honours = queries.honours_of(contest).filter(pk__in=wanted)
    answers = _carry_out(request, act, honours)
    problems = Counter(str(one) for one in answers if isinstance(one, Refused))
    if done := len(answers) - problems.total():
        messages.success(request, said % {"count": done})
    for words, count in problems.items():
        messages.error(request, _("%(count)s 项没有办：%(why)s") % {"count": count, "why": words})
    if not answers:
        messages.error(request, _("没有选中任何荣誉。"))
    return there


def honour_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an honour back, with the reason; the person is told."""
    honour = visible_honour(request, pk)
    permit(request, "competitions.manage_honour", honour)
    form = ReasonForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.revoke_honour(honour, reason=form.cleaned_data["reason"], by=user_of(request)),
        words=_("荣誉已撤销。"),
        to=lambda _honour: redirect("competitions:honours", pk=honour.contest_id),
    ) or page(
        request,
        "competitions/organising/honour_revoke.html",
        form,
        honour=honour,
        name=mask_name(honour.entry.person.name) if honour.entry.person else "—",
    )


def benefits(request: HttpRequest, pk: int) -> HttpResponse:
    """What improvements out of a contest brought; units report, the organiser takes over what finance confirmed."""
    contest = visible_contest(request, pk)
    organisation = workbench_organisation(request)
    permit(request, "competitions.report_benefit", organisation)
    kept = drafted(request, "competitions.benefit", contest)
    form = BenefitForm(request.POST or None, initial={**kept.initial})
    return carried_out(
        request,
        form,
        lambda: actions.report_benefit(contest, organisation, **form.cleaned_data, by=user_of(request)),
        words=_("已申报，采用满十二个月、财务部门核实以后计入。"),
        to=lambda _benefit: kept.sent(redirect("competitions:benefits", pk=pk)),
    ) or page(
        request,
        "competitions/organising/benefits.html",
        form,
        contest=contest,
        organisation=organisation,
        page=page_after(queries.benefits_of(contest, request.user), request.GET.get("after")),
        manages=user_of(request).has_perm("competitions.manage_contest", contest),
        reads=user_of(request).has_perm("competitions.read_entries", contest),
        kept=kept,
    )


def benefit_confirm(request: HttpRequest, pk: int, benefit: int) -> HttpResponse:
    """Take over what the unit's finance office confirmed."""
    contest = visible_contest(request, pk)
    permit(request, "competitions.manage_contest", contest)
    found = get_object_or_404(queries.benefits_of(contest, request.user), pk=benefit)
    form = FinanceForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.confirm_benefit(
            found, finance_officer=form.cleaned_data["finance_officer"], by=user_of(request)
        ),
        words=_("效益已核实，计入规划。"),
        to=lambda _benefit: redirect("competitions:benefits", pk=pk),
    ) or page(request, "competitions/organising/benefit_confirm.html", form, contest=contest, benefit=found)
