"""A sitting from its plan to its marks: each act in every state, who may, what the ledger and the database keep."""

from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.selection.exams import actions, queries
from jiangong.selection.exams.formulas import Blueprint, Line, commitment, draw, pool_digest
from jiangong.selection.exams.models import Answer, Event, Examinee, Question, Sitting, Version
from jiangong.selection.exams.queries import Ruled, paper_of_examinee
from jiangong.selection.exams.states import Reason
from tests.exam_factories import blueprint_of, examinee_of, facts, make_bank, make_sitting, save
from tests.factories import make_officer, make_person, make_user

pytestmark = pytest.mark.django_db


def refused(expected, act, /, *args, **more):
    with pytest.raises(Refused) as caught:
        act(*args, **more)
    assert caught.value.code == expected.code
    return caught.value


def started(sitting, code="001"):
    return actions.start(examinee_of(sitting, code), by=None)


def right_answer(examinee, shown):
    """The letters under which the right options of a question stand on this paper."""
    number = examinee.items[shown.item - 1]
    version = Version.objects.get(question__bank=examinee.sitting.bank_id, question__number=number)
    if shown.kind == "number":
        return version.key["value"]
    right = {version.options[n] for n in version.key["right"]}
    return "".join(letter for letter, option in shown.options if option in right)


def answer_all(examinee, wrong=()):
    save(
        examinee,
        *(
            (one.item, 1, "0" if one.item in wrong else right_answer(examinee, one))
            for one in paper_of_examinee(examinee)
        ),
    )


# --- the bank --------------------------------------------------------------------------------------------------------


def test_a_question_that_was_not_drawn_is_changed_in_place(tree):
    bank = make_bank(tree.city, each=1)
    question = actions.write_question(bank, facts(stem="改过的题干"), number=1, by=None)
    assert question.state == "draft"
    assert question.version.number == 1
    assert question.version.stem == "改过的题干"


def test_a_question_that_was_drawn_from_gets_a_new_version_and_the_old_one_stays(tree):
    bank = make_bank(tree.city)
    sitting = make_sitting(tree.city, bank=bank, people=1)
    before = [one.stem for one in paper_of_examinee(examinee_of(sitting))]
    question = actions.write_question(bank, facts(stem="改过的题干"), number=1, by=None)
    assert question.version.number == 2
    assert question.versions.count() == 2
    assert [one.stem for one in paper_of_examinee(examinee_of(sitting))] == before


