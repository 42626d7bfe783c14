"""Twelve places at the sea, through the pages alone: from the announcement to the last day, with a worker who is drawn fourteenth.

An officer of the city, a clerk of a factory's union, the heroine on a phone, a worker whose record is wrong, fourteen
colleagues, the leader and the doctor of the batch, and the public. Nothing is written but by pages and jobs; the clock moves
(moved_clock.py). The acts are told in stay_applying, stay_drawing and stay_going.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import stay_applying, stay_drawing, stay_going
from tests.browser.moved_clock import site
from tests.browser.stay_people import Story


@pytest.fixture
def story(chromium: Any, server: Any, tmp_path: Any) -> Iterator[Story]:
    with site(server, tmp_path) as made:
        told = Story(made, chromium, made.ask("cast"))
        yield told
        told.close()


def test_a_stay_at_the_sea(story: Story) -> None:
    stay_applying.the_announcement(story)
    stay_applying.the_heroine_applies(story)
    stay_applying.a_record_that_is_wrong(story)
    stay_applying.colleagues_apply(story)
    stay_drawing.the_list_is_closed_and_witnessed(story)
    stay_drawing.the_draw(story)
    stay_drawing.anybody_draws_again(story)
    stay_drawing.two_ahead_do_not_go(story)
    stay_going.she_accepts_and_is_shown(story)
    stay_going.before_departure(story)
    stay_going.five_days_at_the_sea(story)
    stay_going.what_remains(story)
    assert not story.errors, story.errors
