"""The red team: every attempt of the table gets what the table says, and no page says too much at any stage."""

from itertools import chain

import pytest

from tests.foundation.notices.conftest import let_pass
from tests.programmes.competitions.red_team import page
from tests.programmes.competitions.red_team.attempts_early import EARLY
from tests.programmes.competitions.red_team.attempts_late import AFTERWARDS
from tests.programmes.competitions.red_team.attempts_marking import MARKING_TIME
from tests.programmes.competitions.red_team.attempts_side import BY_THE_SIDE
from tests.programmes.competitions.red_team.attempts_sql import BY_SQL
from tests.programmes.competitions.red_team.scene import (
    KNOWN,
    LATE,
    RUNNING,
    STAGES,
    got,
    role,
    scene,
)
from tests.programmes.competitions.red_team.walking import MAY_SEE, leaks

pytestmark = pytest.mark.django_db
ATTEMPTS = tuple(chain(EARLY, MARKING_TIME, AFTERWARDS, BY_THE_SIDE, BY_SQL))


@pytest.mark.parametrize("stage", STAGES)
def test_everybody_gets_what_the_table_says(stage: str) -> None:
    there = scene(stage)
    if stage == LATE:
        let_pass(2)
    role()
    wrong = {}
    for one in ATTEMPTS:
        if one.stage == stage:
            answer = got(there, one.how, there.people.get(one.who))
            if answer != one.gets:
                wrong[f"{one.who}：{one.what}"] = f"{answer}, not {one.gets}"
    assert not wrong, "\n".join(f"{what}: {answer}" for what, answer in wrong.items())


@pytest.mark.parametrize("stage", [RUNNING, KNOWN])
def test_no_page_says_too_much(stage: str) -> None:
    there = scene(stage)
    found = {}
    opened = {}
    for who in MAY_SEE:
        opened[who], said = leaks(there, who, there.people[who])
        if said:
            found[who] = said
    assert not found, "\n".join(f"{who}: {one}" for who, said in found.items() for one in said)
    assert min(opened.values()) >= 8, opened  # everybody opened something, or nothing was tried


def test_the_page_in_docs_is_this_table() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.render(), (
        "run: python -m tests.programmes.competitions.red_team.page"
    )
