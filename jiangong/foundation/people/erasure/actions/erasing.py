"""The act itself: decided by an officer of the city federation, done at once, for good."""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import destroy_salts, record
from jiangong.foundation.ledger.states import Verb as LedgerVerb
from jiangong.foundation.organisations.queries import city
from jiangong.foundation.people.erasure import register
from jiangong.foundation.people.erasure.actions.asking import require_another
from jiangong.foundation.people.erasure.actions.forgetting import forget
from jiangong.foundation.people.erasure.models import ErasureRequest
from jiangong.foundation.people.erasure.queries import entries_about, not_yet_logged, numbers_of, obstacles
from jiangong.foundation.people.erasure.states import TRANSITIONS, Ground, Reason, State
from jiangong.foundation.people.models import Person, User
from jiangong.foundation.people.sealing import Unreadable, unseal
from jiangong.foundation.people.signin.texting import send_text

log = logging.getLogger("jiangong.erasure")


@transaction.atomic(durable=True)
def erase_person(request: ErasureRequest, *, reason: Ground, by: User) -> ErasureRequest:
    """Forget the person who asked: rows, account, files, and the salts of the ledger entries about them.

    `reason` is the case of the law. The figures stand: entries keep numbers that name nobody any more. The register
    outside the database has the line before this commits, so that no crash and no restore loses the erasure.
    Raises Refused: NOT_PERMITTED, NOT_ASKED, ONE_PERSON_ALONE, NO_REGISTER, and every duty to keep that stands
    against it (queries.obstacles, NOT_YET_LOGGED).
    """
    request = lock(request)
    require(by, "erasure.decide", request)
    if State.DONE not in TRANSITIONS[request.state] or request.person is None:
        raise Refused(Reason.NOT_ASKED)
    require_another(request, by)
    person = lock(request.person)
    people = numbers_of(person)
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk"))
    for obstacle in obstacles(person, people):
        raise obstacle
    entries = entries_about(people)
    if unlogged := not_yet_logged(entries):
        raise Refused(Reason.NOT_YET_LOGGED, count=len(unlogged))
    phone = _phone(person)
    forget(people)
    request.refresh_from_db()
    request.ground = reason
    request.decided_at, request.decided_by = timezone.now(), by
    request.numbers, request.entries = people, len(entries)
    request.salts = destroy(entries, request, by)
    advance(
        request,
        State.DONE,
        TRANSITIONS,
        otherwise=Reason.NOT_ASKED,
        also=["ground", "decided_at", "decided_by", "numbers", "entries", "salts"],
    )
    with connection.cursor() as cursor:  # what could still fail fails now, before the register has the line
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    try:
        register.append(register.Line(request.decided_at, tuple(people), tuple(entries)))
    except OSError as error:
        log.exception("The register of erasures cannot be written.")
        raise Refused(Reason.NO_REGISTER) from error
    if phone:
        text = _("您请求删除的个人信息已经全部删除，账号同时注销。如非本人请求，请拨打 12351。")
        transaction.on_commit(lambda: send_text(phone, text), robust=True)
    return request


def destroy(entries: Collection[int], request: ErasureRequest, by: User | None) -> int:
    """Destroy the salts of these entries and let the ledger say how many; nothing is said of none."""
    destroyed = destroy_salts(entries)
    root = city()
    if destroyed and root is not None:
        record(LedgerVerb.ERASED, request, organisation=root, by=by, quantity=destroyed)
    return destroyed


def _phone(person: Person) -> str:
    """Where to say that it is done; the one thing kept until after the commit."""
    if not person.phone_sealed:
        return ""
    try:
        return unseal(person.phone_sealed, model="people.person", field="phone", pk=person.pk)
    except Unreadable:
        return ""
