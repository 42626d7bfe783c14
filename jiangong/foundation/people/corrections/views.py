"""Pages of corrections: asking for one, following it, answering it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiangong.foundation.clocks.queries import clock_of, shown_clock
from jiangong.foundation.common.acting import require
from jiangong.foundation.common.pages import at_once, page
from jiangong.foundation.desk import queries as desk
from jiangong.foundation.desk.pages import drafted, held, held_at_once
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people import queries as people
from jiangong.foundation.people.corrections import actions, queries
from jiangong.foundation.people.corrections.forms import AskForm, RefuseForm
from jiangong.foundation.people.corrections.models import Correction
from jiangong.foundation.people.corrections.states import State
from jiangong.foundation.people.forms import LookForm
from jiangong.foundation.people.formulas import mask_name
from jiangong.foundation.people.readlog import actions as readlog
from jiangong.foundation.people.states import Looked, Sealed
from jiangong.foundation.people.views.common import own_person, user_of


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My request: what I asked for, where it stands, until when it is promised; or the last answer."""
    person = own_person(request)
    last = queries.last_of(person)
    waiting = last is not None and last.state == State.ASKED
    return page(
        request,
        "corrections/mine.html",
        last=last,
        waiting=waiting,
        lines=queries.lines_of(last, queries.asked_of(last), queries.known_of(person, last.fields))
        if last
        else [],
        clock=clock_of(last) if last and waiting else None,
        sent=desk.shown(desk.pending_on([("people.person", person.pk)]).values()),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Write over what is wrong in my record, and send it."""
    person = own_person(request)
    require(user_of(request), "corrections.ask", person)
    kept = drafted(request, "corrections.ask", person)
    known = {name: getattr(person, name) for name in AskForm.base_fields if hasattr(person, name)}
    known |= {"phone": "", "joined_on": queries.joined_on(person)}
    form = AskForm(
        request.POST if request.method == "POST" else None, person=person, initial={**known, **kept.initial}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and held(
            request,
            form,
            "corrections.ask",
            person,
            facts=actions.sealed_for(person, form.wanted(), form.cleaned_data["words"]),
            address=reverse("corrections:mine"),
        )
    ):
        kept.drop()
        return redirect("corrections:mine")
    return page(
        request,
        "corrections/ask.html",
        form,
        kept=kept,
        document=people.masked_document(person),
        phone=people.masked_phone(person),
    )


@require_POST
def withdrawal(request: HttpRequest) -> HttpResponse:
    """Take my request back."""
    correction = queries.open_of(own_person(request))
    if correction is None:
        raise Http404
    return at_once(
        request,
        lambda: actions.withdraw(correction, by=user_of(request)),
        _("请求已撤回，登记信息保持原样。"),
        reverse("corrections:mine"),
    )


@never_cache
@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """A request beside what is on record now; numbers masked."""
    return _case(request, _correction(request, pk))


@never_cache
@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the number that was asked for in clear, once, after the look was written down."""
    correction = _correction(request, pk)
    require(user_of(request), "corrections.decide", correction)
    form = LookForm(request.POST)
    if not form.is_valid():
        return _case(request, correction, look=form)
    what = Sealed(form.cleaned_data["what"])
    readlog.look(
        correction.person,
        Looked(what),
        purpose=form.words(),
        by=user_of(request),
        organisation=correction.organisation,
    )
    return _case(request, correction, clear={what: queries.clear_of(correction, what)})


@require_POST
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """It is right: correct the record."""
    correction = _correction(request, pk)
    return held_at_once(
        request,
        "corrections.confirm",
        correction,
        reverse("corrections:case", args=[pk]),
        about=mask_name(correction.person.name),
        organisation=correction.organisation,
    )


@require_POST
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not: say why."""
    correction = _correction(request, pk)
    form = RefuseForm(request.POST)
    kept = drafted(request, "corrections.refuse", correction)
    there = reverse("corrections:case", args=[pk])
    if form.is_valid() and held(
        request,
        form,
        "corrections.refuse",
        correction,
        facts=form.cleaned_data,
        about=mask_name(correction.person.name),
        organisation=correction.organisation,
        address=there,
    ):
        return kept.sent(redirect(there))
    return _case(request, correction, refuse=form)


def _correction(request: HttpRequest, pk: int) -> Correction:
    workbench_organisation(request)
    found = queries.correction_for(user_of(request), pk)
    if found is None:
        raise Http404
    return found


def _case(
    request: HttpRequest,
    correction: Correction,
    *,
    refuse: RefuseForm | None = None,
    look: LookForm | None = None,
    clear: dict[str, str] | None = None,
) -> HttpResponse:
    person, asked = correction.person, queries.asked_of(correction)
    kept = drafted(
        request, "corrections.refuse", correction, address=reverse("corrections:case", args=[correction.pk])
    )
    may = correction.state == State.ASKED and user_of(request).has_perm("corrections.decide", correction)
    own = user_of(request).person_id == correction.person_id
    return page(
        request,
        "corrections/case.html",
        look or refuse,
        correction=correction,
        person=person,
        words=asked.words,
        lines=[
            (line, LookForm(initial={"what": line.field}, auto_id=f"{line.field}_%s"))
            for line in queries.lines_of(correction, asked, queries.known_of(person, correction.fields))
        ],
        clear=clear or {},
        shown=shown_clock(clock_of(correction), request.user),
        pending=desk.pending_of(correction) if may else None,
        may=may and not own,
        own=own,
        refuse=refuse or RefuseForm(initial=kept.initial if may and not own else {}),
        kept=kept,
    )
