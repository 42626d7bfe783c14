"""Examinations for tests: a bank with questions of every kind, a sitting that is open now, examinees."""

import secrets
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.selection.exams import actions
from jiangong.selection.exams.formulas import Blueprint, Line
from jiangong.selection.exams.formulas.checking import QuestionFacts
from jiangong.selection.exams.models import Bank, Examinee, Sitting
from tests.factories import make_person

_number = count(1)
OPTIONS = ("甲", "乙", "丙", "丁")
KEYS: dict[str, dict[str, Any]] = {
    "single": {"right": [0]},
    "multiple": {"right": [0, 2]},
    "true_false": {"right": [1]},
    "number": {"value": "3.14", "tolerance": "0.01"},
}


def facts(
    kind: str = "single", *, topic: str = "安全", difficulty: str = "easy", **more: Any
) -> QuestionFacts:
    """A sound question of this kind: the right option is 甲, the right options 甲 and 丙, wrong, or 3.14 ± 0.01."""
    options = {"number": (), "true_false": ("对", "错")}.get(kind, OPTIONS)
    return QuestionFacts(
        **{
            "kind": kind,
            "stem": f"测试题{next(_number)}",
            "topic": topic,
            "difficulty": difficulty,
            "key": KEYS[kind],
            "options": options,
            **more,
        }
    )


def make_bank(organisation: Organisation, *, each: int = 5, kinds: Any = tuple(KEYS), **more: Any) -> Bank:
    """A bank with `each` reviewed questions of every kind."""
    bank = actions.create_bank(organisation, f"测试题库{next(_number)}-{secrets.token_hex(4)}", by=None)
    changes = [actions.Change(facts(kind, **more)) for kind in kinds for _ in range(each)]
    written = actions.write_questions(bank, changes, by=None)
    actions.review_questions(bank, [one.number for one in written], by=None)
    bank.refresh_from_db()
    return bank


def blueprint_of(bank: Bank, *, each: int = 3, kinds: Any = tuple(KEYS), **more: Any) -> Blueprint:
    """`each` questions of every kind with two points."""
    return Blueprint(bank.pk, tuple(Line(kind, each, "2") for kind in kinds), **more)


def make_sitting(
    organisation: Organisation,
    *,
    bank: Bank | None = None,
    blueprint: Blueprint | None = None,
    mode: str = "screen",
    drawn: bool = True,
    people: int = 0,
    **more: Any,
) -> Sitting:
    """A sitting that opened an hour ago, of ninety minutes in a window of three hours, with examinees 001, 002, …"""
    now = timezone.now()
    paper = {"papers": "one", "order": "fixed", "options": "fixed"} if mode == "paper" else {}
    bank = bank or make_bank(organisation)
    sitting = actions.create_sitting(
        subject=organisation,
        organisation=organisation,
        name=f"测试考试{next(_number)}",
        blueprint=blueprint or blueprint_of(bank, **paper),
        mode=mode,
        by=None,
        **{
            "opens_at": now - timedelta(hours=1),
            "closes_at": now + timedelta(hours=2),
            "minutes": 90,
            **more,
        },
    )
    actions.admit(sitting, [(make_person().pk, f"{n:03d}", 0) for n in range(1, people + 1)], by=None)
    return actions.draw_paper(sitting, by=None) if drawn else sitting


def examinee_of(sitting: Sitting, code: str = "001") -> Examinee:
    return Examinee.objects.get(sitting=sitting, code=code)


def save(examinee: Examinee, *answers: tuple[int, int, str], device: int | None = None) -> Any:
    """Hand in answers as a device does; raises what refuses them."""
    [answer] = actions.save_together(
        [actions.Save(examinee.sitting_id, examinee.pk, device or examinee.device, answers)]
    )
    if isinstance(answer, Exception):
        raise answer
    return answer
