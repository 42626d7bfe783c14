"""A draw takes a while: seen while it goes on, killed in the middle and made once after all, offers and everything."""

import os
import signal
import threading
from contextlib import contextmanager

import pytest
from django.db import connection, connections

from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.inbox.models import Matter, Message
from jiangong.foundation.ledger.models import Entry
from jiangong.programmes.care.convalescence.models import Stay
from jiangong.selection.draws import queries, tasks
from jiangong.selection.draws.actions import drawing
from jiangong.selection.draws.formulas.allocation import allocate
from jiangong.selection.draws.formulas.lots import ranked, seed
from jiangong.selection.draws.models import Draw, Line, Place
from tests.factories import make_member
from tests.stay_factories import close_draw, make_application, make_programme

pytestmark = pytest.mark.django_db(transaction=True)
CHUNK = 4


@pytest.fixture
def draw(tree, monkeypatch):
    """Ten applications for four places, the randomness given an hour ago; ranks are written four at a time."""
    monkeypatch.setattr(drawing, "CHUNK", CHUNK)
    programme = make_programme(tree.city)
    for _ in range(10):
        make_application(programme, make_member(tree.enterprise).person, organisation=tree.enterprise)
    return close_draw(programme)


def written():
    """What a draw leaves behind, by kind."""
    return {
        "ranks": Line.objects.filter(rank__isnull=False).count(),
        "places": Place.objects.count(),
        "stays": Stay.objects.count(),
        "clocks": Clock.objects.count(),
        "matters": Matter.objects.count(),
        "messages": Message.objects.count(),
        "entries": Entry.objects.filter(verb__in=["draws.drawn", "convalescence.offered"]).count(),
    }


NOTHING = dict.fromkeys(("ranks", "places", "stays", "clocks", "matters", "messages", "entries"), 0)
ALL = {"ranks": 10, "places": 4, "stays": 4, "clocks": 4, "matters": 4, "messages": 4, "entries": 5}


def killed(draw, monkeypatch, name, wrapped):
    """Draw in a process that is killed where `wrapped` says, which stands for a function of the drawing."""
    connections.close_all()  # or both processes would speak on one connection
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(drawing, name, wrapped(getattr(drawing, name)))
        try:
            tasks.draw(draw.pk)
        finally:
            os._exit(3)  # it should have been killed
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


def while_ranks_are_written(beside):
    @contextmanager
    def telling(*row):
        with beside(*row) as show:

            def tell(count):
                show(count)
                if count == 2 * CHUNK:
                    os.kill(os.getpid(), signal.SIGKILL)

            yield tell

    return telling


def once_everything_is_offered(tell):
    def told(*args, **more):
        tell(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    return told


@pytest.mark.parametrize(
    ("name", "wrapped", "seen"),
    [("beside", while_ranks_are_written, 2 * CHUNK), ("tell", once_everything_is_offered, 10)],
)
def test_killed_in_the_middle_nothing_is_there_and_another_draws_once(draw, monkeypatch, name, wrapped, seen):
    killed(draw, monkeypatch, name, wrapped)
    left = Draw.objects.get(pk=draw.pk)
    assert (left.state, left.progress) == ("drawing", seen)
    assert written() == NOTHING
    assert queries.draws_left_behind() == [draw]
    for _ in range(2):
        tasks.draw(draw.pk)
        assert (Draw.objects.get(pk=draw.pk).state, written()) == ("drawn", ALL)
    listed = queries.applications_of(draw)
    value = queries.named_of(draw).randomness(draw.value)
    ranks = ranked(listed, seed(draw.announcement, draw.commitment, value))
    wanted = allocate(queries.rules_of(draw), ranks).text(ranks)
    assert "".join(queries.result_lines(draw)) == wanted


def test_how_many_ranks_are_written_is_seen_before_any_of_them_is_there(draw, monkeypatch):
    seen, beside = [], drawing.beside

    def look():
        seen.append((Draw.objects.get(pk=draw.pk).progress, written()["ranks"]))
        connection.close()

    @contextmanager
    def telling(*row):
        with beside(*row) as show:

            def tell(count):
                show(count)
                other = threading.Thread(target=look)
                other.start()
                other.join()

            yield tell

    monkeypatch.setattr(drawing, "beside", telling)
    tasks.draw(draw.pk)
    assert seen == [(0, 0), (4, 0), (8, 0), (10, 0)]


def test_two_workers_at_once_draw_once(draw, monkeypatch):
    inside, go_on, record = threading.Event(), threading.Event(), drawing.record

    def slow(*args, **more):
        inside.set()
        assert go_on.wait(30)
        return record(*args, **more)

    def work():
        tasks.draw(draw.pk)
        connection.close()

    monkeypatch.setattr(drawing, "record", slow)
    workers = [threading.Thread(target=work) for _ in range(2)]
    workers[0].start()
    assert inside.wait(30)
    workers[1].start()
    workers[1].join(1)
    assert workers[1].is_alive(), "the second waits for the first"
    go_on.set()
    for one in workers:
        one.join(30)
    assert (Draw.objects.get(pk=draw.pk).state, written()) == ("drawn", ALL)
