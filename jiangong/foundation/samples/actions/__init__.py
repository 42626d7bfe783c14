"""Every write of samples: plan, count, announce, draw, open, judge, end."""

from jiangong.foundation.common.beacons.named import Drand, Held
from jiangong.foundation.samples.actions.announcing import announce
from jiangong.foundation.samples.actions.drawing import disclose, draw, fetch_randomness, give_randomness
from jiangong.foundation.samples.actions.ending import end
from jiangong.foundation.samples.actions.judging import judge, open_draw
from jiangong.foundation.samples.actions.planning import Wanted, count, plan_sample

__all__ = [
    "Drand",
    "Held",
    "Wanted",
    "announce",
    "count",
    "disclose",
    "draw",
    "end",
    "fetch_randomness",
    "give_randomness",
    "judge",
    "open_draw",
    "plan_sample",
]
