"""The published schema, and thousands of odd requests against it: no answer it does not promise, none with 5xx."""

import os
import re
from itertools import cycle
from pathlib import Path

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from jiangong.api.schema import api, as_text, published
from jiangong.api.states import Scope
from jiangong.wsgi import application

EXAMPLES = int(
    os.environ.get("JIANGONG_API_EXAMPLES", "5")
)  # per operation, each of another caller; 1000 for a long run
WHO = ("city_officer", "chair", "worker", "auditor", "administrator")
TURN = cycle(WHO)
CHECKED_IN = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"

# Figures, and what has a public page without signing in: read without a token.
OPEN = ("/api/v1/bases/", "/api/v1/competitions/", "/api/v1/equity/", "/api/v1/plan/")


def test_the_checked_in_schema_is_the_published_one():
    assert CHECKED_IN.read_text() == as_text(), "run: .venv/bin/python tools/openapi.py"


def test_every_operation_says_who_may_call_and_how():
    bare = [
        (path, method)
        for path, methods in published()["paths"].items()
        for method, one in methods.items()
        if not one.get("security") and not (method == "get" and path.startswith(OPEN))
    ]
    assert not bare, "only figures and what has a public page are for everybody"


def test_every_post_asks_for_an_idempotency_key():
    without = [
        path
        for path, methods in published()["paths"].items()
        for method, one in methods.items()
        if method == "post"
        # sent twice counts once: answers carry sequence numbers of their own, a person has one application
        and path not in ("/api/v1/exams/answers", "/api/v1/convalescence/applications")
        and "Idempotency-Key" not in [parameter["name"] for parameter in one["parameters"]]
    ]
    assert not without


def test_every_scope_is_used():
    used = {
        callback.scope
        for _path, views in _operations()
        for operation in views.operations
        for callback in operation.auth_callbacks
        if hasattr(callback, "scope")
    }
    assert used <= set(Scope.values)
    assert set(Scope.values) - used == set()


def _operations():
    for bound in api()._get_bound_routers():
        yield from bound.path_operations.items()


@pytest.fixture
def callers(program):
    """A token of each; as the test client does it, the connection with the test's transaction stays open."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield {who: program(who).text for who in WHO}
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


schema = schemathesis.openapi.from_dict(published(), config=SchemathesisConfig.from_dict({}))
schema.app = application


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_whatever_is_asked(case, callers):
    """In the one transaction of the test, so that what one request makes is there for the next."""
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {callers[next(TURN)]}"}
    response = case.call()
    assert response.status_code < 500, response.text
    case.validate_response(response, excluded_checks=[ignored_auth, positive_data_acceptance])


# Left out above: that a well-formed identity number may still be a wrong one is no fault of the schema; and the
# check of tokens repeats the request with our header, so it is made here instead, for every operation.
@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer jg_forged", "Basic eDp5"])
def test_no_operation_answers_without_a_token(tree, client, token):
    for path, methods in published()["paths"].items():
        for method, one in methods.items():
            if one.get("security"):
                address = re.sub(r"{\w+}", "1", path)
                headers = {"Authorization": token} if token else {}
                assert client.generic(method.upper(), address, headers=headers).status_code == 401, (
                    method,
                    path,
                )
