"""The workbench: prepare a notice, see exactly what it will show, publish it, hear objections, correct, end."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.common.paging import page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk.pages import drafted
from jiangong.foundation.notices import actions, queries
from jiangong.foundation.notices.forms import AnswerForm, NoticeForm, PublishForm, WhyForm
from jiangong.foundation.notices.formulas import shown_name
from jiangong.foundation.notices.models import Notice, Objection
from jiangong.foundation.notices.permissions import READERS, is_involved
from jiangong.foundation.notices.states import LineState, NoticeState, ObjectionState, Outcome, Reason
from jiangong.foundation.notices.views.public import LINES, shown
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.models import User


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The notices of the workbench's union and of those below it, by state; drafts included."""
    organisation = workbench_organisation(request, also=READERS)
    state = request.GET.get("state", "")
    found = queries.notices_to_conduct(
        request.user, organisation, state=state if state in NoticeState.values else ""
    )
    context = {
        "page": page_after(found, request.GET.get("after"), size=20, newest_first=True),
        "organisation": organisation,
        "state": state,
        "states": NoticeState.choices,
    }
    return render(request, "notices/workbench.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str, about: int) -> HttpResponse:
    """Prepare the notice of this kind that a room proposes about one of its things; from the page of that thing."""
    known = queries.kinds().get(kind)
    proposal = queries.proposal(known, about) if known is not None else None
    if known is None or proposal is None:
        raise Http404
    require(request.user, "notices.prepare", proposal.organisation)
    subject = queries.subject_of(known, about)
    kept = drafted(request, "notices.new", subject)
    texts = {"title": proposal.title[:80], "words": _words(known), **kept.initial}
    form = NoticeForm(request.POST or None, initial=texts)
    return carried_out(
        request,
        form,
        lambda: actions.prepare(
            kind,
            proposal.organisation,
            proposal.lines,
            about=subject,
            by=_user(request),
            **form.cleaned_data,
        ),
        words=_("草稿已保存，还没有公开。"),
        to=lambda notice: kept.sent(redirect("notices:conduct", notice.pk)),
    ) or page(
        request,
        "notices/edit.html",
        form,
        kind=known,
        organisation=proposal.organisation,
        count=len(proposal.lines),
        kept=kept,
        back=queries.page_of(known, about),
    )


@require_GET
def conduct(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice as it stands: a draft as it will look; a running one with its objections and what can be done."""
    notice = _readable(request, pk)
    conducts = _user(request).has_perm("notices.conduct", notice)
    context: dict[str, Any] = {
        **shown(notice),
        "page": page_after(queries.lines_of(notice), request.GET.get("after"), size=LINES),
        "address": queries.address_of(notice),
        "conducts": conducts,
        "is_due": notice.ends_at is not None and notice.ends_at < timezone.now(),
        "back": queries.page_of(queries.kind_of(notice.kind), notice.about_id),
        "objections": list(queries.objections_of(notice)),
        "withdrawing": WhyForm(),
    }
    return render(request, "notices/conduct.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The texts of a draft."""
    notice = _conducted(request, pk)
    texts = {"title": notice.title, "words": notice.words, "contact": notice.contact}
    kept = drafted(request, "notices.edit", notice)
    form = NoticeForm(request.POST or None, initial={**texts, **kept.initial})
    return carried_out(
        request,
        form,
        lambda: actions.change(notice, by=_user(request), **form.cleaned_data),
        words=_("草稿已保存，还没有公开。"),
        to=lambda saved: kept.sent(redirect("notices:conduct", saved.pk)),
    ) or page(
        request,
        "notices/edit.html",
        form,
        notice=notice,
        organisation=notice.organisation,
        kind=None,
        kept=kept,
    )


@require_POST
def take_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft's list anew from what its room proposes now; or throw the draft away."""
    notice = _conducted(request, pk)
    if "drop" in request.POST:
        back = queries.page_of(queries.kind_of(notice.kind), notice.about_id)
        return at_once(request, lambda: actions.drop(notice, by=_user(request)), _("草稿已删除。"), back)
    return at_once(
        request,
        lambda: actions.take_again(notice, _proposed(notice), by=_user(request)),
        _("名单已按现在的情况重新取。"),
        _address(notice),
    )


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The exact effect, and the publication."""
    notice = _conducted(request, pk)
    if notice.state != NoticeState.DRAFT:
        return redirect("notices:conduct", pk)
    count = queries.lines_of(notice).count()
    form = PublishForm(request.POST or None, count=count)
    return carried_out(
        request,
        form,
        lambda: actions.put_up(notice, by=_user(request)),
        words=lambda done: _("公示已发布。地址：%(address)s") % {"address": queries.address_of(done)},
        to=lambda done: redirect("notices:conduct", done.pk),
    ) or page(
        request,
        "notices/publish.html",
        form,
        **shown(notice) | {"unit": queries.unit_of(notice.kind)},
        count=count,
        first=list(queries.lines_of(notice)[:5]),
        rule=queries.days_of(notice.kind),
        address=queries.address_of(notice),
    )


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the list as its room has it now, beside what is shown; the days begin again."""
    notice = _conducted(request, pk)
    if notice.state != NoticeState.RUNNING:
        return redirect("notices:conduct", pk)
    proposed = _proposed(notice)
    kept = drafted(request, "notices.correct", notice)
    form = WhyForm(request.POST or None, initial=kept.initial)
    standing = list(queries.lines_of(notice).filter(state=LineState.STANDING))
    now = {one.subject.pk for one in proposed}
    before = {one.subject_id for one in standing}
    return carried_out(
        request,
        form,
        lambda: actions.replace(notice, proposed, reason=form.cleaned_data["why"], by=_user(request)),
        words=_("名单已更正，公示期重新起算。"),
        to=lambda done: kept.sent(redirect("notices:conduct", done.pk)),
    ) or page(
        request,
        "notices/correct.html",
        form,
        notice=notice,
        kept=kept,
        gone=[one for one in standing if one.subject_id not in now],
        added=[
            {"name": shown_name(one.name, is_person=one.person is not None), "unit": one.unit}
            for one in proposed
            if one.subject.pk not in before
        ],
        count=len(proposed),
        rule=queries.days_of(notice.kind),
        unit=queries.unit_of(notice.kind),
        back=queries.page_of(queries.kind_of(notice.kind), notice.about_id),
    )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    notice = _conducted(request, pk)
    why = request.POST.get("why", "")
    return at_once(
        request,
        lambda: actions.withdraw(notice, why=why, by=_user(request)),
        _("公示已撤回。"),
        _address(notice),
    )


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    notice = _conducted(request, pk)
    return at_once(
        request, lambda: actions.close(notice, by=_user(request)), _("公示已结束。"), _address(notice)
    )


@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection: what it says, until when, and the answer of somebody who is not involved."""
    found = _objection(request, pk)
    hears = _user(request).has_perm("notices.hear", found)
    kept = drafted(request, "notices.answer", found)
    given = kept.initial if hears and found.state == ObjectionState.OPEN else {}
    form = AnswerForm(request.POST or None, about_one=found.line_id is not None, initial=given)
    if request.method == "POST" and not hears:
        raise PermissionDenied
    return carried_out(
        request,
        form,
        lambda: actions.answer(
            found,
            Outcome(form.cleaned_data["outcome"]),
            form.cleaned_data["words"],
            finding=form.cleaned_data["finding"],
            by=_user(request),
        ),
        words=_("答复已公开，并发给提出异议的人。"),
        to=lambda _made: kept.sent(redirect("notices:conduct", found.notice_id)),
    ) or page(
        request,
        "notices/objection.html",
        form,
        objection=found,
        kept=kept,
        notice=found.notice,
        clock=clock_of(found, "notices.answer_days"),
        hears=hears and found.state == ObjectionState.OPEN,
        mine=found.investigator_id == _user(request).pk,
        answer=getattr(found, "answer", None),
    )


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    found = _objection(request, pk)
    return at_once(
        request,
        lambda: actions.take(found, by=_user(request)),
        _("这件异议由您核查。"),
        reverse("notices:objection", args=[found.pk]),
    )


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _readable(request: HttpRequest, pk: int) -> Notice:
    notice = queries.notice_to_conduct(request.user, pk)
    if notice is None:
        raise Http404
    return notice


def _conducted(request: HttpRequest, pk: int) -> Notice:
    notice = _readable(request, pk)
    require(request.user, "notices.conduct", notice)
    return notice


def _objection(request: HttpRequest, pk: int) -> Objection:
    """The objection, for who may read it; those involved are told so, and see nothing of it."""
    found = get_object_or_404(queries.objections_visible_to(request.user), pk=pk)
    if not _user(request).has_perm("notices.read_objection", found):
        if is_involved(request.user, found):
            raise Refused(Reason.INVOLVED)
        raise PermissionDenied
    return found


def _proposed(notice: Notice) -> list[queries.Proposed]:
    """The list as its room has it now, without those whom an objection has struck from this notice."""
    proposal = queries.proposal(queries.kind_of(notice.kind), notice.about_id)
    struck = queries.struck_in(notice)
    return [one for one in proposal.lines if one.subject.pk not in struck] if proposal else []


def _address(notice: Notice) -> str:
    return reverse("notices:conduct", args=[notice.pk])


def _words(kind: Any) -> str:
    return _(
        "现将%(title)s名单予以公示。公示期内，任何人对名单有异议，可以实名或者匿名提出，由没有参与此事的干部核查并答复。"
        "公示期满、没有待答复的异议，方可%(guards)s。"
    ) % {"title": kind.title, "guards": kind.guards}
