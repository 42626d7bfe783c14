"""Autosave against a plain simulation: devices that die, come back or are replaced; messages late, twice, or out of order."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiangong.foundation.common.refusals import Refused
from jiangong.selection.exams import actions, queries
from jiangong.selection.exams.states import Reason
from tests.exam_factories import examinee_of, make_sitting, save
from tests.factories import make_person

ITEMS = 4
STEPS = st.one_of(
    st.tuples(st.just("change"), st.integers(1, ITEMS), st.sampled_from(["A", "B", "AC", ""])),
    st.tuples(st.just("deliver"), st.integers(0, 30), st.booleans()),  # and whether it stays in the network
    st.tuples(st.just("resume"), st.just(0), st.just(0)),
    st.tuples(st.just("take over"), st.just(0), st.just(0)),
    st.tuples(st.just("hand in"), st.just(0), st.just(0)),
    st.tuples(st.just("wait"), st.integers(1, 60), st.just(0)),
)


@dataclass
class Simulation:
    """What should be true, without a database: the current device, its last sequence, messages under way, what counts."""

    device: int = 1
    last: int = 0
    minutes: int = 0
    over: str = ""
    network: list = field(default_factory=list)
    there: dict = field(default_factory=dict)
    counts: dict = field(default_factory=dict)
    acknowledged: list = field(default_factory=list)

    def change(self, item, text):
        self.last += 1
        self.network.append((self.device, item, self.last, text))

    def expected(self, message):
        device, item, sequence, text = message
        if self.over == "handed in":
            return Reason.NOT_SITTING.code
        if device != self.device:
            return Reason.OTHER_DEVICE.code
        if self.minutes >= 91:
            return Reason.TOO_LATE.code
        self.there[device, item, sequence] = text
        self.counts[item] = max(
            (number, given)
            for number, given in [(self.counts.get(item, ((0, 0), ""))), ((device, sequence), text)]
        )
        self.acknowledged.append(message)
        return "saved"


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=40))
def test_what_counts_is_what_a_plain_simulation_says(sitting_for_all, steps):
    sitting = sitting_for_all()
    code = f"h-{sitting.examinees.count()}"
    actions.admit(sitting, [(make_person().pk, code, 0)], by=None)
    begun = sitting.opens_at + timedelta(seconds=1)
    with time_machine.travel(begun, tick=False) as clock:
        examinee = actions.start(examinee_of(sitting, code), by=None)
        world = Simulation()
        for what, one, two in steps:
            if what == "change":
                world.change(one, two)
            elif what == "deliver" and world.network:
                message = world.network[one % len(world.network)]
                if not two:
                    world.network.remove(message)
                device, item, sequence, text = message
                try:
                    said = "saved" if save(examinee, (item, sequence, text), device=device) else ""
                except Refused as refused:
                    said = refused.code
                assert said == world.expected(message)
            elif (
                what == "resume"
            ):  # the browser died and came back: it counts on behind all that it can have sent
                world.last += 1000
            elif what == "take over":
                if world.over:
                    with pytest.raises(Refused, match="不在考试中"):
                        actions.take_over(examinee, by=None)
                else:
                    examinee = actions.take_over(examinee, by=None)
                    world.device, world.last = examinee.device, 0
            elif what == "hand in" and not world.over:
                examinee = actions.hand_in(examinee, device=world.device, by=None)
                world.over = "handed in"
            elif what == "wait":
                world.minutes += one
                clock.shift(timedelta(minutes=one))
        found = {item: one.given for item, one in queries.latest_of(examinee).items()}
        assert found == {item: given for item, (_number, given) in world.counts.items()}
        rows = set(examinee.answers.values_list("device", "item", "sequence", "given"))
        assert rows == {(*key, text) for key, text in world.there.items()}
        assert set(world.acknowledged) == rows


@pytest.fixture
def sitting_for_all(tree):
    """One sitting for all examples of a test: each has an examinee of its own."""
    made = []

    def make():
        if not made:
            made.append(make_sitting(tree.city, minutes=90))
        return made[0]

    return make
