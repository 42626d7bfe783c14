"""Signing in as one of the cast."""

import pytest


@pytest.fixture
def sign_in(client, cast):
    """sign_in("chair") gives the client, signed in as the chair."""

    def signer(key):
        client.force_login(cast[key])
        return client

    return signer
