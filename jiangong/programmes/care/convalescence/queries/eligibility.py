"""Whether somebody may apply, and in which pools they are: from the register and the ledger, for one person or for many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jiangong.foundation.common.prepared import Prepared, as_array
from jiangong.foundation.people.models import Person
from jiangong.foundation.people.states import REGISTERED
from jiangong.foundation.rulebook.explain import All, Compare, Term, compares, holds
from jiangong.foundation.rulebook.queries import (
    STATUSES,
    Explanation,
    Parameter,
    explained,
    parameter,
    value,
)
from jiangong.programmes.care.convalescence.formulas.eligibility import (
    Conditions,
    Record,
    application_rule,
    facts_of,
    years_later,
)
from jiangong.programmes.care.convalescence.formulas.pools import Figures, Reserved, pools_of
from jiangong.programmes.care.convalescence.models import Pool, Programme
from jiangong.programmes.care.convalescence.states import PoolKind, PostKind, ProgrammeState
from jiangong.selection.equity.queries import good_of, turn_of, turns_rule, turns_sql


@dataclass(frozen=True)
class Asked:
    """Everything of a programme that the rules need, read once for many people."""

    programme: Programme
    rule: All
    reserved: tuple[Reserved, ...]
    figures: Figures
    batches: tuple[str, ...]
    every: int
    won_since: date


def asked_by(programme: Programme) -> Asked:
    """The programme's rule, pools and figures. Two queries besides the rulebook, none where batches and pools are at hand."""
    batches = [(one.code, one.starts_on) for one in programme.batches.all()]
    closes_on = timezone.localdate(programme.closes_at)
    first = min((day for _code, day in batches), default=closes_on)
    years = parameter("convalescence.same_unit_years", on=closes_on)
    again = parameter("convalescence.again_years", on=closes_on)
    rule = application_rule(
        Conditions(
            opens_at=programme.opens_at,
            closes_at=programme.closes_at,
            organiser=programme.organisation.name,
            admits=programme.admits,
            years=_term(years, years_later(closes_on, -years.value)),
            turn=_term(again, first),
        )
    )
    reserved = tuple(
        Reserved(one.code, one.kind, one.organisation_id)
        for one in programme.pools.all()
        if one.kind != PoolKind.EVERYBODY
    )
    figures = Figures(
        first,
        value("convalescence.near_retirement", on=closes_on),
        frozenset(value("convalescence.new_forms", on=closes_on)),
    )
    won_since = years_later(closes_on, -value("convalescence.winner_years", on=closes_on))
    return Asked(
        programme, rule, reserved, figures, tuple(code for code, _day in batches), again.value, won_since
    )


def _term(read: Parameter, bound: date) -> Term:
    return Term(bound, read.title, read.source, read.key, STATUSES[read.status])


def records_of(asked: Asked, people: Iterable[int]) -> dict[int, Record]:
    """What register and ledger say of each of these people; two queries however many there are.

    Who is not on the register at all (or was merged into another number) is not in the answer.
    """
    on = timezone.localdate(asked.programme.closes_at)
    stays, honour, rule = good_of("convalescence"), good_of("honour"), turns_rule(on)
    assert stays is not None, "this room declares it"
    rows = _records.run(
        as_array(dict.fromkeys(people)),
        asked.programme.pk,
        honour.verb if honour else "",
        honour.taken_back if honour else "",
        asked.won_since,
        sorted(REGISTERED),
        on,
        stays.verb,
        stays.taken_back,
    )
    found = {}
    for row in rows:
        person, union, above, joined, born, sex, form, occupation, *post, applied, won, last, registered = row
        kind, since, hard, model, hardship = post
        turn = turn_of(rule, last, registered, on)
        found[person] = Record(
            person_id=person,
            organisation_id=union,
            counts_for=None if union is None else frozenset(above or ()),
            post=kind or (PostKind.FRONT if occupation else PostKind.OTHER),
            since=since or joined,
            last_stay=turn.received_on,
            born_on=born,
            sex=sex,
            employment_form=form,
            hard=bool(hard),
            model=bool(model),
            hardship=bool(hardship),
            won=won,
            applied=applied,
            lots=turn.lots,
        )
    return found


