"""A drill or a shop-floor contest in one act: called, its rules in force, open, and who marks it."""

from django.db import transaction

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.contests import ContestFacts, create_contest, open_entries
from jiangong.programmes.competitions.actions.offices import give_office, set_bench
from jiangong.programmes.competitions.actions.schemes import use_preset
from jiangong.programmes.competitions.models import Contest, Season
from jiangong.programmes.competitions.states import Duty

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
