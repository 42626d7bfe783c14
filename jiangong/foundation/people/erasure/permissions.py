"""Who may ask, who may decide. The decision is the city federation's; its officers are never alone in it (actions)."""

from typing import Any

import rules

from jiangong.foundation.organisations.scope import held
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.erasure.models import ErasureRequest
from jiangong.foundation.people.permissions import officer_of_person, self_


@rules.predicate
def officer_of_the_city(user: Any, request: ErasureRequest | None = None) -> bool:
    """An officer of the city federation itself: the root, whose path is its own id alone."""
    return any(one.role in OFFICERS and "/" not in one.path.strip("/") for one in held(user))


@rules.predicate
def whose_request_it_is(user: Any, request: ErasureRequest | None) -> bool:
    """The person who asks to be forgotten."""
    return request is not None and bool(self_(user, request.person))


@rules.predicate
def takes_the_request(user: Any, request: ErasureRequest | None) -> bool:
    """An officer of a union where the person is at home."""
    return request is not None and bool(officer_of_person(user, request.person))


rules.add_perm("erasure.ask", self_ | officer_of_person | officer_of_the_city)
rules.add_perm("erasure.withdraw", whose_request_it_is | takes_the_request)
rules.add_perm("erasure.list", officer_of_the_city)
rules.add_perm("erasure.decide", officer_of_the_city)