def record_of(asked: Asked, person: Person) -> Record:
    """The same of one person."""
    none = Record(person.pk, None, None, PostKind.OTHER, None, None)
    return records_of(asked, [person.pk]).get(person.pk, none)


def facts(asked: Asked, record: Record, now: datetime) -> Mapping[str, Any]:
    """The facts of one person, as the programme's rule asks for them."""
    programme = asked.programme
    return facts_of(
        record,
        is_open=programme.state == ProgrammeState.OPEN,
        now=now,
        organiser=programme.organisation_id,
        every=asked.every,
    )


def first_broken(asked: Asked, record: Record, now: datetime) -> Compare | None:
    """The first clause that does not hold; None if they may apply."""
    given = facts(asked, record, now)
    return next((one for one in compares(asked.rule) if not holds(one, given)), None)


def eligibility_of(programme: Programme, person: Person) -> Explanation:
    """Whether somebody may apply, clause by clause, by the rule the act itself refuses with."""
    asked = asked_by(programme)
    return why(asked, record_of(asked, person))


def why(asked: Asked, record: Record) -> Explanation:
    """The same for what was read already."""
    return explained(asked.rule, facts(asked, record, timezone.now()))


def as_if_new(record: Record) -> Record:
    """The same person as if they had not applied: for whoever asks whether a standing application still may be."""
    return replace(record, applied=False)


def pools_for(asked: Asked, record: Record) -> list[str]:
    """The codes of the reserved pools somebody is in."""
    return pools_of(record, asked.reserved, asked.figures)


def pools_named(programme: Programme, codes: Sequence[str]) -> list[Pool]:
    """These pools of a programme, and everybody's last; one query."""
    wanted = set(codes)
    return [one for one in programme.pools.all() if one.code in wanted or one.kind == PoolKind.EVERYBODY]


def kept(record: Record) -> dict[str, Any]:
    """What is kept with an application of what the rules read: days as text, unions as a list."""
    return {
        "organisation_id": record.organisation_id,
        "counts_for": sorted(record.counts_for or ()),
        "post": str(record.post),
        "since": _day(record.since),
        "last_stay": _day(record.last_stay),
        "born_on": _day(record.born_on),
        "sex": record.sex,
        "employment_form": record.employment_form,
        "hard": record.hard,
        "model": record.model,
        "hardship": record.hardship,
        "won": record.won,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


# Persons as asked, with the active membership and its line, the post, a live application, an honour that stands. The last two
# are sought among what each person has (OFFSET 0 keeps it so): as EXISTS they are hashed, and by the programme or the verb they are
# found among everybody's, so that each batch would read all who applied before it.
_RECORDS = f"""
SELECT p.id, m.organisation_id, l.ancestors, m.joined_on, p.born_on, p.sex, p.employment_form, p.occupation,
       o.kind, o.since, o.hard, o.model, o.hardship,
       (SELECT 1 FROM (SELECT programme_id, live FROM convalescence_applicant WHERE person_id = p.id OFFSET 0) a
        WHERE a.programme_id = $2 AND a.live LIMIT 1) IS NOT NULL,
       (SELECT 1 FROM (SELECT * FROM ledger_entry WHERE person_id = p.id OFFSET 0) e
        WHERE e.verb = $3 AND e.happened_on >= $5 AND e.corrects_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM ledger_entry c WHERE c.corrects_id = e.id)
          AND NOT EXISTS (SELECT 1 FROM ledger_entry b WHERE b.verb = $4
            AND b.subject_type = e.subject_type AND b.subject_id = e.subject_id) LIMIT 1) IS NOT NULL,
       t.last, t.joined_on
FROM people_person p
JOIN ({turns_sql(people="$1", registered="$6", on="$7", verb="$8", taken_back="$9")}) t ON t.person = p.id
LEFT JOIN people_membership m ON m.person_id = p.id AND m.state = 'active'
LEFT JOIN organisations_lineage l ON l.organisation_id = m.organisation_id AND l.until IS NULL
LEFT JOIN convalescence_post o ON o.person_id = p.id
WHERE p.id = ANY($1) AND p.merged_into_id IS NULL
"""  # noqa: S608  # the equity ledger's own statement
_records = Prepared(
    "convalescence_records",
    ("bigint[]", "bigint", "text", "text", "date", "text[]", "date", "text", "text"),
    _RECORDS,
)
