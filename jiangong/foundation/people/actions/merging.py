"""Merging two registrations of one person, and taking that back exactly.

Everything that points at the dropped row is re-pointed, table by table, found by asking the models; what was moved
is written down in Merge.moved. Ledger entries stay as they are: the entry people.merged tells readers whom to count
as one.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.actions.memberships import require_reason
from jiangong.foundation.people.models import Membership, Merge, Person, User
from jiangong.foundation.people.queries.memberships import current_membership
from jiangong.foundation.people.queries.persons import ledger_home
from jiangong.foundation.people.sealing import seal, unseal
from jiangong.foundation.people.states import TRANSITIONS, DocumentType, MembershipState, Reason, Sealed, Verb

STAY = frozenset({"ledger.entry", "people.merge", "people.user"})  # history, and the one account a person has
MODEL = "people.person"


def pointing_at_person() -> list[models.ForeignKey[Any, Any]]:
    """Every foreign key to Person that a merge re-points, in a fixed order."""
    found = [
        field
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in STAY
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    ]
    return sorted(found, key=lambda field: (field.model._meta.label_lower, field.name))


@transaction.atomic
def merge_people(kept: Person, dropped: Person, *, reason: str, by: User | None) -> Merge:
    """Make one person of two registrations. `kept` takes over whatever it lacks; nothing is deleted.

    Of two accounts the kept person's stays, the other is switched off. Of two memberships on the register of the
    same union the older stays, the other is marked a double.
    Raises Refused: NOT_PERMITTED over either, SAME_PERSON, ALREADY_MERGED, REASON_MISSING, TWO_DOCUMENTS,
    TWO_MEMBERSHIPS, MERGE_CLASH.
    """
    reason = require_reason(reason)
    if kept.pk == dropped.pk:
        raise Refused(Reason.SAME_PERSON)
    kept, dropped = _lock_both(kept, dropped)
    require(by, "people.merge", kept)
    require(by, "people.merge", dropped)
    if kept.merged_into_id or dropped.merged_into_id:
        raise Refused(Reason.ALREADY_MERGED)
    if _identity(kept) and _identity(dropped) and _identity(kept) != _identity(dropped):
        raise Refused(Reason.TWO_DOCUMENTS)
    home = ledger_home(kept)
    moved: dict[str, Any] = {"doubled": _settle_memberships(kept, dropped), "rows": {}}
    for field in pointing_at_person():
        rows = field.model._default_manager.filter(**{field.name: dropped.pk})
        if pks := list(rows.order_by("pk").values_list("pk", flat=True)):
            moved["rows"][f"{field.model._meta.label_lower}.{field.name}"] = pks
            _repoint(field, pks, dropped.pk, kept.pk)
    moved["account"] = _settle_accounts(kept, dropped)
    dropped.merged_into = kept
    dropped.save(update_fields=["merged_into"])
    moved["filled"] = _fill(kept, dropped)
    merge = Merge.objects.create(kept=kept, dropped=dropped, moved=moved, reason=reason, merged_by=by)
    payload = {"from": dropped.pk, "into": kept.pk}
    record(Verb.MERGED, merge, organisation=home, person=kept, by=by, payload=payload)
    return merge


@transaction.atomic
def undo_merge(merge: Merge, *, by: User | None) -> Merge:
    """Put back everything a merge moved; what came to the kept person since then stays there.

    Raises Refused: NOT_PERMITTED, NOT_LAST_MERGE, MERGE_CLASH if the two can no longer stand apart.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    kept, dropped = _lock_both(merge.kept, merge.dropped)
    require(by, "people.merge", kept)
    later = Merge.objects.filter(kept=kept, undone_at__isnull=True, pk__gt=merge.pk)
    if merge.undone_at is not None or kept.merged_into_id or later.exists():
        raise Refused(Reason.NOT_LAST_MERGE)
    home = ledger_home(kept)
    _empty(kept, merge.moved["filled"])
    dropped.merged_into = None
    dropped.save(update_fields=["merged_into"])
    by_label = {f"{field.model._meta.label_lower}.{field.name}": field for field in pointing_at_person()}
    for label, pks in merge.moved["rows"].items():
        _repoint(by_label[label], pks, kept.pk, dropped.pk)
    if merge.moved["doubled"]:
        double = Membership.objects.select_for_update(of=("self",)).get(pk=merge.moved["doubled"])
        double.ended_on, double.reason = None, ""
        try:
            with transaction.atomic():
                advance(
                    double,
                    MembershipState.ACTIVE,
                    TRANSITIONS,
                    otherwise=Reason.NOT_ACTIVE,
                    also=["ended_on", "reason"],
                )
        except IntegrityError as error:
            raise Refused(Reason.MERGE_CLASH, what=Membership._meta.verbose_name) from error
    _give_accounts_back(merge.moved["account"], kept, dropped)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    payload = {"from": dropped.pk, "into": kept.pk}
    record(Verb.SEPARATED, merge, organisation=home, person=kept, by=by, payload=payload)
    return merge


