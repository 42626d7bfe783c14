"""A drill or a shop-floor contest in one act: called, its rules in force, open, and who marks it."""

from django.db import transaction

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.contests import (
    ContestFacts,
    close_entries,
    create_contest,
    open_entries,
)
from jiangong.programmes.competitions.actions.drawing import make_ready
from jiangong.programmes.competitions.actions.marking import start_contest
from jiangong.programmes.competitions.actions.offices import give_office, set_bench
from jiangong.programmes.competitions.actions.schemes import use_preset
from jiangong.programmes.competitions.models import Contest, Season
from jiangong.programmes.competitions.states import ContestState, Duty

ONLY_COMPONENT = "score"  # of the preset “light”


@transaction.atomic
def begin_light(
    season: Season,
    organiser: Organisation,
    facts: ContestFacts,
    *,
    judging: bool,
    going_on: int | None = None,
    by: User,
) -> Contest:
    """Everything a foreman needs before the first mark. `judging`: whoever begins it marks, too; `going_on`: so many climb.

    Raises what the acts it is made of raise.
    """
    contest = create_contest(season, organiser, facts, by=by)
    use_preset(contest, "light", places=going_on, by=by)
    contest.refresh_from_db()
    if judging and by.person is not None:
        office = give_office(contest, by.person, Duty.CHIEF, by=by)
        set_bench(contest, ONLY_COMPONENT, [office], by=by)
    return open_entries(contest, by=by)


@transaction.atomic
def start_light(contest: Contest, *, by: User | None) -> Contest:
    """Entries closed, rules and list locked, and the first mark may come: a contest without layers has nothing to draw.

    Raises what the acts it is made of raise.
    """
    if contest.state == ContestState.ENTERING:
        contest = close_entries(contest, by=by)
    contest = make_ready(contest, by=by)
    return start_contest(contest, by=by)
