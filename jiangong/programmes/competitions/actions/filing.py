"""Filing: the season's union takes a contest into its catalogue, with its class, and the awards follow the class."""

from django.db import transaction

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.contests import require_scheme, step
from jiangong.programmes.competitions.actions.schemes import follow_class
from jiangong.programmes.competitions.models import Contest
from jiangong.programmes.competitions.states import ContestState, Verb


@transaction.atomic
def file_contest(contest: Contest, *, number: str, contest_class: str, by: User | None) -> Contest:
    """The season's union takes the contest into the catalogue, with its class. Raises Refused(SCHEME_MISSING).

    The rulebook's promotions and titles depend on the class: where the rules still have those of another class, as a
    ready-made scheme does that was chosen before the filing, those of this class take their place, as a version of its own.
    """
    contest = lock(contest)
    require(by, "competitions.file_contest", contest)
    require_scheme(contest)
    before = contest.contest_class
    contest.filing_number, contest.contest_class = number.strip()[:40], contest_class
    step(contest, ContestState.FILED, also=["filing_number", "contest_class"])
    record(
        Verb.FILED, contest, organisation=contest.organiser, by=by, attribute=contest.trade.key,
        payload={"class": contest_class},
    )  # fmt: skip
    follow_class(contest, before, by=by)
    return contest
