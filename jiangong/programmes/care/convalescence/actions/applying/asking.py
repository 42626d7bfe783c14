"""What is asked and what is answered."""

from dataclasses import dataclass
from datetime import datetime

from jiangong.programmes.care.convalescence.states import Channel


@dataclass(frozen=True, slots=True)
class Ask:
    """One person wants to go, alone or with `partner_id`. `wants`: batches in order, the most wanted first.

    `sound`: they state that they know of no acute or serious disease. On behalf: `channel`, and when and how they consented.
    `by_id` is the user who asks, `token_id` the API token used, `request_key` the key of a request that may come twice.
    """

    programme_id: int
    person_id: int
    wants: tuple[str, ...]
    sound: bool
    by_id: int | None = None
    partner_id: int | None = None
    channel: str = Channel.SELF
    consented_at: datetime | None = None
    consent_words: str = ""
    request_key: str = ""
    token_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """The answer: the application's number, ticket and state. `replayed` when the same request was answered before."""

    application_id: int
    programme_id: int
    ticket: str
    state: str
    applied_at: datetime
    replayed: bool = False
