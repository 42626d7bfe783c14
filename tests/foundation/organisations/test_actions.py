"""Each verb, in every state and by everybody; what it writes; what it refuses."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate as today

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations import actions, queries
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import CommitteeKind, Kind, State, Verb
from jiangong.foundation.people.models import Membership
from tests.factories import FOUNDED, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db

SOUND = "91110000600037341L"
DOUBTFUL = "91350100M000100Y4Z"

VERBS = {
    "create": lambda one, tree, by: actions.create(name="演示", kind=Kind.BRANCH, parent=one, by=by),
    "rename": lambda one, tree, by: actions.rename(one, "演示新名", by=by),
    "move": lambda one, tree, by: actions.move(one, tree.sibling_township, by=by),
    "set_industry": lambda one, tree, by: actions.set_industry(one, None, by=by),
    "merge": lambda one, tree, by: actions.merge(one, tree.sibling_enterprise, by=by),
    "dissolve": lambda one, tree, by: actions.dissolve(one, by=by),
    "change_details": lambda one, tree, by: actions.change_details(one, address="演示路1号", by=by),
    "form_committee": lambda one, tree, by: actions.form_committee(
        one, CommitteeKind.UNION, since=date(2024, 1, 1), years=3, by=by
    ),
}
MAY = {  # who may do it to the enterprise; nobody else of the cast
    "create": {"chair", "township_cadre", "district_cadre", "city_officer"},
    "rename": {"township_cadre", "district_cadre", "city_officer"},
    "move": {"district_cadre", "city_officer"},  # the right over both sides
    "set_industry": {"township_cadre", "district_cadre", "city_officer"},
    "merge": {"township_cadre", "district_cadre", "city_officer"},
    "dissolve": set(),  # has a branch: refused for whoever may, see below
    "change_details": {"chair", "township_cadre", "district_cadre", "city_officer"},
    "form_committee": {"township_cadre", "district_cadre", "city_officer"},
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_in_every_state(tree, verb, state):
    enterprise = tree.other_enterprise  # without unions below
    Organisation.objects.filter(pk=enterprise.pk).update(state=state, industry=tree.industry)
    before = Entry.objects.count()
    if state == State.ACTIVE:
        VERBS[verb](enterprise, tree, None)
        assert Entry.objects.count() == before + 1
        return
    with pytest.raises(Refused) as refused:
        VERBS[verb](enterprise, tree, None)
    assert refused.value.code == "organisations.not_active"
    assert Entry.objects.count() == before


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "dissolve"])
def test_who_may_do_it(tree, cast, verb):
    for who, user in cast.items():
        if who in MAY[verb]:
            continue
        with pytest.raises(Refused) as refused:
            VERBS[verb](tree.enterprise, tree, user)
        assert refused.value.code == "not_permitted", who


@pytest.mark.parametrize(("verb", "who"), [(verb, who) for verb, many in MAY.items() for who in sorted(many)])
def test_who_may_is_let(tree, cast, verb, who):
    Membership.objects.all().delete()  # with members no union ends
    VERBS[verb](tree.enterprise, tree, cast[who])
    assert Entry.objects.filter(recorded_by=cast[who]).count() == 1


def test_dissolving_is_for_the_union_above(tree, cast):
    for who, user in cast.items():
        if who not in ("township_cadre", "district_cadre", "city_officer"):
            with pytest.raises(Refused) as refused:
                actions.dissolve(tree.sibling_enterprise, by=user)
            assert refused.value.code == "not_permitted", who
    assert actions.dissolve(tree.sibling_enterprise, by=cast["township_cadre"]).state == State.DISSOLVED


# --- founding ---------------------------------------------------------------------------------------------


def test_founding_writes_place_name_lineage_and_ledger(tree):
    made = actions.create(
        name="演示企业一工会", kind=Kind.BRANCH, parent=tree.enterprise, founded_on=date(2023, 3, 1), by=None
    )
    assert (made.path, made.depth) == (f"{tree.enterprise.path}{made.pk}/", 4)
    assert (made.initials, made.short_name, made.code) == ("ysqyygh", "演示企业一工会", f"{made.pk:08d}")
    lineage = made.lineages.get()
    assert (lineage.since, lineage.until, lineage.parent) == (date(2023, 3, 1), None, tree.enterprise)
    # A branch follows its enterprise to the industry union; the city counts once.
    assert lineage.ancestors == sorted(
        one.pk for one in (tree.city, tree.district, tree.township, tree.enterprise, made, tree.industry)
    )
    assert list(made.namings.values_list("name", "since", "until")) == [
        ("演示企业一工会", date(2023, 3, 1), None)
    ]
    entry = Entry.objects.get(verb=Verb.FOUNDED)
    assert (entry.organisation, entry.lineage, entry.happened_on) == (made, lineage, date(2023, 3, 1))
    assert entry.payload == {"kind": "branch"}


@pytest.mark.parametrize(
    ("kind", "place"),
    [(Kind.VILLAGE, "city"), (Kind.DISTRICT, "township"), (Kind.BRANCH, "village"), (Kind.CITY, "city")],
)
def test_a_kind_stands_only_where_it_may(tree, kind, place):
    with pytest.raises(Refused) as refused:
        actions.create(name="演示", kind=kind, parent=getattr(tree, place), by=None)
    assert refused.value.code == "organisations.wrong_place"
    assert refused.value.remedy


def test_there_is_one_city(tree):
    with pytest.raises(Refused) as refused:
        actions.create(name="演示二市总工会", kind=Kind.CITY, parent=None, by=None)
    assert refused.value.code == "organisations.only_one_city"


def test_a_union_is_not_founded_tomorrow(tree):
    with pytest.raises(Refused) as refused:
        actions.create(
            name="演示",
            kind=Kind.VILLAGE,
            parent=tree.township,
            founded_on=today() + timedelta(days=1),
            by=None,
        )
    assert refused.value.code == "organisations.day_in_future"


def test_one_refused_draft_and_nothing_is_founded(tree):
    before = Organisation.objects.count()
    drafts = [
        actions.Draft(name="演示甲", kind=Kind.VILLAGE, parent=tree.township, code="SAME"),
        actions.Draft(name="演示乙", kind=Kind.VILLAGE, parent=tree.township, code="SAME"),
    ]
    with pytest.raises(Refused) as refused:
        actions.create_many(drafts, by=None)
    assert (refused.value.code, refused.value.facts["name"]) == ("organisations.code_taken", "演示甲")
    assert Organisation.objects.count() == before


def test_a_doubtful_credit_code_warns_and_yields_to_a_reason(tree):
    def found(**codes: str) -> Organisation:
        return actions.create(name="演示", kind=Kind.ENTERPRISE, parent=tree.township, by=None, **codes)

    with pytest.raises(Refused) as refused:
        found(credit_code=DOUBTFUL)
    assert refused.value.code == "organisations.credit_code_doubtful"
    made = found(credit_code="９１350100m000100y4z", credit_code_override="与营业执照一致")
    assert (made.credit_code, made.credit_code_override) == (DOUBTFUL, "与营业执照一致")
    assert found(credit_code=SOUND, credit_code_override="多余的说明").credit_code_override == ""
    with pytest.raises(Refused) as refused:
        found(credit_code=SOUND)
    assert refused.value.code == "organisations.credit_code_taken"


# --- moving and the second line ---------------------------------------------------------------------------


def test_last_years_figures_stay_where_they_were_earned(tree, earn, earned):
    last_year, moved_on = today() - timedelta(days=365), today() - timedelta(days=30)
    earn(tree.branch, last_year)
    actions.move(tree.enterprise, tree.other_township, on=moved_on, by=None)
    branch = Organisation.objects.get(pk=tree.branch.pk)
    assert branch.path == f"{tree.other_township.path}{tree.enterprise.pk}/{branch.pk}/"
    assert branch.depth == 4
    earn(branch)
    earn(branch, last_year)  # written down late: counts where the union stood then
    assert (earned(tree.district), earned(tree.other_district), earned(tree.city)) == (2, 1, 3)
    lineages = list(tree.branch.lineages.order_by("since").values_list("since", "until"))
    assert lineages == [(FOUNDED, moved_on), (moved_on, None)]
    assert Entry.objects.filter(verb=Verb.MOVED).count() == 1


def test_a_move_of_today_leaves_what_was_earned_this_morning(tree, earn, earned):
    earn(tree.enterprise)
    actions.move(tree.enterprise, tree.other_township, by=None)
    earn(tree.enterprise)
    actions.move(tree.enterprise, tree.township, by=None)
    earn(tree.enterprise)
    assert (earned(tree.district), earned(tree.other_district), earned(tree.city)) == (2, 1, 3)


def test_a_move_is_not_dated_back_behind_what_was_earned(tree, earn):
    earn(tree.branch, today() - timedelta(days=5))
    with pytest.raises(Refused) as refused:
        actions.move(tree.enterprise, tree.other_township, on=today() - timedelta(days=5), by=None)
    assert refused.value.code == "organisations.earned_since"
    actions.move(tree.enterprise, tree.other_township, on=today() - timedelta(days=4), by=None)


def test_a_move_has_a_day_that_is_still_open(tree):
    for on, code in (
        (FOUNDED - timedelta(days=1), "day_too_early"),
        (today() + timedelta(days=1), "day_in_future"),
    ):
        with pytest.raises(Refused) as refused:
            actions.move(tree.enterprise, tree.other_township, on=on, by=None)
        assert refused.value.code == f"organisations.{code}"


def test_a_union_cannot_stand_below_itself_and_the_city_stays(tree):
    with pytest.raises(Refused) as refused:
        actions.move(tree.enterprise, tree.branch, by=None)
    assert refused.value.code == "organisations.below_itself"
    with pytest.raises(Refused) as refused:
        actions.move(tree.city, tree.township, by=None)
    assert refused.value.code == "organisations.city_stays"
    with pytest.raises(Refused) as refused:
        actions.move(tree.branch, tree.township, by=None)
    assert refused.value.code == "organisations.wrong_place"


def test_both_lines_count_and_the_city_once(tree, earn, earned):
    actions.set_industry(tree.other_enterprise, tree.industry, by=None)
    earn(tree.other_enterprise)
    assert [earned(one) for one in (tree.industry, tree.other_district, tree.city)] == [1, 1, 1]
    actions.set_industry(tree.other_enterprise, None, by=None)
    earn(tree.other_enterprise)
    assert [earned(one) for one in (tree.industry, tree.other_district, tree.city)] == [1, 2, 2]
    for one, line in ((tree.enterprise, tree.township), (tree.township, tree.industry)):
        with pytest.raises(Refused) as refused:
            actions.set_industry(one, line, by=None)
        assert refused.value.code == "organisations.not_an_industry"


def test_moving_an_industry_union_takes_along_who_hangs_on_it(tree, earn, earned):
    inside = make_organisation("演示行业二", kind=Kind.INDUSTRY, parent=tree.district)
    actions.set_industry(tree.other_enterprise, inside, by=None)
    actions.move(inside, tree.township, by=None)
    earn(tree.other_enterprise)
    assert (earned(inside), earned(tree.township), earned(tree.other_township)) == (1, 1, 1)


# --- ending -----------------------------------------------------------------------------------------------


def test_merging_hands_over_what_stands_below_and_leaves_the_past(tree, earn, earned):
    earn(tree.branch, today() - timedelta(days=9))
    actions.merge(tree.enterprise, tree.sibling_enterprise, on=today() - timedelta(days=2), by=None)
    ended = Organisation.objects.get(pk=tree.enterprise.pk)
    assert (ended.state, ended.succeeded_by, ended.ended_on) == (
        State.MERGED, tree.sibling_enterprise, today() - timedelta(days=2),
    )  # fmt: skip
    branch = Organisation.objects.get(pk=tree.branch.pk)
    assert branch.parent == tree.sibling_enterprise
    earn(branch)
    assert (earned(tree.enterprise), earned(tree.sibling_enterprise)) == (1, 1)
    with pytest.raises(Refused) as refused:
        earn(ended)
    assert refused.value.code == "ledger.organisation_not_established"


def test_merging_industry_unions_hands_over_the_second_line(tree, earn, earned):
    other = make_organisation("演示行业二", kind=Kind.INDUSTRY, parent=tree.city)
    actions.merge(tree.industry, other, by=None)
    enterprise = Organisation.objects.get(pk=tree.enterprise.pk)
    assert enterprise.industry == other
    earn(tree.branch)
    assert (earned(tree.industry), earned(other)) == (0, 1)


def test_only_like_goes_into_like(tree):
    with pytest.raises(Refused) as refused:
        actions.merge(tree.enterprise, tree.village, by=None)
    assert refused.value.code == "organisations.kinds_differ"
    with pytest.raises(Refused) as refused:
        actions.merge(tree.enterprise, tree.branch, by=None)
    assert refused.value.code == "organisations.into_itself"
    with pytest.raises(Refused) as refused:
        actions.merge(tree.enterprise, tree.enterprise, by=None)
    assert refused.value.code == "organisations.into_itself"


def test_a_union_with_members_or_unions_below_does_not_end(tree):
    with pytest.raises(Refused) as refused:
        actions.dissolve(tree.township, by=None)
    assert refused.value.code == "organisations.has_children"
    make_member(tree.branch, person=make_person())
    for end in (
        lambda: actions.dissolve(tree.branch, by=None),
        lambda: actions.merge(
            tree.branch, make_organisation("演示分会", kind=Kind.BRANCH, parent=tree.enterprise), by=None
        ),
    ):
        with pytest.raises(Refused) as refused:
            end()
        assert (refused.value.code, refused.value.facts["count"]) == ("organisations.has_members", 1)


def test_the_last_day_still_counts(tree, earn, earned):
    actions.dissolve(tree.branch, on=today(), reason="演示", by=None)
    earn(tree.branch)
    assert earned(tree.branch) == 1
    assert Entry.objects.get(verb=Verb.DISSOLVED).payload == {"reason": "演示"}


# --- names, details, committees ---------------------------------------------------------------------------


def test_names_have_a_history(tree):
    day = today() - timedelta(days=10)
    renamed = actions.rename(tree.enterprise, "演示新名工会", on=day, by=None)
    assert (renamed.name, renamed.short_name, renamed.initials) == ("演示新名工会", "演示新名工会", "ysxmgh")
    assert queries.name_on(tree.enterprise, day - timedelta(days=1)) == "演示企业001工会"
    assert queries.name_on(tree.enterprise, day) == "演示新名工会"
    for name, on, code in (
        ("演示新名工会", today(), "name_unchanged"),
        ("又一名", day - timedelta(days=1), "day_too_early"),
        ("又一名", today() + timedelta(days=1), "day_in_future"),
    ):
        with pytest.raises(Refused) as refused:
            actions.rename(tree.enterprise, name, on=on, by=None)
        assert refused.value.code == f"organisations.{code}"


def test_details_are_recorded_by_field_and_only_when_changed(tree):
    actions.change_details(tree.enterprise, address="演示路1号", credit_code=SOUND, by=None)
    assert Entry.objects.get(verb=Verb.CORRECTED).payload == {"fields": ["address", "credit_code"]}
    actions.change_details(tree.enterprise, address="演示路1号", by=None)
    assert Entry.objects.filter(verb=Verb.CORRECTED).count() == 1
    with pytest.raises(Refused) as refused:
        actions.change_details(tree.sibling_enterprise, credit_code=SOUND, by=None)
    assert refused.value.code == "organisations.credit_code_taken"
    with pytest.raises(TypeError):
        actions.change_details(tree.enterprise, path="/1/", by=None)


def test_terms_are_as_long_as_the_law_says_and_follow_each_other(tree):
    def form(since: date, years: int, one: Organisation = tree.enterprise):
        return actions.form_committee(one, CommitteeKind.UNION, since=since, years=years, by=None)

    first = form(date(2020, 6, 1), 3)
    assert (first.term, first.until) == (1, date(2023, 6, 1))
    assert form(date(2022, 6, 1), 5).term == 2
    first.refresh_from_db()
    assert first.until == date(2022, 6, 1)  # an early re-election ends the term before
    for since, years, one, code in (
        (date(2024, 1, 1), 4, tree.enterprise, "term_wrong"),
        (date(2024, 1, 1), 3, tree.township, "term_wrong"),
        (date(2022, 6, 1), 3, tree.enterprise, "term_overlaps"),
        (today() + timedelta(days=1), 3, tree.enterprise, "day_in_future"),
    ):
        with pytest.raises(Refused) as refused:
            form(since, years, one)
        assert refused.value.code == f"organisations.{code}"


def test_ten_women_have_a_committee(tree):
    def form():
        return actions.form_committee(
            tree.enterprise, CommitteeKind.WOMEN, since=date(2024, 1, 1), years=3, by=None
        )

    for _ in range(9):
        make_member(tree.branch, sex="F")
    make_member(tree.enterprise, sex="M")
    with pytest.raises(Refused) as refused:
        form()
    assert (refused.value.code, refused.value.facts) == (
        "organisations.too_few_women",
        {"count": 9, "least": 10},
    )
    make_member(tree.enterprise, sex="F")
    assert form().term == 1
