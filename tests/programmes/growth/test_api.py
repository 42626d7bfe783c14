"""Enrolling over the API: by a signed token, the same key the same answer, a revoked token refused within the batch."""

import pytest

from jiangong.api.actions import create_token, revoke_token
from jiangong.programmes.growth.actions.places import Ask, give_places
from jiangong.programmes.growth.models import Enrolment


@pytest.fixture
def bearer(cast):
    token, text = create_token(name="t", scopes=["growth:write", "growth:read"], days=1, by=cast["worker"])
    return token, {"HTTP_AUTHORIZATION": f"Bearer {text}"}


def enrol(client, session, headers, key="test-key-1"):
    return client.post(
        f"/api/v1/training/sessions/{session.pk}/enrolments", HTTP_IDEMPOTENCY_KEY=key, **headers
    )


def test_enrolling_costs_one_statement_and_may_be_repeated(
    client, session, bearer, django_assert_num_queries
):
    give_places([Ask(session.pk, 0, None)])  # prepares the statement on this connection
    with django_assert_num_queries(3):  # a savepoint, its release; write
        first = enrol(client, session, bearer[1])
    assert first.status_code == 201, first.content
    assert first.json()["state"] == "enrolled"
    assert enrol(client, session, bearer[1]).json()["id"] == first.json()["id"]
    refused = enrol(client, session, bearer[1], key="test-key-2")
    assert (refused.status_code, refused.json()["code"]) == (409, "growth.already_enrolled")
    assert Enrolment.objects.count() == 1


def test_a_revoked_token_is_refused(client, session, bearer, cast):
    revoke_token(bearer[0], by=cast["worker"])
    assert enrol(client, session, bearer[1]).status_code == 401
    assert not Enrolment.objects.exists()


def test_without_a_token_or_for_no_session(client, session, bearer):
    assert enrol(client, session, {}).status_code == 401
    session.pk = 2**40
    assert enrol(client, session, bearer[1]).status_code == 404
