"""From one level to the next: who goes on is entered above, and examined by what the contest above asks."""

import secrets
from collections.abc import Sequence
from typing import Any

from jiangong.foundation.ledger.actions import Fact, record_many
from jiangong.foundation.people.models import User
from jiangong.foundation.rulebook.explain import compares, holds
from jiangong.foundation.rulebook.queries import used
from jiangong.programmes.competitions.actions.entering import findings, wait_for_examiner
from jiangong.programmes.competitions.formulas.eligibility import Clause
from jiangong.programmes.competitions.models import Contest, Entry
from jiangong.programmes.competitions.queries import entries as reads
from jiangong.programmes.competitions.states import CHANGEABLE, EntryState, Verb

BY_CUT = frozenset({Clause.OPEN, Clause.BEGUN, Clause.NOT_OVER, Clause.ONCE})  # not asked of who climbs


def entered_from_below(contest: Contest, entries: Sequence[Entry], *, by: User | None) -> list[Entry]:
    """Enter people who climbed, in the caller's transaction; who is in already stays as they are. The contest is locked.

    Neither the days of entering nor the places limit them, for the cut below did. The contest's other conditions do (a drill
    asks for membership alone, a final for age and insurance): who does not meet one waits for the examiner.
    """
    if contest.state not in CHANGEABLE:
        return []
    here = set(
        Entry.objects.filter(contest=contest)
        .exclude(state=EntryState.WITHDRAWN)
        .values_list("person_id", flat=True)
    )
    climbing = [one for one in entries if one.person is not None and one.person_id not in here]
    people = [one.person for one in climbing if one.person is not None]
    with used() as reads_used:
        rule, facts = reads.rule_and_facts(contest, people, insured=False)
    fresh = []
    for one in climbing:
        known = {**facts[one.person_id or 0], "insured": one.insured}
        broken = [each for each in compares(rule) if each.clause not in BY_CUT and not holds(each, known)]
        fresh.append(
            Entry(
                contest=contest, person=one.person, organisation=one.organisation,
                state=EntryState.APPLIED if broken else EntryState.ACCEPTED,
                findings=[each for each in findings(rule, known) if each["clause"] not in BY_CUT],
                level=one.level, titles=one.titles, insured=one.insured, new_field=one.new_field,
                needs=one.needs, ticket=secrets.token_urlsafe(12), entered_by=by, carried_from=one,
            )
        )  # fmt: skip
    Entry.objects.bulk_create(fresh, batch_size=1_000)
    record_many(
        [climbed(one, contest, reads_used) for one in fresh if one.state == EntryState.ACCEPTED], by=by
    )
    wait_for_examiner(contest, fresh)
    return fresh


def climbed(entry: Entry, contest: Contest, reads_used: Any = ()) -> Fact:
    """What counts for the plan when somebody is accepted in the contest above."""
    return Fact(
        Verb.CLIMBED, "competitions.entry", entry.pk, entry.organisation, person_id=entry.person_id,
        attribute=contest.level, payload={"level": contest.level}, used=reads_used,
    )  # fmt: skip
