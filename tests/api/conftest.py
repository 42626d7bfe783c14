"""Programs that call the API as people of the cast."""

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.test import Client

from jiangong.api.actions import create_token
from jiangong.api.states import Scope

_number = count(1)


class Program:
    """Calls with a token; a POST gets a fresh idempotency key unless one is given."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.client = Client()

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = "", **headers: str) -> Any:
        if key == "":
            key = f"test-key-{next(_number)}"
        if method == "POST" and key is not None:
            headers["Idempotency-Key"] = key
        return self.client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else json.dumps(body).encode(),
            "application/json",
            headers={"Authorization": f"Bearer {self.text}", **headers},
        )

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None, *, key: str | None = "") -> Any:
        return self.call("POST", path, body, key=key)

    def put(self, path: str, body: Any = None) -> Any:
        return self.call("PUT", path, body)


@pytest.fixture
def program(cast) -> Callable[..., Program]:
    """program("chair") calls as the chair with every scope; program("chair", "people:read") with that one."""

    def make(who: str, *scopes: str) -> Program:
        _token, text = create_token(name="测试", scopes=scopes or Scope.values, days=30, by=cast[who])
        return Program(text)

    return make