def _lock_both(kept: Person, dropped: Person) -> tuple[Person, Person]:
    """Both rows locked in the order of their ids, so that two merges never wait for each other in a circle."""
    rows = {
        row.pk: row
        for row in Person.objects.select_for_update(of=("self",))
        .filter(pk__in=(kept.pk, dropped.pk))
        .order_by("pk")
    }
    return rows[kept.pk], rows[dropped.pk]


def _identity(person: Person) -> bytes | None:
    if person.document_type != DocumentType.IDENTITY_CARD or not person.document_index:
        return None
    return bytes(person.document_index)


def _settle_memberships(kept: Person, dropped: Person) -> int | None:
    """Where both are members now: the later of two in one union becomes a double; all else is refused."""
    ours, theirs = current_membership(kept), current_membership(dropped)
    if ours is None or theirs is None:
        return None
    active = ours.state == theirs.state == MembershipState.ACTIVE
    if not active or ours.organisation_id != theirs.organisation_id:
        raise Refused(Reason.TWO_MEMBERSHIPS, kept=ours.organisation.name, dropped=theirs.organisation.name)
    later = max(ours, theirs, key=lambda one: (one.joined_on or timezone.localdate(), one.pk))
    later.ended_on = timezone.localdate()
    later.reason = str(MembershipState.DOUBLE.label)
    advance(
        later,
        MembershipState.DOUBLE,
        TRANSITIONS,
        otherwise=Reason.NOT_ACTIVE,
        also=["ended_on", "reason"],
    )
    return later.pk


def _repoint(field: models.ForeignKey[Any, Any], pks: list[Any], old: int, new: int) -> None:
    try:
        with transaction.atomic():
            field.model._default_manager.filter(pk__in=pks, **{field.name: old}).update(**{field.name: new})
    except IntegrityError as error:
        raise Refused(Reason.MERGE_CLASH, what=field.model._meta.verbose_name) from error


def _settle_accounts(kept: Person, dropped: Person) -> dict[str, Any]:
    """The dropped person's account goes to the kept one, or is switched off where that one has its own."""
    theirs = User.objects.filter(person=dropped).first()
    if theirs is None:
        return {}
    if User.objects.filter(person=kept).exists():
        User.objects.filter(pk=theirs.pk).update(is_active=False)
        return {"switched_off": theirs.pk, "was_active": theirs.is_active}
    User.objects.filter(pk=theirs.pk).update(person=kept)
    return {"moved": theirs.pk}


def _give_accounts_back(account: dict[str, Any], kept: Person, dropped: Person) -> None:
    if "moved" in account:
        User.objects.filter(pk=account["moved"], person=kept).update(person=dropped)
    elif "switched_off" in account:
        User.objects.filter(pk=account["switched_off"]).update(is_active=account["was_active"])


def _fill(kept: Person, dropped: Person) -> list[str]:
    """Copy what the kept row lacks from the dropped one; returns the names of the fields that were empty."""
    filled: list[str] = []
    for name in ("sex", "born_on", "ethnicity", "education", "political_status", "household", "employment_form",
                 "occupation", "skill_level", "is_migrant_worker"):  # fmt: skip
        if not getattr(kept, name) and getattr(dropped, name):
            setattr(kept, name, getattr(dropped, name))
            filled.append(name)
    for what in Sealed.values:
        if not getattr(kept, f"{what}_sealed") and getattr(dropped, f"{what}_sealed"):
            clear = unseal(getattr(dropped, f"{what}_sealed"), model=MODEL, field=what, pk=dropped.pk)
            setattr(kept, f"{what}_sealed", seal(clear, model=MODEL, field=what, pk=kept.pk))
            setattr(kept, f"{what}_index", bytes(getattr(dropped, f"{what}_index")))
            filled.append(what)
    if "document" in filled:
        kept.document_type = dropped.document_type
    kept.save()
    return filled


def _empty(kept: Person, filled: list[str]) -> None:
    """Undo `_fill`."""
    for name in filled:
        if name in Sealed.values:
            setattr(kept, f"{name}_sealed", "")
            setattr(kept, f"{name}_index", None)
        else:
            setattr(kept, name, getattr(Person(), name))  # the default, which is what "empty" was
    if "document" in filled:
        kept.document_type = ""
    kept.save()