def test_the_database_keeps_a_version_that_was_drawn_from(tree):
    make_sitting(tree.city)
    version = Version.objects.filter(question__state="reviewed").first()
    for act in (lambda: Version.objects.filter(pk=version.pk).update(stem="别的"), version.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_change_without_a_key_keeps_the_key(tree):
    bank = make_bank(tree.city, each=1)
    question = actions.write_question(bank, facts(stem="改", key={}), number=1, by=None)
    assert question.version.key == {"right": [0]}


def test_nothing_is_written_if_one_question_is_faulty(tree):
    bank = make_bank(tree.city, each=1)
    changes = [actions.Change(facts()), actions.Change(facts(options=("一",)))]
    refused(Reason.BAD_QUESTION, actions.write_questions, bank, changes, by=None)
    assert Question.objects.filter(bank=bank).count() == 4


@pytest.mark.parametrize(
    ("before", "to", "possible"),
    [
        ("draft", "reviewed", True),
        ("draft", "retired", True),
        ("reviewed", "retired", True),
        ("retired", "draft", True),
        ("retired", "retired", False),
    ],
)
def test_states_of_a_question(tree, before, to, possible):
    bank = make_bank(tree.city, each=1)
    question = bank.questions.first()
    Question.objects.filter(pk=question.pk).update(state=before)
    if possible:
        assert actions.move_question(question, to, by=None).state == to
    else:
        refused(Reason.NOT_REVIEWABLE, actions.move_question, question, to, by=None)


def test_only_reviewed_questions_are_drawn(tree):
    bank = make_bank(tree.city, each=3)
    actions.move_question(bank.questions.first(), "retired", by=None)
    sitting = make_sitting(tree.city, bank=bank, drawn=False)
    why = refused(Reason.TOO_FEW, actions.draw_paper, sitting, by=None)
    assert why.facts == {"line": 1, "wanted": 3, "there": 2}


def test_opening_keys_is_written_down(tree):
    bank = make_bank(tree.city, each=1)
    officer = make_officer(tree.city)
    assert len(actions.open_keys(bank, [1, 2], by=officer)) == 2
    entry = Entry.objects.get(verb="exams.keys_opened")
    assert (entry.recorded_by, entry.payload) == (officer, {"questions": [1, 2]})


# --- drawing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("papers", ["one", "each"])
@pytest.mark.parametrize("order", ["fixed", "shuffled"])
def test_the_draw_can_be_done_again_from_what_is_published(tree, papers, order):
    bank = make_bank(tree.city)
    sitting = make_sitting(
        tree.city, bank=bank, blueprint=blueprint_of(bank, papers=papers, order=order), people=3
    )
    actions.admit(sitting, [(make_person().pk, "late", 0)], by=None)
    seed = bytes.fromhex(sitting.seed)
    pool = queries.pool_of(sitting)
    created, drawn = (Entry.objects.get(verb=f"exams.{verb}") for verb in ("sitting_created", "paper_drawn"))
    assert created.payload["commitment"] == commitment(seed)
    assert drawn.payload == {"pool": pool_digest(pool), "questions": 12}
    for one in Examinee.objects.filter(sitting=sitting):
        assert one.items == draw(Blueprint.parse(sitting.blueprint), pool, seed, one.code)


def test_the_seed_is_published_when_it_is_over_and_not_before(tree):
    sitting = make_sitting(tree.city, people=1)
    assert not [one for one in Entry.objects.all() if sitting.seed in str(one.payload)]
    actions.close_sitting(sitting, reason="测试", by=None)
    assert Entry.objects.get(verb="exams.sitting_closed").payload == {"seed": sitting.seed}


def test_a_paper_is_drawn_once(tree):
    sitting = make_sitting(tree.city)
    refused(Reason.NOT_PLANNED, actions.draw_paper, sitting, by=None)


def test_who_may_draw_from_a_bank(tree):
    bank = make_bank(tree.city)
    officer = make_officer(tree.district)
    now = timezone.now()
    refused(
        Reason.FOREIGN_BANK,
        actions.create_sitting,
        subject=tree.district,
        organisation=tree.district,
        name="测试",
        blueprint=blueprint_of(bank),
        opens_at=now,
        closes_at=now + timedelta(hours=2),
        minutes=60,
        by=officer,
    )


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"minutes": 0}, Reason.BAD_WINDOW),
        ({"minutes": 500}, Reason.BAD_WINDOW),
        ({"blueprint": {"bank": 1}}, Reason.BAD_BLUEPRINT),
        ({"blueprint": {"bank": 1, "lines": [["", "single", "", 0, "1"]]}}, Reason.BAD_BLUEPRINT),
    ],
)
def test_sittings_that_do_not_add_up(tree, more, reason):
    refused(reason, make_sitting, tree.city, **more)


def test_on_paper_there_is_one_paper(tree):
    bank = make_bank(tree.city)
    refused(
        Reason.PAPER_IS_ONE, make_sitting, tree.city, bank=bank, blueprint=blueprint_of(bank), mode="paper"
    )


def test_admitting(tree):
    sitting = make_sitting(tree.city, people=2)
    one, other = Examinee.objects.filter(sitting=sitting).order_by("code")
    assert actions.admit(sitting, [(one.person_id, "001", 0), (make_person().pk, "003", 10)], by=None) == 1
    refused(Reason.CODE_TAKEN, actions.admit, sitting, [(other.person_id, "001", 0)], by=None)
    refused(Reason.CODE_TAKEN, actions.admit, sitting, [(one.person_id, "009", 0)], by=None)
    refused(Reason.BAD_CODE, actions.admit, sitting, [(make_person().pk, "张三", 0)], by=None)
    assert Examinee.objects.filter(sitting=sitting).count() == 3


# --- sitting -----------------------------------------------------------------------------------------------------------


def test_the_time_is_the_servers(tree):
    sitting = make_sitting(tree.city, people=1)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        examinee = started(sitting)
    assert examinee.ends_at == now + timedelta(minutes=90)


def test_the_window_closes_for_who_begins_late_and_extra_time_goes_past_it(tree):
    sitting = make_sitting(tree.city, people=2)
    Examinee.objects.filter(code="002").update(extra_minutes=30)
    late = sitting.closes_at - timedelta(minutes=10)
    with time_machine.travel(late, tick=False):
        assert started(sitting, "001").ends_at == sitting.closes_at
        assert started(sitting, "002").ends_at == sitting.closes_at + timedelta(minutes=30)


