"""Processes that send, killed with kill -9 again and again, against servers that fail, are slow and repeat.

`play` needs a database with people in it (DATABASE_URL and the rest of the environment say which) and stand-ins; `judge`
compares what the rows say with what really arrived. Used by test_killing.py (small) and tests/load/messages.py.

    python -m tests.foundation.inbox.killing      one sending process: it goes on until it is killed
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# Minutes, so short that a trial does not take a day. The order of things is the same.
RETRY, ASK, AGAIN = [0.005, 0.01, 0.02, 0.02, 0.02], [0.01, 0.02, 0.05, 0.1], 0.3


@dataclass
class Outcome:
    """What became of everything."""

    messages: int = 0
    states: Counter = field(default_factory=Counter)
    arrived: int = 0
    kills: int = 0
    left_sending: int = 0
    handed_at_kill: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


def run_forever() -> None:
    """What the worker's tasks do, without the minute between them."""
    import django

    django.setup()
    import threading

    from django.db import connection

    from jiangong.foundation.inbox import actions
    from jiangong.foundation.inbox.actions import sending
    from jiangong.foundation.inbox.channels import in_use

    short = {"inbox.retry_minutes": RETRY, "inbox.ask_minutes": ASK}
    sending.value = lambda key: short[key]
    sending.AGAIN = AGAIN

    def keep_sending(channel: str) -> None:
        while True:
            actions.send_due(channel, seconds=2)
            time.sleep(0.05)

    for channel in in_use():
        threading.Thread(target=keep_sending, args=(channel,), daemon=True).start()
    while True:
        actions.plan()
        time.sleep(0.05)
        connection.close_if_unusable_or_obsolete()


def play(environment: dict[str, str], *, kills: int, seed: int, command: list[str] | None = None, patience=120.0,
         between=(0.05, 0.5)) -> Outcome:  # fmt: skip
    """Two sending processes at a time; kill one or both while they send, `kills` times; then let them finish."""
    from jiangong.foundation.inbox.models import Delivery
    from jiangong.foundation.inbox.states import DeliveryState

    chance, outcome, began = random.Random(seed), Outcome(), time.monotonic()
    start = command or [sys.executable, "-m", "tests.foundation.inbox.killing"]
    running = [_start(start, environment) for _ in range(2)]
    try:
        for _ in range(kills):
            _await_progress()  # both are at work, or have nothing left to do
            time.sleep(chance.uniform(*between))
            victims = running if chance.random() < 0.4 else [chance.choice(running)]
            for victim in list(victims):
                os.killpg(victim.pid, signal.SIGKILL)
                victim.wait()
                running.remove(victim)
                outcome.kills += 1
            under_way = Delivery.objects.filter(state=DeliveryState.SENDING)
            outcome.left_sending += under_way.count()
            outcome.handed_at_kill += under_way.filter(handed_at__isnull=False).count()
            running += [_start(start, environment) for _ in range(2 - len(running))]
        until = time.monotonic() + patience
        while time.monotonic() < until and _unfinished():
            time.sleep(0.3)
    finally:
        for one in running:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()
    outcome.seconds = time.monotonic() - began
    return outcome


def _await_progress(patience: float = 60.0) -> None:
    """Wait until something more has been tried: processes take their time to start."""
    from jiangong.foundation.inbox.models import Attempt

    until, before = time.monotonic() + patience, Attempt.objects.count()
    while time.monotonic() < until and Attempt.objects.count() == before and _unfinished():
        time.sleep(0.02)


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen(
        command, env={**os.environ, **environment}, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL,
        stderr=None if os.environ.get("KILLING_LOUD") else subprocess.DEVNULL,
    )  # fmt: skip


def _unfinished() -> bool:
    from django.db.models import Q

    from jiangong.foundation.inbox.models import Delivery, Message
    from jiangong.foundation.inbox.states import DeliveryState

    return (
        Message.objects.filter(planned_at__isnull=True).exists()
        or Delivery.objects.filter(
            Q(state__in=(DeliveryState.QUEUED, DeliveryState.SENDING))
            | Q(state=DeliveryState.UNKNOWN, channel="sms", asked__lt=len(ASK))
        ).exists()
    )


def judge(outcome: Outcome, servers) -> Outcome:
    """Compare rows with arrivals: nothing twice, nothing lost, nothing said to be what it is not."""
    from jiangong.foundation.inbox.models import Delivery, Message
    from jiangong.foundation.inbox.states import DeliveryState

    arrivals = Counter()
    for server in servers:
        arrivals.update(server.delivered)
    by_message: dict[int, list[Delivery]] = {}
    for one in Delivery.objects.prefetch_related("carried").order_by("pk"):
        came = arrivals.pop(one.code, 0)
        one.came = came
        outcome.states[f"{one.channel} {one.state}"] += 1
        outcome.arrived += came
        if came > 1:
            outcome.wrong.append(f"{one.channel} {one.code} arrived {came} times")
        if one.state == DeliveryState.SENT and came == 0:
            outcome.wrong.append(f"{one.channel} {one.code} is said to be sent and never arrived")
        if one.state == DeliveryState.FAILED and came:
            outcome.wrong.append(f"{one.channel} {one.code} is said to have failed and arrived")
        if one.state in (DeliveryState.QUEUED, DeliveryState.SENDING):
            outcome.wrong.append(f"{one.channel} {one.code} was left {one.state}")
        for carried in one.carried.all():
            by_message.setdefault(carried.message_id, []).append(one)
    if arrivals:
        outcome.wrong.append(f"{len(arrivals)} arrivals that nobody sent")
    for pk in Message.objects.values_list("pk", flat=True):
        outcome.messages += 1
        ways = by_message.get(pk, [])
        if not ways:
            outcome.wrong.append(f"message {pk} went no way at all")
        elif sum(one.came for one in ways) > 1:
            outcome.wrong.append(f"message {pk} arrived by {len(ways)} ways")
        elif ways[-1].state not in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN):
            outcome.wrong.append(f"message {pk} has no end")
    return outcome


if __name__ == "__main__":
    run_forever()
