"""Who may do what with clocks and calendars. What a clock is about is its room's affair; this is about time alone."""

from typing import Any

import rules

from jiangong.foundation.clocks.models import Clock, SpecialDay
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS, Kind, Role

VIEWERS = OFFICERS | {Role.AUDITOR}
LOCAL_UNIONS = frozenset({Kind.CITY, Kind.DISTRICT, Kind.TOWNSHIP})


@rules.predicate
def handles(user: Any, clock: Clock | None) -> bool:
    """An officer of the union whose clock it is, or of one above it."""
    return clock is not None and holds(user, OFFICERS, clock.organisation)


@rules.predicate
def sees(user: Any, clock: Clock | None) -> bool:
    """An officer or auditor of the union whose clock it is, or of one above it."""
    return clock is not None and holds(user, VIEWERS, clock.organisation)


@rules.predicate
def keeps_calendar(user: Any, organisation: Organisation | None) -> bool:
    """An officer of a local union 地方工会 or of one above it: a firm has no holidays by ruling of its own."""
    return (
        organisation is not None and organisation.kind in LOCAL_UNIONS and holds(user, OFFICERS, organisation)
    )


@rules.predicate
def keeps_day(user: Any, day: SpecialDay | None) -> bool:
    """Who may record a special day there may withdraw it."""
    return day is not None and keeps_calendar(user, day.organisation)


@rules.predicate
def enters_years(user: Any, organisation: Organisation | None) -> bool:
    """An officer of the city: what the State Council says holds for everybody."""
    return organisation is not None and organisation.kind == Kind.CITY and holds(user, OFFICERS, organisation)


rules.add_perm("clocks.view", sees)
rules.add_perm("clocks.handle", handles)  # pause, resume, recompute, hand over
rules.add_perm("clocks.record_day", keeps_calendar)
rules.add_perm("clocks.withdraw_day", keeps_day)
rules.add_perm("clocks.enter_year", enters_years)
