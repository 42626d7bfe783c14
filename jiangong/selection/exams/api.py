"""Autosave over HTTP: what an examinee's device sends with every change, known by its ticket alone.

Thousands send it every second, so the same request has a straight way before Django (`STRAIGHT`); what that does not
take, and all that is refused, goes the ordinary way and is told there why.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.security import HttpBearer

from jiangong.foundation.common.endpoints import Straight
from jiangong.foundation.common.refusals import Refused
from jiangong.selection.exams import actions

router = Router(tags=["exams"])


@dataclass(frozen=True)
class Device:
    """Who sends: a device of an examinee, told by its ticket alone. `user_id` is whom the throttle counts it for; no account has it."""

    sitting_id: int
    examinee_id: int
    device: int

    @property
    def user_id(self) -> int:
        return -self.examinee_id


class TicketBearer(HttpBearer):
    """The ticket of a device, as it stands in the examinee's page. Reads no table: whether it is still good is asked with the answers."""

    def authenticate(self, request: HttpRequest, token: str) -> Device | None:
        return _device(token)


class AnswersIn(Schema):
    """Each answer is [item from 1, sequence, what is given]; the highest sequence of an item counts."""

    answers: list[tuple[int, int, str]] = Field(max_length=500)


class SavedOut(Schema):
    """Committed. `ends_at` is when the time is over by the server's clock, `now` what that clock says."""

    saved: int
    ends_at: datetime
    now: datetime


@router.post("/answers", response=SavedOut, auth=TicketBearer())
def save_answers(request: HttpRequest, given: AnswersIn) -> SavedOut:
    """Save answers of one examinee; the same again changes nothing, whatever its order of arrival."""
    saved = _save(
        request.auth,  # type: ignore[attr-defined]
        [list(one) for one in given.answers],
    )
    return SavedOut(saved=saved.answers, ends_at=saved.ends_at, now=timezone.now())


def _device(token: str) -> Device | None:
    read = actions.read_ticket(token)
    return Device(*read) if read else None


def _save(device: Device, answers: object) -> actions.Saved:
    given = actions.sound(answers)
    return actions.together.ask(actions.Save(device.sitting_id, device.examinee_id, device.device, given))


def _straight(token: str, body: bytes, allowed: Callable[[int], bool]) -> bytes | None:
    """The answer to a request that is right in every part, or None for the ordinary way."""
    device = _device(token)
    if device is None or not allowed(device.user_id):
        return None
    try:
        read = json.loads(body)
        if not isinstance(read, dict) or read.keys() != {"answers"}:
            return None
        saved = _save(device, read["answers"])
    except (ValueError, Refused):
        return None
    end, now = (f"{one:%Y-%m-%dT%H:%M:%S.%fZ}" for one in (saved.ends_at, timezone.now()))
    return f'{{"saved": {saved.answers}, "ends_at": "{end}", "now": "{now}"}}'.encode()


STRAIGHT = (Straight("/answers", _straight, most=32 * 1024),)
