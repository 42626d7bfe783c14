"""The workbench of unions: applications of a programme, applying for members, posts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiangong.foundation.common.pages import carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.models import Membership
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.forms.applying import ApplyForForm
from jiangong.programmes.care.convalescence.forms.planning import PostForm, ReasonForm
from jiangong.programmes.care.convalescence.forms.staying import AnswerForForm
from jiangong.programmes.care.convalescence.states import ApplicationState
from jiangong.programmes.care.convalescence.views.common import visible_application, visible_programme


@require_GET
def applications(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme's applications as far as the officer may see them: all to the organiser, their own members' to others."""
    one = visible_programme(request, pk)
    workbench_organisation(request, also={Role.AUDITOR})
    state, name = request.GET.get("state", ""), request.GET.get("name", "").strip()
    found = queries.applications_of(
        request.user, one, state=state if state in ApplicationState.values else "", name=name
    )
    shown = page_after(found, request.GET.get("after"), newest_first=True)
    queries.mask_applicants(shown.rows, request.user)
    context = {
        "programme": one,
        "page": shown,
        "states": ApplicationState.choices,
        "state": state,
        "name": name,
    }
    return render(request, "convalescence/applications.html", context)


@require_GET
def application_case(request: HttpRequest, pk: int) -> HttpResponse:
    """One application in the workbench: who, by which channel, with which consent, in which pools; and after the draw whose
    answer can be written down."""
    one = visible_application(request, pk)
    workbench_organisation(request, also={Role.AUDITOR})
    queries.mask_applicants([one], request.user)
    names = {pool.code: pool.name for pool in one.programme.pools.all()}
    batches = {batch.code: batch for batch in one.programme.batches.all()}
    context = {
        "application": one,
        "people": [(each, [names.get(code, code) for code in each.pools]) for each in one.applicants.all()],
        "wants": [batches[code] for code in one.wants if code in batches],
        "to_answer": queries.waiting_to_answer(one, request.user),
        "may_refuse": user_of(request).has_perm("convalescence.refuse", one)
        and one.state in (ApplicationState.WAITING, ApplicationState.SUBMITTED),
        "may_agree": one.state == ApplicationState.WAITING
        and user_of(request).has_perm("convalescence.change_application", one),
    }
    return render(request, "convalescence/application_case.html", context)


def stay_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what a member of one's union answered to the offer of a place, with how they said so."""
    one = get_object_or_404(queries.stays_visible_to(request.user), pk=pk)
    permit(request, "convalescence.answer_for", one)
    form = AnswerForForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.answer_for(
            one,
            accepts=form.cleaned_data["answer"] == "yes",
            how=form.cleaned_data["how"],
            by=user_of(request),
        ),
        words=_("已记下，本人会收到消息。"),
        to=lambda _done: redirect("convalescence:application_case", pk=one.applicant.application_id),
    ) or page(
        request,
        "convalescence/stay_answer.html",
        form,
        stay=one,
        batch=one.batch,
        companions=queries.companions_of(one),
    )


def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    one = visible_application(request, pk)
    permit(request, "convalescence.refuse", one)
    form = ReasonForm(request.POST or None)
    return carried_out(
        request,
        form,
        lambda: actions.refuse(one, reason=form.cleaned_data["reason"], by=user_of(request)),
        words=_("已判定不符合条件，本人会收到理由。"),
        to=lambda _done: redirect("convalescence:applications", pk=one.programme_id),
    ) or page(request, "convalescence/refusal.html", form, application=one)


@require_GET
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """Members in the officer's charge who have not applied: whom to apply for."""
    one = visible_programme(request, pk)
    organisation = workbench_organisation(request)
    permit(request, "convalescence.apply_for_others", organisation)
    name = request.GET.get("name", "").strip()
    found = queries.members_to_apply_for(request.user, one, organisation, name=name)
    context = {
        "programme": one,
        "organisation": organisation,
        "page": page_after(found, request.GET.get("after")),
        "name": name,
    }
    return render(request, "convalescence/members.html", context)


def apply_for(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Apply for a member, with when and how they consented. Why they may not stands on the same page."""
    one = visible_programme(request, pk)
    membership = _in_charge(request, person)
    form = ApplyForForm(request.POST or None, programme=one, initial={"consented_at": timezone.localtime()})
    return carried_out(
        request,
        form,
        lambda: actions.apply_for(
            one,
            membership.person,
            form.wants(),
            sound=form.cleaned_data["sound"],
            channel=form.cleaned_data["channel"],
            consented_at=form.cleaned_data["consented_at"],
            consent_words=form.cleaned_data["consent_words"],
            partner=form.cleaned_data["partner"],
            by=user_of(request),
        ),
        words=lambda ticket: _("已替他报名，签号 %(ticket)s。") % {"ticket": ticket.ticket},
        to=lambda _ticket: redirect("convalescence:members", pk=pk),
    ) or page(
        request,
        "convalescence/apply_for.html",
        form,
        programme=one,
        membership=membership,
        why=queries.eligibility_of(one, membership.person),
    )


@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """What is noted of the posts of members in the officer's charge."""
    organisation = workbench_organisation(request)
    permit(request, "convalescence.note_post", organisation)
    name = request.GET.get("name", "").strip()
    found = queries.members_with_posts(request.user, organisation, name=name)
    context = {
        "organisation": organisation,
        "page": page_after(found, request.GET.get("after")),
        "name": name,
    }
    return render(request, "convalescence/posts.html", context)


def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Note or correct somebody's post."""
    membership = _in_charge(request, pk)
    form = PostForm(request.POST or None, instance=queries.post_of(membership.person))
    return carried_out(
        request,
        form,
        lambda: actions.note_post(membership.person, form.facts(), by=user_of(request)),
        words=_("岗位已登记，能不能报名、在哪些名额池马上按新的登记计算。"),
        to=lambda _saved: redirect("convalescence:posts"),
    ) or page(request, "convalescence/post.html", form, membership=membership)


def _in_charge(request: HttpRequest, person: int) -> Membership:
    membership = queries.member_in_charge(request.user, person)
    if membership is None:
        raise Http404
    return membership
