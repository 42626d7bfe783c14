"""Handing over several matters at once: chosen in the due list, shown in words before it is done, each for itself."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox import actions, queries
from jiangong.foundation.organisations.scope import workbench_organisation
from jiangong.foundation.people.models import User
from jiangong.web.queries import Row, rows_chosen
from jiangong.web.views.due import MOST_AT_ONCE, back_to

FEW = 60  # colleagues to choose from: who can take most of what was chosen comes first


class ToForm(forms.Form):
    """To whom."""

    use_required_attribute = False
    to = forms.TypedChoiceField(
        label=gettext_lazy("交给谁"),
        coerce=int,
        help_text=gettext_lazy("期限不变。只列出按任职本来就可以办理的同事。"),
        error_messages={"required": gettext_lazy("请选择一位同事。")},
    )

    def __init__(self, *args: Any, takers: list[queries.Taker], of: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takers = {one.person.pk: one for one in takers}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (
                one.person.pk,
                one.person.name
                if len(one.matters) == of
                else _("%(name)s（可以接其中 %(n)s 件）") % {"name": one.person.name, "n": len(one.matters)},
            )
            for one in takers
        ]


@dataclass(frozen=True)
class Left:
    """A matter that stayed where it is, and why."""

    row: Row
    why: str


@never_cache
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """Choose to whom; see in words what goes and what cannot; then do it, as far as it can be done."""
    user = cast(User, request.user)
    workbench_organisation(request)
    given = request.POST if request.method == "POST" else request.GET
    pks = [int(one) for one in given.getlist("matter")[:MOST_AT_ONCE] if one.isdigit() and len(one) <= 18]
    back = back_to(given.get("next", ""))
    rows = rows_chosen(user, pks)
    if not rows:
        messages.error(request, _("没有选中任何一件。请先在要办的事前面打勾。"))
        return redirect(back)
    able = queries.takers_of([row.waiting.matter for row in rows])
    takers = sorted(able, key=lambda one: one.person.pk == user.person_id)[:FEW]  # oneself comes last
    form = ToForm(given if "to" in given else None, takers=takers, of=len(rows))
    taker = form.takers[form.cleaned_data["to"]] if form.is_bound and form.is_valid() else None
    going = [row for row in rows if taker is not None and row.pk in taker.matters]
    left = [Left(row, _why(row, taker)) for row in rows if taker is not None and row.pk not in taker.matters]
    if request.method == "POST" and taker is not None and "certain" in given:
        refused = [one for row in going if (one := _hand(row, taker, user)) is not None]
        done = len(going) - len(refused)
        if done:
            said = {"n": done, "name": taker.person.name}
            messages.success(request, _("已把 %(n)s 件移交给%(name)s，期限不变。") % said)
        if not (refused or left):
            return redirect(back)
        going, left = [], [*left, *refused]
    return render(
        request,
        "web/hand_over.html",
        {
            "form": form,
            "rows": rows,
            "gone": len(pks) - len(rows),
            "taker": taker,
            "going": going,
            "left": left,
            "done": request.method == "POST" and "certain" in given,
            "back": back,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _why(row: Row, taker: "queries.Taker") -> str:
    matter = row.waiting.matter
    if matter.seat is None:
        return _("这件事只交给一个人办，不能移交。")
    if matter.person_id == taker.person.pk:
        return _("已经在%(name)s手里。") % {"name": taker.person.name}
    said = {"name": taker.person.name, "organisation": matter.seat.short_name or matter.seat.name}
    return _("%(name)s在“%(organisation)s”没有办理这件事所需的任职。") % said


def _hand(row: Row, taker: "queries.Taker", user: User) -> Left | None:
    """One of them, in a transaction of its own; what stayed, if it did."""
    try:
        actions.hand_over(row.waiting.matter, to=taker.person, by=user)
    except Refused as refused:
        return Left(row, str(refused))
    return None
