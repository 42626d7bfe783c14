"""What the day brings beside marks: who is there, penalties, absences, times, incidents, broken layers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.contests import required
from jiangong.programmes.competitions.actions.drawing import require_holder
from jiangong.programmes.competitions.actions.marking import once, require_code, running_scheme, unfit
from jiangong.programmes.competitions.models import Breach, Contest, Incident, Layer, Office, Row
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.states import Reason, RowKind, Verb
from jiangong.selection.judging.formulas.exact import number
from jiangong.selection.judging.formulas.sheet.shapes import Standing


@transaction.atomic
def note_standing(
    contest: Contest, code: str, standing: str, *, clause: str, key: str, by: User | None
) -> Row:
    """Somebody is absent, gave up, or was disqualified; by the chief judge, with the clause. A later one replaces it.

    Who was absent when the second layer was drawn has no station and cannot be let in any more: Refused(DRAWN_WITHOUT).
    """
    contest = lock(contest)
    require(by, "competitions.lead_judging", contest)
    running_scheme(contest, before=standing == Standing.ABSENT)
    require_code(contest, code)
    if standing != Standing.ABSENT and _second_drawn(contest) and code in Book(contest).absent:
        raise Refused(Reason.DRAWN_WITHOUT, code=code)
    return once(
        contest,
        key,
        kind=RowKind.STANDING,
        code=code,
        value=Standing(standing).value,
        words=required(clause),
        by=by,
    )


@transaction.atomic
def call_roll(contest: Contest, codes: Sequence[str], *, here: bool, by: User | None) -> int:
    """At the desk the holder of the first layer records who came and who did not, until the second layer is drawn.

    Said twice counts once; the last word counts. Returns how many rows that made. Raises Refused(NOT_YOUR_LAYER),
    Refused(CHECK_IN_OVER), Refused(NO_SUCH_CODE), Refused(NOT_RUNNING).
    """
    contest = lock(contest)
    layer = Layer.objects.filter(contest=contest, number=1).first()
    if layer is None:
        raise Refused(Reason.NOT_YOUR_LAYER)
    require_holder(layer, by)
    running_scheme(contest, before=True)
    if _second_drawn(contest):
        raise Refused(Reason.CHECK_IN_OVER)
    value = Standing.COMPETED.value if here else Standing.ABSENT.value
    words = _("检录到场") if here else _("检录未到")
    said: dict[str, list[str]] = {}
    rows = Row.objects.filter(contest=contest, kind=RowKind.STANDING, code__in=codes).order_by("pk")
    for code, word in rows.values_list("code", "value"):
        said.setdefault(code, []).append(word)
    made = 0
    for code in codes:
        require_code(contest, code)
        before = said.get(code, [])
        if before[-1:] == [value]:
            continue
        once(
            contest, f"check-in-{code}-{len(before)}", kind=RowKind.STANDING, code=code, value=value, words=words, by=by
        )  # fmt: skip
        made += 1
    return made


def _second_drawn(contest: Contest) -> bool:
    return Layer.objects.filter(contest=contest, number=2, drawn_at__isnull=False).exists()


@transaction.atomic
def note_fact(
    contest: Contest,
    kind: str,
    code: str,
    component: str,
    *,
    value: str = "",
    words: str = "",
    key: str,
    by: User | None,
) -> Row:
    """A penalty with its clause, an absence from a component, the time used (seconds): by the chief judge."""
    contest = lock(contest)
    require(by, "competitions.lead_judging", contest)
    scheme = running_scheme(contest)
    require_code(contest, code)
    if not any(one.code == component for one in scheme.components):
        raise unfit(scheme, "component", component, "", code, value)
    if kind != RowKind.ABSENCE:
        try:
            if number(value) < 0:  # exact, as the sheet is read later: no infinity, no "not a number"
                raise ValueError
        except ValueError as error:
            raise unfit(scheme, "number", component, "", code, value) from error
    said = required(words) if kind in (RowKind.PENALTY, RowKind.ABSENCE) else words.strip()[:200]
    return once(contest, key, kind=kind, code=code, component=component, value=value, words=said, by=by)


@transaction.atomic
def note_incident(
    contest: Contest, *, code: str, words: str, minutes_given: int, happened_at: datetime, by: User | None
) -> Incident:
    """What happened at a station, and time given back. Raises Refused(NO_SUCH_CODE), Refused(REASON_MISSING)."""
    contest = lock(contest)
    require(by, "competitions.note_incident", contest)
    if code:
        require_code(contest, code)
    return Incident.objects.create(
        contest=contest,
        code=code,
        words=required(words),
        minutes_given=minutes_given,
        happened_at=happened_at,
        by=by,
    )


@transaction.atomic
def note_breach(office: Office, *, code: str, words: str, by: User | None) -> Breach:
    """A layer was broken: who learned whose number, and how. The judge's marks of that number no longer count."""
    contest = lock(office.contest)
    require(by, "competitions.lead_judging", contest)
    if not words.strip():
        raise Refused(Reason.BREACH_UNTOLD)
    breach = Breach.objects.create(
        contest=contest, office=office, code=code, words=words.strip()[:300], by=by
    )
    if code:
        require_code(contest, code)
        once(
            contest, f"breach-{breach.pk}", kind=RowKind.RECUSAL, code=code, judge=office.alias,
            words=_("加密被打破：%(words)s") % {"words": breach.words[:150]}, by=by,
        )  # fmt: skip
    record(
        Verb.BREACHED, breach, organisation=contest.organiser, by=by, person=office.person,
        payload={"contest": contest.pk},
    )  # fmt: skip
    return breach
