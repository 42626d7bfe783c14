"""Founding organisations, one or many thousand at a time: one way in for pages, imports and the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import Fact, Row, copy_entries, record_many
from jiangong.foundation.organisations import formulas
from jiangong.foundation.organisations.actions.lines import hold_tree, stand
from jiangong.foundation.organisations.models import Lineage, Organisation
from jiangong.foundation.organisations.states import (
    MAY_JOIN_AN_INDUSTRY,
    MAY_STAND_BELOW,
    Kind,
    Reason,
    State,
    Verb,
)

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


MANY = 1000  # from here on entries are copied


@dataclass(eq=False, kw_only=True)
class Draft:
    """An organisation that is to be. `parent` and `industry` are organisations, or drafts earlier in the same list.

    Without a code it gets one; without a short name its name; without a day it is founded today.
    """

    name: str
    kind: str
    parent: Organisation | Draft | None
    industry: Organisation | Draft | None = None
    code: str = ""
    short_name: str = ""
    founded_on: date | None = None
    division_code: str = ""
    credit_code: str = ""
    credit_code_override: str = ""
    employer_name: str = ""
    employer_type: str = ""
    economic_industry: str = ""
    address: str = ""
    is_demonstration: bool = False


def create(
    *,
    name: str,
    kind: str,
    parent: Organisation | None,
    by: User | None,
    industry: Organisation | None = None,
    founded_on: date | None = None,
    **details: Any,
) -> Organisation:
    """Found a union below `parent` (工会法 2021: the next-higher union approves). `details`: the fields of Draft.

    Raises Refused: WRONG_PLACE, NOT_ACTIVE, CODE_TAKEN, CREDIT_CODE_TAKEN, CREDIT_CODE_DOUBTFUL (without a reason),
    NOT_AN_INDUSTRY, DAY_IN_FUTURE.
    """
    [organisation] = create_many(
        [Draft(name=name, kind=kind, parent=parent, industry=industry, founded_on=founded_on, **details)],
        by=by,
    )
    return organisation


@transaction.atomic
def create_many(drafts: Sequence[Draft], *, by: User | None) -> list[Organisation]:
    """Found many unions in one go, in the order given: organisations, lineages, names, ledger entries.

    20,000 take some seconds. Nothing is written if one of them is refused (as in `create`).
    """
    if not drafts:
        return []
    hold_tree(to_change_paths=False)
    standing = _fresh({one for draft in drafts for one in (draft.parent, draft.industry)})
    for parent in {draft.parent for draft in drafts}:
        if isinstance(parent, Organisation) or parent is None:
            require(by, "organisations.create", standing[parent.pk] if parent else None)
    today = timezone.localdate()
    made: dict[Draft, Organisation] = {}
    for draft, pk in zip(drafts, _numbers(len(drafts)), strict=True):

        def found(one: Organisation | Draft | None) -> Organisation | None:
            return made[one] if isinstance(one, Draft) else standing[one.pk] if one else None

        made[draft] = _organisation(pk, draft, found(draft.parent), found(draft.industry), today)
    organisations = list(made.values())
    _require_free_codes(organisations)
    Organisation.objects.bulk_create(organisations, batch_size=2000)
    stand([one.pk for one in organisations])
    _name([one.pk for one in organisations])
    _record(organisations, by)
    return organisations


def _fresh(mentioned: set[Organisation | Draft | None]) -> dict[int, Organisation]:
    """The existing organisations that drafts mention, as they are now, kept from being ended meanwhile."""
    keys = {one.pk for one in mentioned if isinstance(one, Organisation)}
    return {
        one.pk: one
        for one in Organisation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    }


def _numbers(count: int) -> list[int]:
    """Ids from the table's own sequence: known beforehand, so that paths can be written at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('organisations_organisation', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return [number for (number,) in cursor.fetchall()]


def _record(organisations: Sequence[Organisation], by: User | None) -> None:
    """One entry for each, on the day it was founded; very many by COPY, which takes a third of the time."""
    if len(organisations) <= MANY:
        facts = [
            Fact(
                Verb.FOUNDED,
                "organisations.organisation",
                one.pk,
                one,
                attribute=one.kind,
                happened_on=one.founded_on,
                payload={"kind": one.kind},
            )
            for one in organisations
        ]
        record_many(facts, by=by)
        return
    lineages = Lineage.objects.filter(organisation__in=organisations, until__isnull=True)
    of_one = dict(lineages.values_list("organisation_id", "pk"))
    now = timezone.now()
    copy_entries(
        Row(
            verb=Verb.FOUNDED,
            subject_type="organisations.organisation",
            subject_id=one.pk,
            organisation_id=one.pk,
            lineage_id=of_one[one.pk],
            person_id=None,
            quantity=1,
            attribute=one.kind,
            payload={"kind": one.kind},
            happened_on=one.founded_on,
            recorded_at=now,
            recorded_by_id=by.pk if by else None,
        )
        for one in organisations
    )


