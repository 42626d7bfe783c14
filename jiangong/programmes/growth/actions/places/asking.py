"""What is asked and what is answered."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """One person wants a place in one session. `by_id` is the user who asks, `token_id` the API token used."""

    session_id: int
    person_id: int
    by_id: int | None
    request_key: str = ""
    token_id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The answer: the enrolment's number and state; `replayed` when the same request was answered before."""

    enrolment_id: int
    session_id: int
    person_id: int
    state: str
    enrolled_at: datetime
    replayed: bool = False
