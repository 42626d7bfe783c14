"""A theory paper sat for a contest: lists under numbers, scores into the sheet once and exactly, absent is not nought."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.models import Row, Theory
from jiangong.programmes.competitions.queries.theory import absent_from
from jiangong.programmes.competitions.states import Duty, Reason, RowKind
from jiangong.selection.exams import actions as exams
from jiangong.selection.exams import queries as exam_queries
from jiangong.selection.exams.formulas import Blueprint, Line
from jiangong.selection.exams.models import Examinee, Sitting, Version
from jiangong.selection.exams.queries import paper_of_examinee
from tests.exam_factories import make_bank, save
from tests.programmes.competitions.stage import Stage, draw, entry_of, mark_all, set_up
from tests.programmes.competitions.test_views import client_of, shown

pytestmark = pytest.mark.django_db
ENTRANTS = 10
REST = [f"A{n:03d}" for n in range(4, ENTRANTS + 1)]  # who stayed away


def refused(expected, act, /, *args, **more):
    with pytest.raises(Refused) as caught:
        act(*args, **more)
    assert caught.value.code == expected.code
    return caught.value


@pytest.fixture
def stage() -> Stage:
    """Drawn and running; theory not marked."""
    stage = set_up(entrants=ENTRANTS, judges=3)
    draw(stage)
    return stage


def make_paper(stage: Stage, *, points: str = "5", **more) -> Sitting:
    """Twenty questions, five points each unless said otherwise."""
    now = timezone.now()
    bank = make_bank(stage.city, each=5)
    return exams.create_sitting(
        subject=stage.contest,
        organisation=stage.city,
        name="演示理论考试",
        blueprint=Blueprint(
            bank.pk, tuple(Line(kind, 5, points) for kind in ("single", "multiple", "true_false", "number"))
        ),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=2),
        minutes=90,
        by=stage.chair,
        **more,
    )


def sit(sitting: Sitting, code: str, right: int) -> Examinee:
    """Start, answer the first `right` questions rightly and the rest not at all."""
    examinee = exams.start(Examinee.objects.get(sitting=sitting, code=code), by=None)
    for one in paper_of_examinee(examinee)[:right]:
        version = Version.objects.get(
            question__bank=sitting.bank_id, question__number=examinee.items[one.item - 1]
        )
        if one.kind == "number":
            given = version.key["value"]
        else:
            wanted = {version.options[n] for n in version.key["right"]}
            given = "".join(letter for letter, option in one.options if option in wanted)
        save(examinee, (one.item, 1, given))
    return examinee


def held(stage: Stage, rights: dict[str, int]) -> Sitting:
    """A sitting with everybody on the list, sat by these, and closed."""
    sitting = make_paper(stage)
    actions.admit_entrants(stage.fresh(), sitting, "theory", by=stage.chair)
    sitting = exams.draw_paper(sitting, by=stage.chair)
    for code, right in rights.items():
        sit(sitting, code, right)
    return exams.close_sitting(sitting, reason="全部考完", by=stage.chair)


def scores_in(stage: Stage) -> dict[str, tuple[str, str]]:
    rows = Row.objects.filter(contest=stage.contest, component="theory").order_by("pk")
    return {one.code: (one.kind, one.value) for one in rows}


def test_entrants_are_admitted_under_their_numbers_with_their_minutes(stage):
    entry = entry_of(stage.entrants[0])
    actions.grant_minutes(entry, 30, by=stage.chair)
    sitting = make_paper(stage)
    assert actions.admit_entrants(stage.fresh(), sitting, "theory", by=stage.chair) == ENTRANTS
    _numbers, entries = queries.all_numbers(queries.Book(stage.fresh()))
    listed = {one.code: one for one in Examinee.objects.filter(sitting=sitting)}
    assert {code: one.person_id for code, one in listed.items()} == {
        code: one.person_id for code, one in entries.items()
    }
    assert {one.person_id for one in listed.values() if one.extra_minutes == 30} == {entry.person_id}
    # the order of the rows tells nothing: it is that of the numbers
    assert [one.code for one in Examinee.objects.filter(sitting=sitting).order_by("pk")] == sorted(entries)
    actions.grant_minutes(entry, 45, by=stage.chair)
    assert Examinee.objects.get(sitting=sitting, person=entry.person).extra_minutes == 45
    assert Theory.objects.get(sitting=sitting).office.duty == Duty.EXAM
    refused(Reason.NOBODY_TO_ADMIT, actions.admit_entrants, stage.fresh(), sitting, "theory", by=stage.chair)


def test_entrants_can_be_spread_over_sittings(stage):
    one, other = make_paper(stage), make_paper(stage)
    assert actions.admit_entrants(stage.fresh(), one, "theory", places=2, by=stage.chair) == 2
    assert actions.admit_entrants(stage.fresh(), other, "theory", by=stage.chair) == ENTRANTS - 2
    codes = [set(Examinee.objects.filter(sitting=x).values_list("code", flat=True)) for x in (one, other)]
    assert codes[0] == {"A001", "A002"}
    assert not codes[0] & codes[1]


def test_scores_flow_into_the_sheet_and_the_absent_have_none(stage):
    held(stage, {"A001": 20, "A002": 0, "A003": 7})
    assert scores_in(stage) == {"A001": ("mark", "100"), "A002": ("mark", "0"), "A003": ("mark", "35")}
    assert {one.judge for one in Row.objects.filter(contest=stage.contest, component="theory")} == {"K1"}
    gaps = {one.entrant for one in queries.gaps_of(queries.Book(stage.fresh())) if one.component == "theory"}
    assert gaps == set(REST)  # nought is a score, missing is a gap
    assert absent_from(stage.fresh(), "theory") == REST


def test_the_absent_sit_a_second_date_or_are_recorded_by_the_chief_judge(stage):
    held(stage, {"A001": 20, "A002": 0, "A003": 7})
    again = make_paper(stage)
    assert actions.admit_entrants(stage.fresh(), again, "theory", places=1, by=stage.chair) == 1
    assert absent_from(stage.fresh(), "theory") == REST[1:]
    assert queries.theory_overview(stage.fresh()).absent == {"theory": REST[1:]}
    refused(Reason.REASON_MISSING, actions.note_absences, stage.fresh(), "theory", reason=" ", by=stage.chief)
    with pytest.raises(Refused):
        actions.note_absences(stage.fresh(), "theory", reason="缺考", by=stage.chair)
    assert actions.note_absences(stage.fresh(), "theory", reason="无故缺考", by=stage.chief) == len(REST) - 1
    assert actions.note_absences(stage.fresh(), "theory", reason="无故缺考", by=stage.chief) == 0
    again = exams.draw_paper(again, by=stage.chair)
    sit(again, "A004", 3)
    exams.close_sitting(again, reason="补考完", by=stage.chair)
    assert scores_in(stage)["A004"] == ("mark", "15")
    assert scores_in(stage)["A005"] == ("absence", "")


def test_taking_scores_twice_changes_nothing(stage):
    sitting = held(stage, {"A001": 20})
    theory = Theory.objects.get(sitting=sitting)
    assert actions.take_scores(theory, by=stage.chair) == (0, 0)
    assert Row.objects.filter(contest=stage.contest, component="theory").count() == 1


def test_a_ruling_on_a_question_is_a_correction_beside_the_mark(stage):
    sitting = held(stage, {"A001": 20, "A002": 0})
    number = Examinee.objects.get(sitting=sitting, code="A002").items[0]
    exams.correct_key(sitting, number, "give", reason="题干有歧义", by=stage.chair)
    rows = Row.objects.filter(contest=stage.contest, component="theory", code="A002").order_by("pk")
    assert [(one.kind, one.value) for one in rows] == [("mark", "0"), ("correction", "5")]
    assert "题干有歧义" in rows[1].words
    assert scores_in(stage)["A001"] == ("mark", "100")
    sheet = queries.opened_sheet(queries.Book(stage.fresh())).sheet
    [correction] = [one for one in sheet.corrections if one.component == "theory"]
    assert correction.value == Fraction(5)


def test_scores_of_a_sitting_before_the_start_wait_for_it():
    stage = set_up(entrants=ENTRANTS, judges=3)
    actions.close_entries(stage.fresh(), by=stage.chair)
    actions.make_ready(stage.fresh(), by=stage.chair)
    sitting = make_paper(stage)
    refused(Reason.NOBODY_TO_ADMIT, actions.admit_entrants, stage.fresh(), sitting, "theory", by=stage.chair)
    layer = queries.layer_of(stage.contest, 1)
    actions.draw_layer(layer, said="七", by=stage.holders[0])
    sitting = held(stage, {"A001": 20})
    assert not scores_in(stage)
    theory = Theory.objects.get(sitting=sitting)
    refused(Reason.NOT_RUNNING, actions.take_scores, theory, by=stage.chair)
    actions.start_contest(stage.fresh(), by=stage.chair)
    assert scores_in(stage) == {"A001": ("mark", "100")}


def test_what_stands_against_it_is_named(stage):
    other = make_paper(stage, points="4")
    refused(Reason.FULL_DIFFERS, actions.admit_entrants, stage.fresh(), other, "theory", by=stage.chair)
    sitting = make_paper(stage)
    refused(Reason.NO_THEORY, actions.admit_entrants, stage.fresh(), sitting, "practice", by=stage.chair)
    with pytest.raises(Refused) as caught:
        actions.admit_entrants(stage.fresh(), sitting, "theory", by=stage.entrants[0])
    assert caught.value.code == "not_permitted"
    foreign = exams.create_sitting(
        subject=stage.city, organisation=stage.city, name="别的考试", blueprint=Blueprint.parse(sitting.blueprint),
        opens_at=sitting.opens_at, closes_at=sitting.closes_at, minutes=90, by=None,
    )  # fmt: skip
    refused(Reason.NOT_OUR_SITTING, actions.admit_entrants, stage.fresh(), foreign, "theory", by=stage.chair)
    actions.admit_entrants(stage.fresh(), sitting, "theory", by=stage.chair)
    refused(
        Reason.THEORY_BY_SITTING, actions.set_bench, stage.fresh(), "theory", [stage.office(stage.clerk)], by=stage.chair
    )  # fmt: skip


def test_what_a_clerk_has_entered_is_not_replaced(stage):
    mark_all(stage)
    refused(
        Reason.THEORY_BY_HAND,
        actions.admit_entrants,
        stage.fresh(),
        make_paper(stage),
        "theory",
        by=stage.chair,
    )


def finish(stage: Stage) -> Sitting:
    """Everybody sat; practice marked; sealed and opened."""
    sitting = held(stage, {f"A{n:03d}": 2 * n - 2 for n in range(1, ENTRANTS + 1)})
    now = timezone.now()
    for n, user in enumerate(stage.judges):
        sent = [
            actions.Sent(
                key=f"p{n}-{code}", component="practice", code=f"C{code:03d}", value=str(70 + code), at=now
            )
            for code in range(1, ENTRANTS + 1)
        ]
        actions.send_marks(stage.fresh(), stage.office(user), sent, by=user)
    actions.seal_sheet(stage.fresh(), by=stage.chief)
    for number in range(stage.contest.layers, 0, -1):
        actions.open_layer(queries.layer_of(stage.contest, number), by=stage.holders[number - 1])
    return sitting


def test_a_contest_is_computed_with_the_scores_of_its_paper(stage):
    finish(stage)
    outcome = queries.newest_outcome(stage.fresh())
    assert {one["code"]: one["scores"]["theory"] for one in outcome.result["lines"]} == {
        f"A{n:03d}": str(5 * (2 * n - 2)) for n in range(1, ENTRANTS + 1)
    }


def test_a_ruling_after_the_seal_changes_nothing_until_a_rejudging_does(stage):
    sitting = finish(stage)
    number = Examinee.objects.get(sitting=sitting, code="A001").items[-1]
    exams.correct_key(sitting, number, "give", reason="题干有歧义", by=stage.chair)
    theory = Theory.objects.get(sitting=sitting)
    changed = queries.differing(theory)
    assert "A001" in {code for code, _old, _new in changed}
    before = queries.newest_outcome(stage.fresh())
    with pytest.raises(Refused):
        actions.prepare_theory_rejudging(theory, by=stage.chair)
    rejudging = actions.prepare_theory_rejudging(theory, by=stage.supervisors[0])
    assert queries.newest_outcome(stage.fresh()) == before
    after = actions.apply_rejudging(rejudging, by=stage.chair)
    scores = {one["code"]: one["scores"]["theory"] for one in after.result["lines"]}
    assert {code: Decimal(scores[code]) for code, _old, _new in changed} == {
        code: Decimal(new.numerator) / new.denominator for code, _old, new in changed
    }
    assert not queries.differing(theory)


def test_nothing_is_sealed_while_papers_are_marked(stage):
    sitting = held(stage, {"A001": 20})
    Sitting.objects.filter(pk=sitting.pk).update(state="marking")
    refused(Reason.THEORY_BEING_MARKED, actions.seal_sheet, stage.fresh(), by=stage.chief)


@pytest.mark.parametrize("step", [1, 2, 500])
def test_marking_in_steps_gives_the_same_as_at_once(stage, monkeypatch, step):
    from jiangong.selection.exams.actions import marking

    monkeypatch.setattr(marking, "STEP", step)
    held(stage, {"A001": 20, "A002": 0, "A003": 7, "A005": 11})
    assert scores_in(stage) == {
        "A001": ("mark", "100"), "A002": ("mark", "0"), "A003": ("mark", "35"), "A005": ("mark", "55")
    }  # fmt: skip


def test_many_papers_are_marked_by_a_worker_and_a_crash_loses_nothing(stage, monkeypatch):
    from jiangong.selection.exams import tasks
    from jiangong.selection.exams.actions import marking

    monkeypatch.setattr(marking, "AT_ONCE", 1)
    monkeypatch.setattr(marking, "STEP", 1)
    deferred = []
    monkeypatch.setattr(tasks.mark_papers, "defer", lambda **what: deferred.append(what))
    sitting = make_paper(stage)
    actions.admit_entrants(stage.fresh(), sitting, "theory", by=stage.chair)
    sitting = exams.draw_paper(sitting, by=stage.chair)
    for code, right in {"A001": 20, "A002": 0, "A003": 7}.items():
        sit(sitting, code, right)
    client = client_of(stage.chair)
    client.post(reverse("exams:close", args=[sitting.pk]), {"reason": "全部考完"})
    sitting.refresh_from_db()
    assert (sitting.state, sitting.to_mark, sitting.marked) == ("marking", 3, 0)
    assert deferred == [{"sitting_id": sitting.pk}]
    assert exams.mark_step(sitting.pk)  # and then the worker dies
    assert "1 / 3" in shown(stage.chair, reverse("exams:sitting", args=[sitting.pk]))
    with pytest.raises(Refused) as caught:
        exam_queries.scores(Sitting.objects.get(pk=sitting.pk))
    assert caught.value.code == "exams.being_marked"
    assert not scores_in(stage)
    while exams.mark_step(sitting.pk):
        pass
    assert scores_in(stage) == {"A001": ("mark", "100"), "A002": ("mark", "0"), "A003": ("mark", "35")}
    assert not exams.mark_step(sitting.pk)


def test_pages(stage):
    sitting = held(stage, {"A001": 20, "A002": 0})
    entry = entry_of(stage.entrants[0])
    type(entry).objects.filter(pk=entry.pk).update(needs="轮椅")
    page = shown(stage.chair, reverse("competitions:theory", args=[stage.contest.pk]))
    assert "轮椅" in page
    overview = queries.theory_overview(stage.fresh())
    assert overview.waiting == {"theory": len(REST) + 1}
    [paper] = overview.papers
    assert (paper.examinees, paper.ended, paper.absent, paper.taken, paper.differ) == (ENTRANTS, 2, 8, 2, 0)
    assert "A001" not in page  # no number beside a name
    assert reverse("competitions:theory", args=[stage.contest.pk]) in shown(
        stage.chair, reverse("exams:sitting", args=[sitting.pk])
    )
    mine = next(
        one
        for one in stage.entrants
        if one.person_id == Examinee.objects.get(sitting=sitting, code="A001").person_id
    )
    assert "A001" in shown(mine, reverse("competitions:my_entries"))
    assert "演示理论考试" in shown(mine, reverse("competitions:contest", args=[stage.contest.pk]))
    assert "演示理论考试" not in shown(None, reverse("competitions:contest", args=[stage.contest.pk]))
    office = stage.office(stage.chief)
    assert "A003" in shown(stage.chief, reverse("competitions:office_theory", args=[office.pk]))
    assert "得分率" in shown(
        stage.chief, reverse("competitions:office_figures", args=[office.pk, sitting.pk])
    )
    judge = stage.office(stage.judges[0])
    shown(stage.judges[0], reverse("competitions:office_theory", args=[judge.pk]), status=404)
    response = client_of(stage.chief).post(
        reverse("competitions:office_theory", args=[office.pk]), {"component": "theory", "reason": "无故缺考"}
    )
    assert response.status_code == 302
    assert Row.objects.filter(contest=stage.contest, kind=RowKind.ABSENCE).count() == 8
    response = client_of(stage.chair).post(
        reverse("competitions:minutes", args=[entry.pk]), {"minutes": "20"}
    )
    assert response.status_code == 302
    entry.refresh_from_db()
    assert entry.extra_minutes == 20


def test_entrants_are_admitted_from_the_page(stage):
    sitting = make_paper(stage)
    client = client_of(stage.chair)
    there = reverse("competitions:theory_admit", args=[stage.contest.pk, sitting.pk])
    client.post(there, {"component": "theory", "places": "2"})
    assert Examinee.objects.filter(sitting=sitting).count() == 2
    client.post(there, {"component": "theory", "places": ""})
    assert Examinee.objects.filter(sitting=sitting).count() == ENTRANTS
