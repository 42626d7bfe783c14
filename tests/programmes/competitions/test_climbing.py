"""From level to level: who climbs is examined by what the level above asks; awards follow the class of the filing."""

from datetime import date

import pytest
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry as LedgerEntry
from jiangong.programmes.competitions import actions
from jiangong.programmes.competitions.actions.climbing import entered_from_below
from jiangong.programmes.competitions.models import Contest, Entry, Office
from jiangong.programmes.competitions.states import ContestClass, ContestState, EntryState, Level, Verb
from tests.programmes.competitions.stage import entry_of, set_up

pytestmark = pytest.mark.django_db


def test_who_is_too_old_for_the_final_waits_for_the_examiner() -> None:
    below, above = two_levels()
    old, young = (entry_of(user) for user in below.entrants[:2])
    old.person.born_on = date(timezone.localdate().year - 60, 1, 1)
    old.person.save(update_fields=["born_on"])
    Entry.objects.update(insured=True)
    entered_from_below(above, [fresh(old), fresh(young)], by=None)
    assert state_of(above, young) == EntryState.ACCEPTED
    assert state_of(above, old) == EntryState.APPLIED
    [broken] = [one for one in above.entries.get(person=old.person).findings if not one["holds"]]
    assert broken["clause"] == "not_too_old"
    assert climbed() == 1, "who waits has not climbed"
    actions.accept_entry(above.entries.get(person=old.person), by=None)
    assert climbed() == 2


def test_who_climbs_twice_is_entered_once() -> None:
    below, above = two_levels()
    one = fresh(entry_of(below.entrants[0]))
    entered_from_below(above, [one], by=None)
    entered_from_below(above, [one], by=None)
    assert above.entries.filter(person=one.person).count() == 1


def test_awards_follow_the_class_of_the_filing() -> None:
    stage = set_up(entrants=0)  # filed as of the first class
    scheme = stage.fresh().scheme
    assert scheme["contest_class"] == ContestClass.FIRST
    titles = [one for one in scheme["awards"] if one["group"] == "title"]
    assert [(one["last"], one["barred"] != []) for one in titles] == [(2, True)]
    promotions = [one["name"] for one in scheme["awards"] if one["group"] == "promotion"]
    assert promotions == ["晋升技师"]


def test_promotions_that_the_organiser_changed_stay_as_they_are() -> None:
    stage = set_up(entrants=0)
    facts = {one: getattr(stage.contest, one) for one in ("season", "organiser", "trade")}
    contest = Contest.objects.create(
        **facts, title="演示第二项", level=Level.CITY, open_to=stage.city, starts_on=timezone.localdate(),
        ends_on=timezone.localdate(), enter_from=stage.contest.enter_from, enter_until=stage.contest.enter_until,
    )  # fmt: skip
    actions.use_preset(contest, "standard", by=None)
    contest.refresh_from_db()
    changed = {**contest.scheme, "awards": [
        {**one, "name": "演示改过"} if one["group"] == "promotion" else one for one in contest.scheme["awards"]
    ]}  # fmt: skip
    actions.save_scheme(contest, changed, reason="演示", by=None)
    actions.file_contest(contest, number="演示备2号", contest_class=ContestClass.SECOND, by=None)
    contest.refresh_from_db()
    assert contest.scheme["contest_class"] == ContestClass.SECOND
    assert [one["name"] for one in contest.scheme["awards"] if one["group"] == "promotion"] == ["演示改过"]


def test_offices_are_given_together_or_not_at_all() -> None:
    stage = set_up(entrants=1)
    free = [office.person for office in Office.objects.filter(contest=stage.contest, duty="clerk")]
    before = Office.objects.count()
    wanted = [actions.Asked(free[0], "clerk"), actions.Asked(entry_of(stage.entrants[0]).person, "judge")]
    with pytest.raises(Refused, match="已经是选手"):
        actions.give_offices(stage.fresh(), wanted, by=stage.chair)
    assert Office.objects.count() == before
    [same] = actions.give_offices(stage.fresh(), wanted[:1], by=stage.chair)
    assert same.pk is not None
    assert Office.objects.count() == before


# --- parts ------------------------------------------------------------------------------------------------------


def two_levels():
    """Entrants of a shop-floor contest, and a city final of the same trade that takes entries."""
    below = set_up(level=Level.SHOP, layers=0, entrants=2)
    contest = below.fresh()
    above = Contest.objects.create(
        season=contest.season, organiser=below.city, trade=contest.trade, title="演示决赛", level=Level.CITY,
        open_to=below.city, starts_on=contest.starts_on, ends_on=contest.ends_on, state=ContestState.ENTERING,
        enter_from=contest.enter_from, enter_until=contest.enter_until,
    )  # fmt: skip
    return below, above


def fresh(entry: Entry) -> Entry:
    return Entry.objects.select_related("person", "organisation").get(pk=entry.pk)


def state_of(contest: Contest, entry: Entry) -> str:
    return contest.entries.get(person=entry.person).state


def climbed() -> int:
    return LedgerEntry.objects.filter(verb=Verb.CLIMBED).count()
