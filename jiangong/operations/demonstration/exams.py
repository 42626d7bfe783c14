"""Examinations of the demonstration: a bank of plainly made-up questions, one sitting that is over, one to sit, one on paper."""

import random
from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Membership, User
from jiangong.selection.exams import actions, queries
from jiangong.selection.exams.formulas import Blueprint, Line
from jiangong.selection.exams.formulas.checking import QuestionFacts
from jiangong.selection.exams.models import Bank, Examinee, Sitting

EXAMINEES = 40
CALCULATING, COMPARING = "演示知识点：计算", "演示知识点：比较"
DEGREES = ("easy", "medium", "hard")


def build(city: Organisation, officer: User, worker: User) -> None:
    """All by the room's own actions. The officer of the cast runs the sittings, the worker may sit one."""
    chance = random.Random("exams")  # noqa: S311  (no secret hangs on it)
    bank = _bank(city, officer, chance)
    members = (
        Membership.objects.filter(state="active").exclude(person=worker.person).exclude(person=officer.person)
    )
    people = list(members.order_by("pk").values_list("person_id", flat=True)[: EXAMINEES + 10])
    over = sitting_for(city, city, bank, "演示理论考试（已结束）", officer)
    actions.admit(over, [(pk, f"Y{n:04d}", 0) for n, pk in enumerate(people[:EXAMINEES], 1)], by=officer)
    over = actions.draw_paper(over, by=officer)
    for one in Examinee.objects.filter(sitting=over).order_by("pk")[: EXAMINEES - 2]:
        sat(one, chance)
    actions.close_sitting(over, reason="演示：全部考完", by=officer)
    asked = Examinee.objects.filter(sitting=over).order_by("pk").first()
    if asked is not None:
        actions.correct_key(over, asked.items[0], "give", reason="演示：题干有歧义", by=officer)
    to_sit = sitting_for(city, city, bank, "演示理论考试（可以试考）", officer, days=60)
    mine = [(worker.person_id, "W0001", 10)] if worker.person_id else []
    others = [(pk, f"W{n:04d}", 0) for n, pk in enumerate(people[:5], 2)]
    actions.admit(to_sit, [*mine, *others], by=officer)
    actions.draw_paper(to_sit, by=officer)
    on_paper = sitting_for(city, city, bank, "演示纸笔考试", officer, days=60, mode="paper")
    actions.admit(on_paper, [(pk, f"Z{n:04d}", 0) for n, pk in enumerate(people[-10:], 1)], by=officer)
    actions.draw_paper(on_paper, by=officer)
    sitting_for(city, city, bank, "演示理论考试（筹备）", officer, days=90)


def _bank(city: Organisation, officer: User, chance: random.Random) -> Bank:
    """Seventy-two questions, eighteen of each kind, all about small numbers; six more are drafts."""
    bank = actions.create_bank(city, "演示题库", by=officer, is_demonstration=True)
    made = [maker(n, chance) for n in range(18) for maker in (_single, _multiple, _true_false, _number)]
    written = actions.write_questions(bank, [actions.Change(one) for one in made], by=officer)
    actions.review_questions(bank, [one.number for one in written], by=officer)
    drafts = [actions.Change(_single(n, chance)) for n in range(18, 24)]
    actions.write_questions(bank, drafts, by=officer)
    return bank


def _single(n: int, chance: random.Random) -> QuestionFacts:
    a, b = chance.randint(3, 19), chance.randint(3, 19)
    options = [a * b, a * b + a, a * b - b, a * b + 2 * a + 1]
    return QuestionFacts(
        "single",
        f"演示题：{a} × {b} 等于多少？",
        CALCULATING,
        {"right": [0]},
        tuple(map(str, options)),
        "2",
        DEGREES[n % 3],
    )


def _multiple(n: int, chance: random.Random) -> QuestionFacts:
    even = chance.sample(range(10, 100, 2), chance.randint(1, 4))
    numbers = [*even, *chance.sample(range(11, 100, 2), 5 - len(even))]
    chance.shuffle(numbers)
    right = [place for place, one in enumerate(numbers) if one % 2 == 0]
    stem = f"演示题：下列各数中，哪些是偶数？（第 {n + 1} 组）"
    return QuestionFacts(
        "multiple", stem, COMPARING, {"right": right}, tuple(map(str, numbers)), "3", DEGREES[n % 3]
    )


def _true_false(n: int, chance: random.Random) -> QuestionFacts:
    a, b = chance.sample(range(10, 100), 2)
    right = 0 if a > b else 1
    return QuestionFacts(
        "true_false",
        f"演示题：{a} 大于 {b}。",
        COMPARING,
        {"right": [right]},
        ("对", "错"),
        "1",
        DEGREES[n % 3],
    )


def _number(n: int, chance: random.Random) -> QuestionFacts:
    a, b = chance.randint(20, 99), chance.randint(3, 9)
    key = {"value": f"{a / b:.2f}", "tolerance": "0.01"}
    stem = f"演示题：{a} ÷ {b} 等于多少？保留两位小数。"
    return QuestionFacts("number", stem, CALCULATING, key, (), "3", DEGREES[n % 3])


def sitting_for(
    subject: Model,
    city: Organisation,
    bank: Bank,
    name: str,
    officer: User,
    *,
    days: int = 0,
    mode: str = "screen",
) -> Sitting:
    """A sitting of the city for something, out of the demonstration's bank: 28 questions, 100 points."""
    now = timezone.now()
    fixed = mode == "paper"
    blueprint = Blueprint(
        bank.pk,
        (
            Line("single", 8, "3"),
            Line("multiple", 6, "5"),
            Line("true_false", 8, "2"),
            Line("number", 6, "5"),
        ),
        order="fixed" if fixed else "shuffled",
        options="fixed" if fixed else "shuffled",
        multiple="proportional",
    )
    return actions.create_sitting(
        subject=subject,
        organisation=city,
        name=name,
        blueprint=blueprint,
        mode=mode,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=days, hours=2),
        minutes=90,
        by=officer,
    )


def sat(examinee: Examinee, chance: random.Random) -> None:
    """Someone sits: the better they are, the more is right."""
    examinee = actions.start(examinee, by=None)
    skill = chance.uniform(0.3, 0.97)
    keys = {
        one.number: one.version.key
        for one in queries.questions_of(examinee.sitting.bank)
        if one.version is not None
    }
    given = []
    for shown, number in zip(queries.paper_of_examinee(examinee), examinee.items, strict=True):
        key = keys[number]
        if chance.random() > skill:
            text = chance.choice("AB") if shown.options else "1"
        elif shown.options:
            text = queries.right_letters(examinee, number)
        else:
            text = str(key["value"])
        given.append((shown.item, 1, text))
    actions.save_together([actions.Save(examinee.sitting_id, examinee.pk, 1, tuple(given))])
    actions.hand_in(examinee, device=1, by=None)
