"""How people are reached: phones and e-mail are the affair of the rooms above, which are asked without being named."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from jiangong.foundation.common.rooms import declared
from jiangong.foundation.inbox.channels import adapter, in_use
from jiangong.foundation.inbox.formulas import Pace
from jiangong.foundation.inbox.models import Address, Preference
from jiangong.foundation.inbox.queries.seats import in_force
from jiangong.foundation.inbox.states import Channel
from jiangong.foundation.rulebook.queries import value


@dataclass(frozen=True)
class Reach:
    """What a person can be reached by, in clear; empty where there is none. `language`: in which they read."""

    mail: str = ""
    phone: str = ""
    language: str = ""


@dataclass(frozen=True)
class Wishes:
    """What a person wants, or what everybody gets who has said nothing."""

    channels: list[str] = field(default_factory=list)
    muted: frozenset[str] = frozenset()
    daily: bool = False
    said: bool = False


def reach(people: Collection[int]) -> dict[int, Reach]:
    """How each of these people can be reached, by the rooms' own `reach(people)` in their queries."""
    found: dict[int, Reach] = {}
    for room, asked in declared("reach", "queries"):
        if room != "inbox":
            found.update(asked(people))
    return found


def addresses(people: Collection[int]) -> dict[tuple[int, str], str]:
    """The names by which channels know these people, by person and channel."""
    rows = Address.objects.filter(person__in=people).values_list("person_id", "channel", "address")
    return {(person, channel): address for person, channel, address in rows}


def wishes(people: Collection[int]) -> dict[int, Wishes]:
    """What each of these people wants of messages outside the site."""
    said = {one.person_id: one for one in Preference.objects.filter(person__in=people)}
    return {
        person: Wishes(list(one.channels), frozenset(one.muted), one.daily, True)
        if (one := said.get(person))
        else Wishes()
        for person in people
    }


@dataclass(frozen=True)
class Known:
    """What is known of how some people can be reached, read at once for all of them."""

    how: dict[int, Reach]
    own: dict[tuple[int, str], str]
    wishes: dict[int, Wishes]
    in_office: frozenset[int]

    @classmethod
    def of(cls, people: Collection[int]) -> "Known":
        """Seven queries however many they are."""
        office = in_force().filter(person__in=people).values_list("person_id", flat=True)
        return cls(reach(people), addresses(people), wishes(people), frozenset(office))

    def channels(self, person: int, *, mandatory: bool) -> list[str]:
        """The channels a message to this person may go by, the first one first.

        Who has said nothing gets all that are in use, in their order. Who wants none gets what is mandatory all the same.
        """
        wanted = self.wishes[person]
        order = wanted.channels if wanted.said else in_use()
        if mandatory and not order:
            order = in_use()
        on = in_use()
        return [one for one in order if one in on and self._reaches(one, person)]

    def _reaches(self, channel: str, person: int) -> bool:
        """As far as is known here. A name in WeChat Work is looked for, by phone, of who is in office or asked for it:
        to look for a million members who have none would only use up the provider's patience."""
        way, how = adapter(channel), self.how.get(person)
        if way is None or how is None:
            return False
        if way.reach != "own":
            return bool(how.mail if way.reach == "mail" else how.phone)
        looked_for = way.real and channel == Channel.WORK_WECHAT and bool(how.phone)
        return bool(self.own.get((person, channel))) or (
            looked_for and (person in self.in_office or channel in self.wishes[person].channels)
        )


def pace() -> Pace:
    """The figures of the rulebook that are in force today."""
    names = ("gather_minutes", "messages_per_day", "quiet_from", "quiet_until", "digest_hour")
    return Pace(**{name: int(value(f"inbox.{name}")) for name in names})


def is_bound(user: Any, channel: str) -> bool:
    """Whether the channel knows the user by a name of its own."""
    return Address.objects.filter(person=getattr(user, "person_id", None) or 0, channel=channel).exists()


def preference_of(user: Any) -> Preference | None:
    """What the user has said about messages; None if nothing."""
    return Preference.objects.filter(person=getattr(user, "person_id", None) or 0).first()
