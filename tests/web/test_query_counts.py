"""No page asks the database more than twelve times, the session and the account included.

The addresses and who looks at them are those of the browser tests, the examples those of the table of rights: one of
everything at every union of the small tree, so that a page which asks once per row shows itself.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.architecture.test_permissions import address
from tests.architecture.world import STANDS, arguments, kinds_for, make_examples
from tests.browser.pages import Route, routes
from tests.cast import Tree

MOST = 12
# The city's officer opens what has an example at a union of every kind.
KINDS = ("city", "district", "industry", "enterprise", "branch")
# Nothing to show: a worker's page about another's certificate, a transfer or a code that is not there, a report not
# made yet; a log without a leaf or a checkpoint; a notice that is published already, or without papers; or a step of
# signing in at which nobody stands. They are counted, but need not answer with a page.
NOTHING_THERE = {
    "web:home",
    "web:export_progress",
    "web:hand_over",  # nothing was chosen
    "web:export_file",
    "organisations:import_rows",
    "organisations:import_report",
    "roster:progress",
    "people:my_act",
    "documents:picture",  # of a draft with nothing in it
    "documents:pdf",
    "documents:docx",
    *(f"convalescence:{name}" for name in ("application", "wishes", "agreement", "partner")),  # another's
    "growth:scan",
    "growth:certificate_pdf",
    "growth:certificate_png",
    "credentials:one",  # somebody else's
    "credentials:json",
    "credentials:png",
    "credentials:svg",
    "ledger:checkpoint",
    "ledger:leaf_proof",
    "ledger:tile",
    "ledger:witnessed",
    "plan:receipt",
    "notices:publish",
    "notices:letter_docx",
    "notices:letter_pdf",
    "notices:paper",
    "inbox:bound",  # the way back from WeChat
    *(
        f"competitions:{name}"  # of another's office or entry; of a contest that takes no entries
        for name in (
            "office",
            "roll_call",
            "draw_layer",
            "incident",
            "recuse",
            "marking",
            "mark",
            "lead",
            "note_fact",
            "correct_mark",
            "note_breach",
            "honesty",
            "office_theory",
            "office_figures",
            "honour_pdf",
            "honour_png",
            "card",
            "card_pdf",
            "file_appeal",
            "appeal",
            "answer_appeal",
            "prepare_rejudging",
            "eligibility",
            "enter",
        )
    ),
    *(
        f"convalescence:{name}"  # another's place; a code that is none; what only leader and doctor see
        for name in (
            "duty",
            "incident_new",
            "stay",
            "leave_stay",
            "stay_travel",
            "stay_health",
            "stay_rating",
            "scan_stay",
            "health_forms",
        )
    ),
    "draws:new",  # for what a programme declares
    "draws:postpone",
    "draws:end",
    "exams:sit",  # another's paper
    "exams:hand_in",
}
# What a look or an export writes down before anything is shown (docs/readlog.md) comes on top of the twelve.
READ_LOG = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT pg_advisory_xact_lock", 'INSERT INTO "ledger_')
Look = Callable[[Route, str], tuple[int, list[str]]]


@pytest.fixture
def look(tree: Tree, cast: dict[str, Any]) -> Look:
    """Open a page about the examples at a place: the status, and every query. What it wrote is taken back."""
    examples = {place: make_examples(union, tree) for place, union in vars(tree).items()}
    clients: dict[str | None, Client] = {}

    def look(route: Route, place: str) -> tuple[int, list[str]]:
        who = route.person
        if who not in clients:
            clients[who] = Client()
            if who:
                clients[who].force_login(cast[who])
        kinds = kinds_for(route.name, route.pattern, route.parameters) if route.parameters else {}
        values = {name: arguments(kind, examples[place], cast) for name, kind in kinds.items()}
        before = transaction.savepoint()
        with CaptureQueriesContext(connection) as captured:
            response = clients[who].get(address(route, values))
            if response.streaming:
                b"".join(response.streaming_content)
        transaction.savepoint_rollback(before)
        return response.status_code, [query["sql"] for query in captured]

    return look


def places(route: Route) -> tuple[str, ...]:
    """Where the examples stand that are looked at."""
    if not route.parameters or route.person is None:
        return ("enterprise",)
    return KINDS if route.person == "city_officer" else (STANDS[route.person][0],)


def test_no_page_asks_more_than_twelve_times(look):
    too_many, unseen = [], []
    for route in routes():
        answers = set()
        for place in places(route):
            status, queries = look(route, place)
            answers.add(status)
            queries = [one for one in queries if not one.startswith(READ_LOG) and "readlog_" not in one]
            if len(queries) > MOST:
                too_many.append("\n  ".join([f"{route} ({place}): {len(queries)} queries", *queries]))
        if not answers & {200, 405} and not route.pattern.startswith("accounts/"):
            unseen.append(route.name)
    assert not too_many, "\n".join(too_many)
    assert set(unseen) == NOTHING_THERE


def test_the_session_and_the_account_are_counted(look):
    """A count that missed them would let pages through."""
    home = next(route for route in routes() if route.name == "web:workbench")
    status, queries = look(home, "enterprise")
    assert status == 200
    assert any("django_session" in one for one in queries)
    assert any("people_user" in one for one in queries)
    assert 6 < len(queries) <= MOST