def test_before_and_after_the_window(tree):
    sitting = make_sitting(tree.city, people=1)
    with time_machine.travel(sitting.opens_at - timedelta(seconds=1)):
        refused(Reason.NOT_YET, started, sitting)
    with time_machine.travel(sitting.closes_at + timedelta(seconds=1)):
        refused(Reason.WINDOW_OVER, started, sitting)


def test_nobody_sits_twice(tree):
    sitting = make_sitting(tree.city, people=1)
    examinee = started(sitting)
    refused(Reason.NOT_SITTING, started, sitting)
    actions.hand_in(examinee, device=1, by=None)
    refused(Reason.NOT_SITTING, started, sitting)
    refused(Reason.NOT_SITTING, actions.take_over, examinee, by=None)
    refused(Reason.NOT_SITTING, save, examinee, (1, 1, "A"))


def test_another_device_takes_over_and_the_old_one_is_told(tree):
    sitting = make_sitting(tree.city, people=1)
    examinee = started(sitting)
    save(examinee, (1, 1, "A"))
    examinee = actions.take_over(examinee, by=None)
    refused(Reason.OTHER_DEVICE, save, examinee, (1, 2, "B"), device=1)
    refused(Reason.OTHER_DEVICE, actions.hand_in, examinee, device=1, by=None)
    save(examinee, (1, 1, "C"))
    assert queries.latest_of(examinee)[1].given == "C"
    assert list(Event.objects.values_list("kind", flat=True)) == ["started", "taken_over"]


def test_late_answers_are_refused_after_the_networks_seconds(tree):
    sitting = make_sitting(tree.city, people=1)
    examinee = started(sitting)
    with time_machine.travel(examinee.ends_at + timedelta(seconds=9)):
        save(examinee, (1, 1, "A"))
    with time_machine.travel(examinee.ends_at + timedelta(seconds=11)):
        refused(Reason.TOO_LATE, save, examinee, (2, 1, "A"))
        assert actions.end_due() == 1
        refused(Reason.TOO_LATE, save, examinee, (2, 1, "A"))
    examinee.refresh_from_db()
    assert (examinee.state, examinee.ending, examinee.ended_at) == ("ended", "time", examinee.ends_at)
    assert Answer.objects.count() == 1


def test_an_item_that_is_not_on_the_paper(tree):
    examinee = started(make_sitting(tree.city, people=1))
    refused(Reason.BAD_ANSWER, save, examinee, (13, 1, "A"))
    assert not Answer.objects.exists()


def test_a_sequence_is_used_once(tree):
    examinee = started(make_sitting(tree.city, people=1))
    save(examinee, (1, 1, "A"))
    save(examinee, (1, 1, "A"))
    refused(Reason.SEQUENCE_USED, save, examinee, (1, 1, "B"))
    assert Answer.objects.count() == 1


def test_many_are_answered_together_each_for_itself(tree):
    sitting = make_sitting(tree.city, people=3)
    one, two = started(sitting, "001"), started(sitting, "002")
    three = examinee_of(sitting, "003")
    asks = [
        actions.Save(sitting.pk, one.pk, 1, ((1, 1, "A"), (2, 1, "B"))),
        actions.Save(sitting.pk, two.pk, 2, ((1, 1, "A"),)),
        actions.Save(sitting.pk, three.pk, 1, ((1, 1, "A"),)),
        actions.Save(sitting.pk, one.pk, 1, ((1, 1, "A"),)),
        actions.Save(sitting.pk, one.pk, 1, ((1, 1, "C"),)),
        actions.Save(sitting.pk, 0, 1, ((1, 1, "C"),)),
    ]
    said = [getattr(one, "code", "saved") for one in actions.save_together(asks)]
    assert said == [
        "saved", "exams.other_device", "exams.not_sitting", "saved", "exams.sequence_used", "exams.not_sitting",
    ]  # fmt: skip
    assert Answer.objects.count() == 2


@pytest.mark.parametrize("text", ["{}", '"', "\\", "NULL", "a,b", "", "é\u4e00", "'; DROP TABLE x; --", "%s"])
def test_whatever_is_given_is_kept_as_it_is(tree, text):
    examinee = started(make_sitting(tree.city, people=1))
    save(examinee, (1, 1, text))
    assert queries.latest_of(examinee)[1].given == text


@pytest.mark.parametrize(
    "answers",
    [
        {},
        [1],
        [[0, 1, "A"]],
        [[1, 0, "A"]],
        [[1, 1, 5]],
        [[1, 1, "A" * 41]],
        [[1, 1, "\0"]],
        [[1, 1, "A"]] * 501,
    ],
)
def test_requests_that_are_no_answers(answers):
    refused(Reason.BAD_ANSWER, actions.sound, answers)


