"""One attempt of the table."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tests.programmes.competitions.red_team.scene import Scene, Try, call

SCRIPT = "application/json"


@dataclass(frozen=True)
class Attempt:
    """`gets`: a status, the code of a refusal, what the database says; with "，改动了数据" if it changed something, as it may."""

    stage: str
    who: str
    what: str
    how: Try
    gets: str
    mended: str = ""  # what it got before, where the red team found a hole


def get(name: str, *args: Any) -> Try:
    """Open a page; an argument may be a function of the scene."""
    return lambda there, user: there.client(user).get(_address(there, name, args))


def post(name: str, *args: Any, **sent: Any) -> Try:
    """Send a form."""
    return lambda there, user: there.client(user).post(
        _address(there, name, args), {key: _of(there, one) for key, one in sent.items()}
    )


def api(method: str, path: Any, body: Any = None, scopes: tuple[str, ...] = ()) -> Try:
    """A program with the user's own token."""
    return lambda there, user: call(
        there,
        user,
        method,
        _of(there, path),
        _of(there, body),
        scopes=scopes,  # type: ignore[arg-type]
    )


def _address(there: Scene, name: str, args: tuple[Any, ...]) -> str:
    return reverse(f"competitions:{name}", args=[_of(there, one) for one in args])


def _of(there: Scene, one: Any) -> Any:
    return one(there) if callable(one) else one


def contest(there: Scene) -> int:
    return there.stage.contest.pk


def office_of(group: str, n: int = 0) -> Any:
    """The office of one of the scene's people."""

    def found(there: Scene) -> int:
        held = getattr(there.stage, group)
        return there.stage.office(held[n] if isinstance(held, list) else held).pk

    return found