def _name(ids: Sequence[int]) -> None:
    """Each is called what it is called from the day it was founded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organisations_naming (organisation_id, name, since)"
            " SELECT id, name, founded_on FROM organisations_organisation WHERE id = ANY(%s) ORDER BY id",
            [list(ids)],
        )


def _organisation(
    pk: int, draft: Draft, parent: Organisation | None, industry: Organisation | None, today: date
) -> Organisation:
    """The row of a draft, or the refusal it deserves."""
    founded_on = draft.founded_on or today
    if founded_on > today:
        raise Refused(Reason.DAY_IN_FUTURE, day=founded_on)
    require_place(draft.kind, parent)
    if industry is not None:
        require_industry(draft.name, draft.kind, industry)
    credit_code, override = sound_credit_code(draft.credit_code, draft.credit_code_override)
    path = formulas.child_path(parent.path if parent else "", pk)
    return Organisation(
        pk=pk,
        code=draft.code or formulas.default_code(pk),
        name=draft.name.strip(),
        short_name=(draft.short_name or draft.name).strip()[:60],
        initials=formulas.initials(draft.name.strip()),
        kind=draft.kind,
        parent=parent,
        industry=industry,
        path=path,
        depth=formulas.depth_of(path),
        division_code=draft.division_code,
        credit_code=credit_code,
        credit_code_override=override,
        employer_name=draft.employer_name,
        employer_type=draft.employer_type,
        economic_industry=draft.economic_industry,
        address=draft.address,
        founded_on=founded_on,
        is_demonstration=draft.is_demonstration,
    )


def require_place(kind: str, parent: Organisation | None) -> None:
    """Refuse a kind that may not stand there, and a parent that has ended."""
    if parent is None:
        city = Organisation.objects.filter(kind=Kind.CITY).first()
        if kind != Kind.CITY:
            raise Refused(Reason.WRONG_PLACE, kind=Kind(kind).label, parent="—")
        if city is not None:
            raise Refused(Reason.BY_ITSELF, name=city.name)
        return
    if parent.state != State.ACTIVE:
        raise Refused(Reason.NOT_ACTIVE, name=parent.name)
    if parent.kind not in MAY_STAND_BELOW[kind]:
        raise Refused(Reason.WRONG_PLACE, kind=Kind(kind).label, parent=parent.name)


def require_industry(name: str, kind: str, industry: Organisation) -> None:
    """Refuse a second line that is none."""
    if kind not in MAY_JOIN_AN_INDUSTRY or industry.kind != Kind.INDUSTRY or industry.state != State.ACTIVE:
        raise Refused(Reason.NOT_AN_INDUSTRY, name=name, industry=industry.name)


def sound_credit_code(code: str, reason: str) -> tuple[str, str]:
    """The tidied code, and the reason why it stays although it fails its check (empty for a sound one).

    Raises Refused(CREDIT_CODE_DOUBTFUL) for one that fails without a reason, or that is longer than a code can be.
    """
    code = formulas.tidy_credit_code(code)
    if not code or formulas.credit_code_is_sound(code):
        return code, ""
    if not reason.strip() or len(code) > 18:  # not law: signs of a credit code, GB 32100
        raise Refused(Reason.CREDIT_CODE_DOUBTFUL, code=code)
    return code, reason.strip()


def _require_free_codes(organisations: Sequence[Organisation]) -> None:
    """Refuse codes that are in use, in the table or earlier in the list."""
    codes: dict[str, Organisation] = {}
    credit_codes: dict[str, Organisation] = {}
    for one in Organisation.objects.filter(code__in=[one.code for one in organisations]):
        codes[one.code] = one
    wanted = [one.credit_code for one in organisations if one.credit_code]
    for one in Organisation.objects.filter(credit_code__in=wanted, state=State.ACTIVE):
        credit_codes[one.credit_code] = one
    for one in organisations:
        if one.code in codes:
            raise Refused(Reason.CODE_TAKEN, code=one.code, name=codes[one.code].name)
        codes[one.code] = one
        if one.credit_code:
            if one.credit_code in credit_codes:
                raise Refused(
                    Reason.CREDIT_CODE_TAKEN, code=one.credit_code, name=credit_codes[one.credit_code].name
                )
            credit_codes[one.credit_code] = one