def test_a_ticket_is_ours_or_nothing(tree):
    sitting = make_sitting(tree.city, people=1)
    examinee = started(sitting)
    text = actions.ticket(examinee, sitting)
    assert actions.read_ticket(text) == (sitting.pk, examinee.pk, 1)
    assert actions.read_ticket(text[:-1] + ("A" if text[-1] != "A" else "B")) is None
    assert actions.read_ticket("") is None
    with time_machine.travel(sitting.closes_at + timedelta(days=2)):
        assert actions.read_ticket(text) is None


def test_saving_a_form_without_script(tree):
    examinee = started(make_sitting(tree.city, people=1))
    actions.save_answers(examinee, {1: "A", 2: ""}, device=1, by=None)
    actions.save_answers(examinee, {1: "B"}, device=1, by=None)
    actions.save_answers(examinee, {1: "B"}, device=1, by=None)
    actions.save_answers(examinee, {1: ""}, device=1, by=None)
    rows = list(Answer.objects.order_by("pk").values_list("item", "sequence", "given"))
    assert [(item, given) for item, _sequence, given in rows] == [(1, "A"), (1, "B"), (1, "")]
    assert rows == sorted(rows)


def test_the_database_keeps_answers_and_events(tree):
    examinee = started(make_sitting(tree.city, people=1))
    save(examinee, (1, 1, "A"))
    for act in (
        lambda: Answer.objects.update(given="B"),
        lambda: Answer.objects.all().delete(),
        lambda: Event.objects.update(kind="ended"),
        lambda: Event.objects.all().delete(),
        lambda: connection.cursor().execute("TRUNCATE exams_answer"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


# --- the invigilator ---------------------------------------------------------------------------------------------------


def test_time_is_added_for_all_after_an_interruption(tree):
    sitting = make_sitting(tree.city, people=3)
    one, two = started(sitting, "001"), started(sitting, "002")
    actions.hand_in(two, device=1, by=None)
    end = one.ends_at
    with time_machine.travel(
        end + timedelta(seconds=60)
    ):  # the lights went out, and the time ran out meanwhile
        actions.end_due()
        assert actions.add_time(sitting, 600, reason="停电", by=None) == 1
        one.refresh_from_db()
        assert (one.state, one.ends_at) == ("sitting", end + timedelta(minutes=10))
        save(one, (1, 1, "A"))
        two.refresh_from_db()
        assert two.state == "ended"
        sitting.refresh_from_db()
    with time_machine.travel(sitting.opens_at + timedelta(hours=1), tick=False):
        assert started(sitting, "003").ends_at == timezone.now() + timedelta(minutes=100)


def test_time_is_added_for_one(tree):
    sitting = make_sitting(tree.city, people=2)
    one, two = started(sitting, "001"), started(sitting, "002")
    actions.add_time(sitting, 60, reason="键盘坏了", examinee=one, by=None)
    ends = one.ends_at, two.ends_at
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.ends_at - ends[0], two.ends_at - ends[1]) == (timedelta(seconds=60), timedelta(0))


def test_a_paper_is_taken_in_with_a_reason(tree):
    sitting = make_sitting(tree.city, people=1)
    examinee = started(sitting)
    refused(Reason.WHY_MISSING, actions.force_close, examinee, reason=" ", by=None)
    actions.force_close(examinee, reason="违纪", by=None)
    refused(Reason.NOT_SITTING, save, examinee, (1, 1, "A"))
    refused(Reason.NOT_SITTING, actions.force_close, examinee, reason="违纪", by=None)


def test_closing_early_wants_a_reason(tree):
    sitting = make_sitting(tree.city, people=2)
    started(sitting)
    assert refused(Reason.STILL_SITTING, actions.close_sitting, sitting, by=None).facts == {"count": 2}
    actions.close_sitting(sitting, reason="全部考完", by=None)
    assert [one.state for one in Examinee.objects.order_by("code")] == ["ended", "absent"]
    refused(Reason.NOT_DRAWN, actions.close_sitting, sitting, reason="再来", by=None)


def test_closing_when_everybody_is_done(tree):
    sitting = make_sitting(tree.city, people=2)
    started(sitting)
    with time_machine.travel(sitting.closes_at + timedelta(minutes=1)):
        actions.close_sitting(sitting, by=None)
    assert Examinee.objects.get(code="001").ending == "time"


def test_cancelling(tree):
    sitting = make_sitting(tree.city, people=1)
    started(sitting)
    refused(Reason.HAS_STARTED, actions.cancel_sitting, sitting, reason="测试", by=None)
    other = make_sitting(tree.city)
    assert actions.cancel_sitting(other, reason="测试", by=None).state == "cancelled"
    refused(Reason.NOT_DRAWN, actions.cancel_sitting, other, reason="测试", by=None)


ACTS = {
    "admit": lambda sitting: actions.admit(sitting, [(make_person().pk, "x", 0)], by=None),
    "draw": lambda sitting: actions.draw_paper(sitting, by=None),
    "start": lambda sitting: started(sitting),
    "add_time": lambda sitting: actions.add_time(sitting, 1, reason="x", by=None),
    "close": lambda sitting: actions.close_sitting(sitting, reason="x", by=None),
    "cancel": lambda sitting: actions.cancel_sitting(sitting, reason="x", by=None),
    "correct": lambda sitting: actions.correct_key(
        sitting,
        examinee_of(sitting).items[0] if examinee_of(sitting).items else 1,
        "give",
        reason="x",
        by=None,
    ),
}
POSSIBLE = {
    "planned": {"admit", "draw", "cancel"},
    "drawn": {"admit", "start", "add_time", "close", "cancel"},
    "closed": {"correct"},
    "cancelled": set(),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", POSSIBLE)
def test_each_act_in_every_state(tree, state, act):
    sitting = make_sitting(tree.city, people=1, drawn=state != "planned")
    if state == "closed":
        started(sitting)
        actions.close_sitting(sitting, reason="x", by=None)
    if state == "cancelled":
        actions.cancel_sitting(sitting, reason="x", by=None)
    before = Entry.objects.count()
    if act in POSSIBLE[state]:
        ACTS[act](Sitting.objects.get(pk=sitting.pk))
        if act != "start":
            assert Entry.objects.count() == before + 1
    else:
        with pytest.raises(Refused):
            ACTS[act](Sitting.objects.get(pk=sitting.pk))
        assert Entry.objects.count() == before


# --- marks -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("papers", ["one", "each"])
def test_who_answers_all_rightly_has_the_full_mark(tree, papers):
    bank = make_bank(tree.city)
    sitting = make_sitting(
        tree.city, bank=bank, blueprint=blueprint_of(bank, papers=papers, order="shuffled"), people=3
    )
    answer_all(started(sitting, "001"))
    answer_all(started(sitting, "002"), wrong={1, 2})
    refused(Reason.NOT_CLOSED, queries.scores, sitting)
    sitting = actions.close_sitting(sitting, reason="测试", by=None)
    assert queries.scores(sitting) == {"001": Fraction(24), "002": Fraction(20)}
    marks = Examinee.objects.get(code="002").marks
    assert sum(map(Fraction, marks)) == 20
    assert marks[:2] == ["0", "0"]


def test_partial_credit_is_exact(tree):
    bank = make_bank(tree.city, each=1, kinds=("multiple",), key={"right": [0, 1, 2]})
    sitting = make_sitting(
        tree.city,
        bank=bank,
        blueprint=Blueprint(bank.pk, (Line("multiple", 1, "2"),), multiple="proportional"),
        people=1,
    )
    examinee = started(sitting)
    [shown] = paper_of_examinee(examinee)
    save(examinee, (1, 1, right_answer(examinee, shown)[:1]))
    sitting = actions.close_sitting(sitting, reason="测试", by=None)
    assert queries.scores(sitting) == {"001": Fraction(2, 3)}


@pytest.mark.parametrize(
    ("ruling", "key", "expected"),
    [("give", None, 24), ("scale", None, 24), ("accept", {"right": [1]}, 24)],
)
def test_a_ruling_is_previewed_and_then_marks_everybody_again(tree, ruling, key, expected):
    bank = make_bank(tree.city)
    sitting = make_sitting(tree.city, bank=bank, blueprint=blueprint_of(bank, options="fixed"), people=2)
    one, two = started(sitting, "001"), started(sitting, "002")
    answer_all(one)
    answer_all(two)
    save(two, (1, 2, "B"))  # the first is a single choice, right is A
    sitting = actions.close_sitting(sitting, reason="测试", by=None)
    number = two.items[0]
    effect = queries.preview(sitting, Ruled(number, ruling, key))
    assert (effect.examinees, effect.up, effect.down) == (2, 1, 0)
    assert effect.changed == (("002", Fraction(22), Fraction(expected)),)
    assert queries.scores(sitting)["002"] == 22, "a preview changes nothing"
    correction = actions.correct_key(sitting, number, ruling, key=key, reason="题目有误", by=None)
    assert queries.scores(sitting) == {"001": 24, "002": expected}
    assert correction.entry.verb == "exams.key_corrected"


@pytest.mark.parametrize(
    ("ruling", "key"),
    [("accept", None), ("accept", {"right": [9]}), ("give", {"right": [0]}), ("other", None)],
)
def test_rulings_that_are_none(tree, ruling, key):
    sitting = make_sitting(tree.city, people=1)
    number = examinee_of(sitting).items[0]
    sitting = actions.close_sitting(sitting, reason="测试", by=None)
    refused(Reason.NOT_ASKED, actions.correct_key, sitting, number, ruling, key=key, reason="测试", by=None)
    refused(Reason.NOT_ASKED, queries.preview, sitting, Ruled(number, ruling, key))


def test_figures_of_items(tree):
    sitting = make_sitting(tree.city, people=12)
    for n in range(1, 13):
        answer_all(started(sitting, f"{n:03d}"), wrong=set(range(1, n)))
    sitting = actions.close_sitting(sitting, reason="测试", by=None)
    figures = queries.figures_of(sitting)
    assert len(figures.items) == 12
    assert figures.paper.examinees == 12
    first = next(one for one in figures.items if one.item == str(examinee_of(sitting).items[0]))
    assert first.facility == pytest.approx(100 / 12)


# --- rights ------------------------------------------------------------------------------------------------------------


def test_an_outsider_is_refused_everything(tree):
    sitting = make_sitting(tree.city, people=1)
    examinee = examinee_of(sitting)
    bank = sitting.bank
    for outsider in (make_officer(tree.district), make_user(make_person())):
        for act in (
            lambda by: actions.create_bank(tree.city, "x", by=by),
            lambda by: actions.write_question(bank, facts(), by=by),
            lambda by: actions.review_questions(bank, [1], by=by),
            lambda by: actions.move_question(bank.questions.first(), "retired", by=by),
            lambda by: actions.open_keys(bank, None, by=by),
            lambda by: actions.admit(sitting, [], by=by),
            lambda by: actions.draw_paper(sitting, by=by),
            lambda by: actions.cancel_sitting(sitting, reason="x", by=by),
            lambda by: actions.add_time(sitting, 1, reason="x", by=by),
            lambda by: actions.close_sitting(sitting, reason="x", by=by),
            lambda by: actions.force_close(examinee, reason="x", by=by),
            lambda by: actions.correct_key(sitting, 1, "give", reason="x", by=by),
            lambda by: actions.start(examinee, by=by),
            lambda by: actions.take_over(examinee, by=by),
            lambda by: actions.hand_in(examinee, device=1, by=by),
            lambda by: actions.save_answers(examinee, {}, device=1, by=by),
        ):
            with pytest.raises(Refused) as caught:
                act(outsider)
            assert caught.value.reason.status == 403


def test_an_officer_who_sits_the_examination_opens_no_keys_and_runs_nothing(tree):
    officer = make_officer(tree.city)
    sitting = make_sitting(tree.city)
    actions.admit(sitting, [(officer.person_id, "boss", 0)], by=None)
    for act in (
        lambda: actions.open_keys(sitting.bank, None, by=officer),
        lambda: actions.close_sitting(sitting, reason="x", by=officer),
    ):
        with pytest.raises(Refused):
            act()
    actions.close_sitting(sitting, reason="x", by=None)
    actions.open_keys(sitting.bank, None, by=officer)
    with pytest.raises(Refused):
        actions.correct_key(sitting, 1, "give", reason="x", by=officer)


def test_a_list_shows_what_single_rows_allow(tree, cast):
    sittings = [make_sitting(one) for one in (tree.city, tree.district, tree.enterprise, tree.other_district)]
    for user in cast.values():
        assert set(queries.sittings_visible_to(user)) == {
            one for one in sittings if user.has_perm("exams.see_sitting", one)
        }
        assert {bank.pk for bank in queries.banks_visible_to(user)} == {
            one.bank_id for one in sittings if user.has_perm("exams.see_bank", one.bank)
        }


def test_sittings_of_a_subject(tree):
    one = make_sitting(tree.city)
    make_sitting(tree.district)
    assert list(queries.sittings_of(tree.city)) == [one]
