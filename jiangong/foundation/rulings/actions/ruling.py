"""Confirm what a file says, set a local value, withdraw either. Each is a row that stays and an entry of the ledger."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.locks import Lock, wait_for
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind
from jiangong.foundation.people.models import User
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.rulebook.formulas import deciding, fingerprint, same_shape
from jiangong.foundation.rulings import queries
from jiangong.foundation.rulings.models import Ruling
from jiangong.foundation.rulings.permissions import RULING_KINDS
from jiangong.foundation.rulings.states import VERBS, Act, Jurisdiction, Reason


@dataclass(frozen=True)
class Document:
    """The paper a ruling rests on: its title, its number, the article if there is one."""

    regulation: str
    number: str
    article: str = ""


@transaction.atomic
def confirm(
    key: str,
    print_: str,
    *,
    organisation: Organisation,
    document: Document,
    by: User | None,
    since: date | None = None,
    until: date | None = None,
) -> Ruling:
    """Confirm the file's value whose fingerprint is `print_`, for all its days or from `since` until `until`.

    Raises Refused: UNKNOWN, NOT_A_JURISDICTION, SAME_EVERYWHERE, NO_DOCUMENT, FILE_CHANGED, WRONG_DATES,
    ALREADY_CONFIRMED.
    """
    require(by, "rulings.rule", organisation)
    document = _in_order(document)
    _require_known(key)
    if organisation.kind != Kind.CITY:
        # What the file says is in force everywhere; only whoever answers for everywhere can say that it is right.
        raise Refused(Reason.NOT_A_JURISDICTION, organisation=organisation.name)
    meant = next((one for one in rulebook.rulebook()[key] if fingerprint(one) == print_), None)
    if meant is None:
        raise Refused(Reason.FILE_CHANGED)
    since, until = since or meant.since, until or meant.until
    if since < meant.since or (meant.until is not None and (until is None or until > meant.until)):
        raise Refused(Reason.WRONG_DATES, why=f"{meant.since} – {meant.until or ''}")
    wait_for(Lock.RULINGS)  # there may be no row yet that could be locked
    if any(
        one.confirms == print_
        and (until is None or one.since < until)
        and (one.until is None or since < one.until)
        for one in queries.in_force_now_or_later(key)
    ):
        raise Refused(Reason.ALREADY_CONFIRMED, title=meant.title)
    return _write(
        Ruling(
            key=key,
            act=Act.CONFIRM,
            file_value=meant.value,
            confirms=print_,
            jurisdiction=Jurisdiction.CITY,
            organisation=organisation,
            since=since,
            until=until,
        ),
        document,
        by,
    )


@transaction.atomic
def override(
    key: str,
    value: Any,
    *,
    organisation: Organisation,
    document: Document,
    since: date,
    by: User | None,
    until: date | None = None,
) -> Ruling:
    """Set the value that is in force in the city, or in one district, from `since` until (not including) `until`.

    A later ruling goes before an earlier one while both are in force, so a new value needs no withdrawal of the old.
    Raises Refused: UNKNOWN, NOT_A_JURISDICTION, SAME_EVERYWHERE, NO_DOCUMENT, WRONG_DATES, WRONG_SHAPE, UNCHANGED.
    """
    require(by, "rulings.rule", organisation)
    document = _in_order(document)
    model = _require_known(key)
    _require_jurisdiction(organisation, model)
    if until is not None and until <= since:
        raise Refused(Reason.WRONG_DATES, why=f"{since} – {until}")
    if not same_shape(model.value, value):
        raise Refused(Reason.WRONG_SHAPE)
    wait_for(Lock.RULINGS)
    rulebook.forget_rulings()  # decide on what is committed, not on what this process read some seconds ago
    district = organisation.kind == Kind.DISTRICT
    now = deciding(rulebook.candidates(key), since, organisation.path if district else "")
    if now is not None and now.value == value and now.confirmed:
        raise Refused(Reason.UNCHANGED)
    return _write(
        Ruling(
            key=key,
            act=Act.OVERRIDE,
            value=value,
            file_value=now.value if now is not None else None,
            jurisdiction=Jurisdiction.DISTRICT if district else Jurisdiction.CITY,
            organisation=organisation,
            since=since,
            until=until,
        ),
        document,
        by,
    )


@transaction.atomic
def withdraw(ruling: Ruling, *, reason: str, by: User | None, since: date | None = None) -> Ruling:
    """End a ruling on a day (today if not given); from its own first day on, it is as if it had not been made.

    What was decided with it stays decided. Raises Refused: REASON_MISSING, ALREADY_WITHDRAWN, WRONG_DATES.
    """
    ruling = lock(ruling)
    require(by, "rulings.rule", ruling.organisation)
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    if ruling.act == Act.WITHDRAW or Ruling.objects.filter(withdraws=ruling).exists():
        raise Refused(Reason.ALREADY_WITHDRAWN)
    since = since or max(timezone.localdate(), ruling.since)
    if since < ruling.since or (ruling.until is not None and since >= ruling.until):
        raise Refused(Reason.WRONG_DATES, why=f"{ruling.since} – {ruling.until or ''}")
    return _write(
        Ruling(
            key=ruling.key,
            act=Act.WITHDRAW,
            jurisdiction=ruling.jurisdiction,
            organisation=ruling.organisation,
            since=since,
            reason=reason.strip()[:200],
            withdraws=ruling,
        ),
        Document(ruling.regulation, ruling.document_number, ruling.article),
        by,
    )


def _in_order(document: Document) -> Document:
    found = replace(
        document,
        regulation=document.regulation.strip().strip("《》"),
        number=document.number.strip(),
        article=document.article.strip(),
    )
    if not found.regulation or not found.number:
        raise Refused(Reason.NO_DOCUMENT)
    return found


def _require_known(key: str) -> rulebook.Parameter:
    values = rulebook.rulebook().get(key)
    if not values:
        raise Refused(Reason.UNKNOWN, key=key)
    return values[-1]


def _require_jurisdiction(organisation: Organisation, model: rulebook.Parameter) -> None:
    if organisation.kind not in RULING_KINDS:
        raise Refused(Reason.NOT_A_JURISDICTION, organisation=organisation.name)
    if organisation.kind == Kind.DISTRICT and not model.districts:
        raise Refused(Reason.SAME_EVERYWHERE, title=model.title)


def _write(ruling: Ruling, document: Document, by: User | None) -> Ruling:
    """The row and its entry. The number is taken first: the row cannot be changed once it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('rulings_ruling', 'id'))")
        ruling.pk = cursor.fetchone()[0]
    ruling.regulation = document.regulation[:120]
    ruling.article = document.article[:80]
    ruling.document_number = document.number[:60]
    payload = {"key": ruling.key, "document": ruling.document_number, "since": ruling.since.isoformat()}
    ruling.entry = record(
        VERBS[ruling.act],
        ruling,
        organisation=ruling.organisation,
        by=by,
        attribute=ruling.key,
        payload=payload | ({"until": ruling.until.isoformat()} if ruling.until else {}),
    )
    ruling.save(force_insert=True)
    rulebook.forget_rulings()  # this process at once, so that the page that follows shows it
    transaction.on_commit(
        rulebook.forget_rulings
    )  # and what another thread read meanwhile, before the commit
    return ruling
