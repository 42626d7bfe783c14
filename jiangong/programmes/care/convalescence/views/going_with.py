"""For who goes with a batch, on a phone: the roll, codes, early departures, incidents; for the base's doctor health forms."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jiangong.foundation.common.pages import at_once, carried_out, page
from jiangong.foundation.people.views.common import permit, user_of
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.forms.staying import IncidentForm
from jiangong.programmes.care.convalescence.formulas.days import days_of
from jiangong.programmes.care.convalescence.models import Batch, Stay
from jiangong.programmes.care.convalescence.states import HealthQuestion


@require_GET
def my_duties(request: HttpRequest) -> HttpResponse:
    """Batches I lead, or am the doctor of."""
    return render(
        request, "convalescence/my_duties.html", {"batches": queries.batches_gone_with(request.user)}
    )


@never_cache
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: the roll of a day for its leader, and ways to the rest."""
    batch = _gone_with(request, pk)
    leads = user_of(request).has_perm("convalescence.lead", batch)
    day = _day(request, batch)
    if request.method == "POST":
        permit(request, "convalescence.lead", batch)
        shown = {int(key) for key in request.POST.getlist("shown") if key.isdigit()}
        present = {int(key) for key in request.POST.getlist("present") if key.isdigit()}
        return at_once(
            request,
            lambda: actions.call_roll(batch, day, present=present, shown=shown, by=user_of(request)),
            _("点名已保存。"),
            f"{reverse('convalescence:duty', args=[pk])}?day={day.isoformat()}",
        )
    here = queries.present_on(batch, day) if leads else set()
    rows = list(queries.confirmed_of(batch)) if leads else []
    today = timezone.localdate()
    context = {
        "batch": batch,
        "leads": leads,
        "doctor": user_of(request).has_perm("convalescence.read_health", batch),
        "day": day,
        "days": [one for one in days_of(batch.starts_on, batch.ends_on) if one <= today],
        "rows": [(one, one.pk in here) for one in rows],
        "here": len(here),
        "incidents": list(queries.incidents_of(batch)),
        "open": batch.finished_at is None and batch.starts_on <= today,
    }
    return render(request, "convalescence/duty.html", context)


@never_cache
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """The address in a participant's code: the leader sees who it is and says that they are here."""
    one = queries.stay_by_code(code)
    if one is None or not user_of(request).has_perm("convalescence.lead", one.batch):
        raise Http404
    if request.method == "POST":
        return at_once(
            request,
            lambda: actions.sign_in(one, by=user_of(request)),
            _("签到成功。"),
            reverse("convalescence:duty", args=[one.batch_id]),
        )
    return render(request, "convalescence/scan.html", {"stay": one, "batch": one.batch})


@require_POST
def early(request: HttpRequest, pk: int, stay: int) -> HttpResponse:
    """Somebody goes home before the end, today."""
    batch = _gone_with(request, pk)
    permit(request, "convalescence.lead", batch)
    one = _of_batch(batch, stay)
    return at_once(
        request,
        lambda: actions.go_home_early(one, timezone.localdate(), by=user_of(request)),
        _("已经记下提前离开。"),
        reverse("convalescence:duty", args=[pk]),
    )


def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what happened."""
    batch = _gone_with(request, pk)
    form = IncidentForm(
        request.POST or None,
        stays=queries.confirmed_of(batch),
        initial={"happened_at": timezone.localtime()},
    )
    return carried_out(
        request,
        form,
        lambda: actions.report_incident(
            batch,
            form.cleaned_data["kind"],
            happened_at=form.cleaned_data["happened_at"],
            words=form.cleaned_data["words"],
            stay=form.cleaned_data["stay"],
            by=user_of(request),
        ),
        words=_("已经登记。"),
        to=lambda _incident: redirect("convalescence:duty", pk=pk),
    ) or page(request, "convalescence/incident.html", form, batch=batch)


@never_cache
@require_POST
def incident_words(request: HttpRequest, pk: int, incident: int) -> HttpResponse:
    """What was written of an incident, after the look is written down."""
    batch = _gone_with(request, pk)
    found = get_object_or_404(queries.incidents_of(batch), pk=incident)
    words = actions.read_incident(found, by=user_of(request))
    return render(
        request, "convalescence/incident_words.html", {"batch": batch, "incident": found, "words": words}
    )


@never_cache
@require_GET
def health_forms(request: HttpRequest, pk: int) -> HttpResponse:
    """Who handed a health form in, for the doctor; nothing of what is in them."""
    batch = _gone_with(request, pk)
    permit(request, "convalescence.read_health", batch)
    rows = list(queries.coming_to(batch).select_related("health_form"))
    context = {
        "batch": batch,
        "rows": [
            (one, form is not None, bool(form and form.verdict_sealed))
            for one in rows
            for form in [getattr(one, "health_form", None)]
        ],
    }
    return render(request, "convalescence/health_forms.html", context)


@never_cache
@require_POST
def health_form(request: HttpRequest, pk: int, stay: int) -> HttpResponse:
    """One form, opened by the doctor; the look is written down before anything is shown. Or the doctor's word."""
    batch = _gone_with(request, pk)
    permit(request, "convalescence.read_health", batch)
    one = _of_batch(batch, stay)
    there = reverse("convalescence:health_forms", args=[pk])
    if request.POST.get("fit") in ("yes", "no"):
        fit = request.POST["fit"] == "yes"
        return at_once(
            request,
            lambda: actions.judge_health(one, fit=fit, by=user_of(request)),
            _("已经记下：可以参加。") if fit else _("已经记下，名额给下一位；别人看不到原因。"),
            there,
        )
    answers = actions.read_health_form(one, by=user_of(request))
    said = [(question.label, answers.get(question.value, "")) for question in HealthQuestion]
    return render(request, "convalescence/health_form.html", {"batch": batch, "stay": one, "answers": said})


def _gone_with(request: HttpRequest, pk: int) -> Batch:
    """The batch, for whoever goes with it or runs it; 404 for everybody else."""
    batch = queries.batch_at(pk)
    if batch is None or not user_of(request).has_perm("convalescence.go_with", batch):
        raise Http404
    return batch


def _of_batch(batch: Batch, pk: int) -> Stay:
    return get_object_or_404(queries.coming_to(batch), pk=pk)


def _day(request: HttpRequest, batch: Batch) -> date:
    today = timezone.localdate()
    try:
        wanted = parse_date(request.GET.get("day", ""))
    except ValueError:
        wanted = None
    last = max(batch.starts_on, min(batch.ends_on, today))
    return wanted if wanted is not None and batch.starts_on <= wanted <= last else last
