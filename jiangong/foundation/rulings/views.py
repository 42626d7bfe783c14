"""The workbench of rulings: the list, one parameter, and three acts that first show what they would change."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk.pages import Drafted, drafted
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.models import User
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.rulebook.formulas import fingerprint
from jiangong.foundation.rulebook.views import found_in
from jiangong.foundation.rulings import actions, queries
from jiangong.foundation.rulings.forms import ConfirmForm, OverrideForm, WithdrawForm
from jiangong.foundation.rulings.models import Ruling
from jiangong.foundation.rulings.states import Act, Jurisdiction


@never_cache
@require_GET
def rulings(request: HttpRequest) -> HttpResponse:
    """The parameters, those to be confirmed within a click, and the last rulings."""
    workbench_organisation(request)  # every officer may look; who may rule is decided on the parameter's page
    context = {**found_in(request), "newest": queries.newest_rulings(8)}
    return render(request, "rulings/rulings.html", context)


@never_cache
@require_GET
def parameter(request: HttpRequest, key: str) -> HttpResponse:
    """One parameter with what can be done about it."""
    workbench_organisation(request)
    mine = list(queries.jurisdictions_of(request.user))
    row = _row(key)
    made = queries.rulings_on(key)
    paths = [one.path for one in mine]
    withdrawable = [
        one
        for one in made
        if one.act != Act.WITHDRAW
        and not hasattr(one, "withdrawal")
        and any(one.organisation.path.startswith(path) for path in paths)
    ]
    unconfirmed = [one for one in rulebook.candidates(key) if not one.confirmed]
    cities = [one for one in mine if one.depth == 0]
    context = {
        "row": row,
        "history": rulebook.history_of(key),
        "withdrawable": withdrawable,
        "made": made,
        "may_confirm": bool(unconfirmed and cities),
        "may_override": bool(cities or (mine and row.parameter.districts)),
        "places": rulebook.places_of(key),
        "decisions": (counted := rulebook.decisions_counted(key)),
        "decided": sum(one.count for one in counted),
    }
    return render(request, "rulings/parameter.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm the file's value that is shown: first what would change, then the act."""
    mine = [one for one in _jurisdictions(request) if one.depth == 0]
    row = _row(key)
    values = [one for one in rulebook.rulebook()[key] if one.status != rulebook.CONFIRMED]
    meant = next(
        (one for one in values if one.in_force(timezone.localdate())), values[-1] if values else None
    )
    if not mine or meant is None:
        raise PermissionDenied
    given = {
        "mark": fingerprint(meant),
        "regulation": meant.regulation.removesuffix("（待核）"),
        "number": meant.document_number,
        "article": meant.article,
        "organisation": mine[0].pk,
    }
    kept = drafted(request, f"rulings.confirm.{key}")
    form = ConfirmForm(
        request.POST or None,
        initial={**given, **kept.initial},
        jurisdictions=queries.jurisdictions_of(request.user).filter(depth=0),
    )

    def wanted() -> Ruling:
        data = form.cleaned_data
        return Ruling(
            key=key, act=Act.CONFIRM, confirms=data["mark"], jurisdiction=Jurisdiction.CITY,
            organisation=data["organisation"], since=data["since"] or meant.since,
            until=data["until"] or meant.until, document_number=data["number"],
        )  # fmt: skip

    def act() -> Ruling:
        data = form.cleaned_data
        return actions.confirm(
            key, data["mark"], organisation=data["organisation"], document=form.document(),
            since=data["since"], until=data["until"], by=_user(request),
        )  # fmt: skip

    context = {"row": row, "meant": rulebook.Row(meant, meant.in_force(timezone.localdate()))}
    return _step(request, "rulings/confirm.html", form, wanted, act, _("已核定。"), context, kept)


@never_cache
@require_http_methods(["GET", "POST"])
def override(request: HttpRequest, key: str) -> HttpResponse:
    """Set a local value: first what would change, then the act."""
    mine = _jurisdictions(request)
    row = _row(key)
    if not row.parameter.districts:
        mine = [one for one in mine if one.depth == 0]
    if not mine:
        raise PermissionDenied
    given = {
        "value": queries.written(row.parameter.value),
        "organisation": mine[0].pk,
        "since": timezone.localdate(),
    }
    kept = drafted(request, f"rulings.override.{key}")
    form = OverrideForm(
        request.POST or None,
        initial={**given, **kept.initial},
        jurisdictions=queries.among(mine),
    )

    def wanted() -> Ruling:
        data = form.cleaned_data
        district = data["organisation"].depth > 0
        return Ruling(
            key=key, act=Act.OVERRIDE, value=data["value"],
            jurisdiction=Jurisdiction.DISTRICT if district else Jurisdiction.CITY,
            organisation=data["organisation"], since=data["since"], until=data["until"],
            regulation=data["regulation"], article=data["article"], document_number=data["number"],
        )  # fmt: skip

    def act() -> Ruling:
        data = form.cleaned_data
        return actions.override(
            key, data["value"], organisation=data["organisation"], document=form.document(),
            since=data["since"], until=data["until"], by=_user(request),
        )  # fmt: skip

    return _step(
        request, "rulings/override.html", form, wanted, act, _("已改用本地数值。"), {"row": row}, kept
    )


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a ruling: first what would change, then the act."""
    ruling = queries.ruling_open_to(request.user, pk)
    if ruling is None:
        raise Http404
    if not _user(request).has_perm("rulings.rule", ruling.organisation):
        raise PermissionDenied
    kept = drafted(request, "rulings.withdraw", ruling)
    form = WithdrawForm(request.POST or None, initial=kept.initial)

    def wanted() -> Ruling:
        since: date = form.cleaned_data["since"] or max(timezone.localdate(), ruling.since)
        return Ruling(
            key=ruling.key, act=Act.WITHDRAW, withdraws=ruling, jurisdiction=ruling.jurisdiction,
            organisation=ruling.organisation, since=since,
        )  # fmt: skip

    def act() -> Ruling:
        data = form.cleaned_data
        return actions.withdraw(ruling, reason=data["reason"], since=data["since"], by=_user(request))

    context = {"row": _row(ruling.key), "ruling": ruling}
    return _step(request, "rulings/withdraw.html", form, wanted, act, _("已撤回。"), context, kept)


def _step(
    request: HttpRequest,
    template: str,
    form: Form,
    wanted: Callable[[], Ruling],
    act: Callable[[], Ruling],
    done: str,
    context: dict[str, Any],
    kept: Drafted,
) -> HttpResponse:
    """The form; then the form with what would change and the button that does it; then the act."""
    if form.is_bound and form.is_valid():
        if "do" not in request.POST:
            context["effects"] = queries.effect_of(wanted())
            context["looking"] = True
        else:
            try:
                made = act()
            except Refused as refused:
                if refused.reason.status == 403:
                    raise
                form.add_error(None, str(refused))
            else:
                messages.success(request, done)
                return kept.sent(redirect("rulings:parameter", made.key))
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, "kept": kept, **context}, status=status)


def _jurisdictions(request: HttpRequest) -> list[Organisation]:
    """The federations the user may rule for; PermissionDenied if there is none."""
    found = list(queries.jurisdictions_of(request.user))
    if not found:
        raise PermissionDenied
    return found


def _row(key: str) -> rulebook.Row:
    row = rulebook.row_of(key)
    if row is None:
        raise Http404
    return row


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
