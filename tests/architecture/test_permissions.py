"""Every address × every person of the cast × {own, child, parent, sibling, none}: what is answered.

The answers stand in tests/architecture/permissions/<who>.csv and, for people, in docs/permissions.md. A change of
rights changes those files and is seen in the review. To write them anew: .venv/bin/python tools/permissions.py
"""

import csv
import io
import logging
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import translation

from tests.architecture.routes import Route, routes
from tests.architecture.world import RELATIONS, STANDS, arguments, kinds_for, make_examples
from tests.cast import Tree

FOLDER = Path(__file__).parent / "permissions"
# Signing out and the steps of signing in: they change who one is, and are tested in foundation/people/signin.
LEFT_OUT = ("account_", "mfa_", "demonstration")


def address(route: Route, values: dict[str, object]) -> str:
    import re

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), route.pattern)


def answer(client: Client, method: str, url: str) -> str:
    """The status, or `login` where one is sent to sign in. Whatever was written is taken back."""
    headers = {"Idempotency-Key": "permissions-table"} if method == "POST" and url.startswith("/api/") else {}
    body = b"{}" if url.startswith("/api/") else b""
    kind = "application/json" if url.startswith("/api/") else "application/x-www-form-urlencoded"
    before = transaction.savepoint()
    response = client.generic(method, url, body if method != "GET" else b"", kind, headers=headers)
    if getattr(response, "streaming", False):
        b"".join(response.streaming_content)
    transaction.savepoint_rollback(before)
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return "login"
    return str(response.status_code)


@pytest.fixture
def unrendered(monkeypatch):
    """Only the status is asked for here; the pages themselves are tested in their rooms."""
    from django.template.backends.django import Template

    monkeypatch.setattr(Template, "render", lambda self, context=None, request=None: "")
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("who", STANDS)
def test_rights_are_those_written_down(who, tree, cast, unrendered, settings):
    settings.CACHES = {**settings.CACHES, "default": settings.CACHES["process"]}
    cache.clear()
    places = dict(zip(RELATIONS, STANDS[who], strict=True))
    # in one order: which season or sitting is the first decides what some addresses answer
    examples = {
        place: make_examples(getattr(tree, place), tree) for place in dict.fromkeys(places.values()) if place
    }
    client = Client()
    if who != "visitor":
        client.force_login(cast[who])
    rows = []
    with translation.override("zh-hans"):
        for route in routes():
            if route.name.startswith(LEFT_OUT) or route.name == "api:nowhere":
                continue
            kinds = kinds_for(route.name, route.pattern, route.parameters) if route.parameters else {}
            for method in route.methods:
                answers = []
                for relation in RELATIONS:
                    if not kinds:
                        answers.append(
                            answer(client, method, address(route, {})) if relation == "own" else ""
                        )
                    elif places[relation]:
                        there = examples[places[relation]]
                        values = {name: arguments(kind, there, cast) for name, kind in kinds.items()}
                        answers.append(answer(client, method, address(route, values)))
                    else:
                        answers.append("")
                rows.append((route.pattern, method, *answers))
    assert not [row for row in rows if any(status.startswith("5") for status in row[2:])]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("address", "method", *RELATIONS))
    writer.writerows(sorted(set(rows)))
    file = FOLDER / f"{who}.csv"
    if os.environ.get("JIANGONG_WRITE_PERMISSIONS"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text.getvalue())
    known = file.read_text().splitlines()
    now = text.getvalue().splitlines()
    assert sorted(set(now) ^ set(known)) == [], "rights changed: look, then run tools/permissions.py"


def test_the_table_for_people_is_made_from_these():
    from tools.permissions import TARGET, as_markdown

    assert TARGET.read_text() == as_markdown(), "run: .venv/bin/python tools/permissions.py"


def test_every_person_of_the_cast_is_in_the_table():
    from jiangong.foundation.people.cast import CAST

    assert set(STANDS) == {one.key for one in CAST} | {"visitor"}
    assert {place for stands in STANDS.values() for place in stands if place} <= set(Tree.__annotations__)
