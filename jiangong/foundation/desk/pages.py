"""What pages of other rooms use of the desk: sending so that it can be taken back, and forms that keep a draft.

if request.method == "POST" and form.is_valid() and held(request, form, "people.leave", membership, facts={…}):
    return redirect(…)                    # the next page shows the undo bar

kept = drafted(request, "people.admit")
form = AdmitForm(request.POST or None, initial=kept.initial)
… when it was sent: kept.drop()           # in the template, inside the form: {% draft kept %}
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk import actions, queries
from jiangong.foundation.desk.models import Draft, PendingAct
from jiangong.foundation.desk.states import State
from jiangong.foundation.organisations.models import Organisation

UNDO = "undo-"  # what marks a message that carries the undo bar, with the number of the pending act


def say(request: HttpRequest, pending: PendingAct) -> None:
    """Say what was sent, when it takes effect, and that it can be taken back until then: the undo bar."""
    title = queries.title_of(pending)
    if pending.state == State.WAITING:
        time = formats.time_format(timezone.localtime(pending.effect_at), "H:i")
        words = _("%(title)s：%(time)s 生效，在这之前可以撤回。") % {"title": title, "time": time}
        messages.success(request, words, extra_tags=f"{UNDO}{pending.pk}")
    else:
        messages.success(request, _("%(title)s：已生效。") % {"title": title})


def held(
    request: HttpRequest,
    form: BaseForm,
    act: str,
    subject: models.Model,
    *,
    facts: Mapping[str, Any] | None = None,
    about: str = "",
    organisation: Organisation | None = None,
    address: str = "",
) -> bool:
    """Send it and say so; or put the refusal on the form, which keeps what was typed. Returns whether it was sent."""
    try:
        pending = actions.hold(
            act,
            subject,
            by=request.user,
            facts=facts,
            about=about,
            organisation=organisation,
            address=address,
        )
    except Refused as refused:
        if refused.reason.status == 403:
            raise
        form.add_error(None, str(refused))
        return False
    say(request, pending)
    return True


def held_at_once(
    request: HttpRequest,
    act: str,
    subject: models.Model,
    to: str,
    *,
    about: str = "",
    organisation: Organisation | None = None,
    address: str = "",
) -> HttpResponse:
    """A button without a form: send it, or say why not, and go (back) to the page `to`."""
    try:
        pending = actions.hold(
            act, subject, by=request.user, about=about, organisation=organisation, address=address or to
        )
    except Refused as refused:
        if refused.reason.status == 403:
            raise
        messages.error(request, str(refused))
    else:
        say(request, pending)
    return redirect(to)


class Drafted:
    """One form of one account, with the draft it may have."""

    def __init__(
        self, request: HttpRequest, kind: str, subject: models.Model | None = None, address: str = ""
    ) -> None:
        self.request = request
        self.kind = kind
        self.subject = subject
        self.address = (address or request.get_full_path())[:300]

    @cached_property
    def row(self) -> Draft | None:
        """The draft; read once."""
        return queries.draft(self.request.user, self.kind, self.subject)

    @property
    def initial(self) -> dict[str, Any]:
        """What was typed before, for the form's `initial`."""
        return dict(self.row.data) if self.row else {}

    @property
    def saved_at(self) -> datetime | None:
        return self.row.saved_at if self.row else None

    @property
    def keeps(self) -> bool:
        """Whether this form keeps drafts at all."""
        return self.kind in queries.draft_kinds()

    @property
    def waits(self) -> bool:
        """Whether what this form sends can be taken back for a while."""
        return self.kind in queries.held_acts()

    @property
    def url(self) -> str:
        return reverse("desk:keep_draft", args=[self.kind])

    @property
    def subject_number(self) -> int:
        return self.subject.pk if self.subject is not None else 0

    @property
    def subject_label(self) -> str:
        return queries.place_of(self.subject)[0]

    def drop(self) -> None:
        """The form was sent: its draft has done its work."""
        actions.drop_draft(self.request.user, self.kind, self.subject)

    def sent(self, answer: HttpResponse) -> HttpResponse:
        """The form was sent: drop the draft, and go on to `answer`."""
        self.drop()
        return answer


def drafted(
    request: HttpRequest, kind: str, subject: models.Model | None = None, *, address: str = ""
) -> Drafted:
    """The draft of this form for whoever is signed in; reads nothing until it is asked.

    `address` is where the form stands, unless it is sent to the page that shows it.
    """
    return Drafted(request, kind, subject, address)


def typed(sent: QueryDict) -> dict[str, Any]:
    """What a form holds, as JSON: one text for a field, or a list where several were chosen."""
    return {name: values if len(values) > 1 else values[0] for name, values in sent.lists() if values}
