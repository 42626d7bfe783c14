"""The ledger over HTTP, as far as it knows nobody's rights: its verbs and its size. Entries: see the plan's API."""

from django.http import HttpRequest
from ninja import Router, Schema

from jiangong.foundation.ledger import queries

router = Router(tags=["ledger"])


class VerbOut(Schema):
    verb: str
    words: str


class PositionOut(Schema):
    """How long the one order of all entries is: places run from 0 to `next_position` - 1, without a gap."""

    next_position: int


@router.get("/verbs", response=list[VerbOut], auth=None)
def list_verbs(request: HttpRequest) -> list[VerbOut]:
    """Every verb that an entry may have, in the caller's language."""
    return [VerbOut(verb=verb, words=str(words)) for verb, words in queries.verbs().items()]


@router.get("/position", response=PositionOut, auth=None)
def read_position(request: HttpRequest) -> PositionOut:
    """Where the ledger ends now."""
    return PositionOut(next_position=queries.next_position())
