"""Group commit: one answer per ask, first come first served, nobody left waiting whatever goes wrong."""

import contextlib
import ctypes
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from jiangong.foundation.common.group_commit import GroupCommit, _Waiting


def test_every_ask_gets_its_own_answer():
    batches: list[list[int]] = []

    def together(asks):
        batches.append(list(asks))
        time.sleep(0.002)
        return [ask * 2 for ask in asks]

    group = GroupCommit(together, most=7)
    with ThreadPoolExecutor(40) as pool:
        assert list(pool.map(group.ask, range(400))) == [n * 2 for n in range(400)]
    assert max(map(len, batches)) <= 7
    assert len(batches) < 400, "asks that wait are taken together"
    assert sorted(ask for batch in batches for ask in batch) == list(range(400))


def test_an_exception_among_the_answers_reaches_only_its_asker():
    group = GroupCommit(lambda asks: [ValueError(ask) if ask == 3 else ask for ask in asks])
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(group.ask, n) for n in range(8)]
    for n, future in enumerate(futures):
        if n == 3:
            with pytest.raises(ValueError, match="3"):
                future.result()
        else:
            assert future.result() == n


def test_a_failed_batch_fails_its_askers_and_the_next_one_is_served():
    broken = [True]

    def together(asks):
        if broken.pop() if broken else False:
            raise OSError("disk full")
        return list(asks)

    group = GroupCommit(together)
    with pytest.raises(OSError, match="disk full"):
        group.ask(1)
    assert group.ask(2) == 2


def test_too_few_answers_are_a_failure_not_a_hang():
    group = GroupCommit(lambda asks: [])
    with pytest.raises(RuntimeError, match="1 asked, 0 answered"):
        group.ask(1)


def test_first_come_first_served():
    """While one batch is held up, those who arrive later are taken strictly in their order."""
    hold, begun = threading.Event(), threading.Event()
    order: list[int] = []

    def together(asks):
        begun.set()
        hold.wait(5)
        order.extend(asks)
        return list(asks)

    group = GroupCommit(together, most=3)
    threads = [threading.Thread(target=group.ask, args=(n,)) for n in range(12)]
    threads[0].start()
    begun.wait(5)
    for n, thread in enumerate(threads[1:], start=2):
        thread.start()
        while len(group._queue) < n - 1:
            time.sleep(0.001)
    hold.set()
    for thread in threads:
        thread.join(5)
    assert order == list(range(12))


def test_a_leader_that_is_ended_leaves_nobody_waiting():
    first = [True]

    def together(asks):
        if first.pop() if first else False:
            time.sleep(0.05)  # the others queue up behind
            raise SystemExit
        return list(asks)

    group = GroupCommit(together)
    results: dict[int, object] = {}

    def ask(n):
        try:
            results[n] = group.ask(n)
        except SystemExit:
            results[n] = "ended"

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
        time.sleep(0.002)
    for thread in threads:
        thread.join(5)
    assert not any(thread.is_alive() for thread in threads)
    assert results == {0: "ended", **{n: n for n in range(1, 6)}}


def test_one_who_is_ended_while_waiting_is_passed_over():
    hold, begun = threading.Event(), threading.Event()

    def together(asks):
        begun.set()
        hold.wait(5)
        return list(asks)

    group = GroupCommit(together, most=1)
    leader = threading.Thread(target=group.ask, args=(0,))
    leader.start()
    begun.wait(5)

    class Ended(BaseException):
        pass

    waiting = group_waiting = threading.Thread(target=lambda: _swallow(group, 1, Ended))
    waiting.start()
    while len(group._queue) < 1:
        time.sleep(0.001)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(group_waiting.ident), ctypes.py_object(Ended))
    last: list[int] = []
    third = threading.Thread(target=lambda: last.append(group.ask(2)))
    third.start()
    hold.set()
    for thread in (leader, waiting, third):
        thread.join(5)
    assert last == [2]
    assert not group._led
    assert not group._queue


def test_one_who_is_ended_while_its_batch_is_under_way_does_not_keep_the_others_from_waking():
    hold, begun = threading.Event(), threading.Event()
    batches: list[list[int]] = []

    def together(asks):
        batches.append(list(asks))
        if 0 not in asks:
            begun.set()
            hold.wait(5)
        else:
            while len(group._queue) < 4:
                time.sleep(0.001)
        return list(asks)

    class Ended(BaseException):
        pass

    group = GroupCommit(together)
    answers: list[int] = []
    threads = []
    for n in range(5):
        ask = _swallow if n == 2 else (lambda group, n, _error: answers.append(group.ask(n)))
        threads.append(threading.Thread(target=ask, args=(group, n, Ended)))
        threads[-1].start()
        while n and len(group._queue) < n and not begun.is_set():
            time.sleep(0.001)
    assert begun.wait(5)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(threads[2].ident), ctypes.py_object(Ended))
    hold.set()
    for thread in threads:
        thread.join(5)
    assert not any(thread.is_alive() for thread in threads)
    assert sorted(answers) == [0, 1, 3, 4]
    assert batches == [[0], [1, 2, 3, 4]], "what was under way is written all the same"


def test_one_who_is_gone_is_passed_over_when_the_others_wake():
    group = GroupCommit(lambda asks: list(asks))
    leader, gone, waits = (_Waiting(n) for n in range(3))
    group._led = leader.leads = True
    group._queue.extend([leader, gone, waits])
    batch = list(group._queue)
    gone.gone = True
    group._lead(leader)
    assert [one.done for one in batch] == [True, True, True]
    assert leader.behind is waits
    assert gone.behind is waits.behind is None


def _swallow(group, ask, error):
    with contextlib.suppress(error):
        group.ask(ask)


def test_an_ask_withdrawn_after_it_was_handed_the_lead_hands_it_on():
    group = GroupCommit(lambda asks: list(asks))
    gone, next_one = _Waiting(1), _Waiting(2)
    group._led = True
    group._queue.extend([gone, next_one])
    gone.leads = True
    group._leave(gone)
    assert next_one.leads
    assert not next_one.gate.locked()
    assert group._led
