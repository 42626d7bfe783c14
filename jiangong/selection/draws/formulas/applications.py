"""The closed list: one line an application, without a name, and the commitment that fixes it.

A ticket 签号 is random and given to whoever applied; only they and the office know whose it is. The public line says no
more than the rule needs: how many people, how many lots, which pools, which batches in which order.
"""
# not law in this file (64): forms of published texts

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jiangong.foundation.ledger.tlog.merkle import leaf_hash
from jiangong.foundation.ledger.tlog.tiles import grow
from jiangong.selection.draws.formulas.rules import CODE, DrawError, Rules, canonical

MOST_LOTS = 64  # keeps ranking cheap; weights in use are small numbers of years
MOST_PEOPLE = 64


@dataclass(frozen=True)
class Application:
    """`people` go together or not at all. `lots` is the weight: so many lots, of which the best counts. `pools` are those
    reserved for them (the open pool is everybody's and not named). `wants` are batches, the dearest first; one that is
    not named is not wanted."""

    ticket: str
    people: int
    lots: int
    pools: tuple[str, ...]
    wants: tuple[str, ...]

    def line(self) -> str:
        """The public line, canonical JSON without a line end."""
        return canonical(
            {
                "ticket": self.ticket,
                "people": self.people,
                "lots": self.lots,
                "pools": list(self.pools),
                "wants": list(self.wants),
            }
        )


@dataclass(frozen=True)
class ClosedList:
    """All applications by ticket; what is committed to is their number and the root of the RFC 6962 tree of their lines."""

    applications: tuple[Application, ...]

    def text(self) -> str:
        """The list as published: each line with its line end."""
        return "".join(f"{one.line()}\n" for one in self.applications)

    def commitment(self, rules: Rules) -> str:
        """What is written into the ledger before the randomness exists: canonical JSON of draw, number and root."""
        return canonical({"draw": rules.draw, "applications": len(self.applications), "root": self.root()})

    def root(self) -> str:
        """The root in base64."""
        leaves = [leaf_hash(one.line().encode()) for one in self.applications]
        return b64encode(grow({}, 0, leaves)[2]).decode()


def close(applications: Iterable[Application], rules: Rules) -> ClosedList:
    """The list in order of tickets; raises DrawError for the first application that the rules do not know how to place."""
    ordered = sorted(applications, key=lambda one: one.ticket)
    for before, one in zip([None, *ordered], ordered, strict=False):
        _check(one, rules)
        if before is not None and before.ticket == one.ticket:
            raise DrawError("twice", f"The ticket {one.ticket} stands in the list twice.")
    return ClosedList(tuple(ordered))


def parse_list(text: str, rules: Rules) -> ClosedList:
    """A published list; raises DrawError("line") for a line that is not written as `line` writes it, and what `close` raises."""
    if text and not text.endswith("\n"):
        raise DrawError("line", "The list breaks off in the middle of a line.")
    found = [_parse(number, line) for number, line in enumerate(text.splitlines(), start=1)]
    closed = close(found, rules)
    if closed.applications != tuple(found):
        raise DrawError("order", "The lines do not stand in order of tickets.")
    return closed


def _parse(number: int, line: str) -> Application:
    try:
        read = json.loads(line)
        one = Application(
            read["ticket"], read["people"], read["lots"], tuple(read["pools"]), tuple(read["wants"])
        )
        if one.line() == line:
            return one
    except (KeyError, TypeError, json.JSONDecodeError):
        pass
    raise DrawError("line", f"Line {number} is no application.")


def _check(one: Application, rules: Rules) -> None:
    reserved = {pool.code for pool in rules.pools[:-1]}
    if not CODE.fullmatch(one.ticket):
        raise DrawError("ticket", f"{one.ticket!r} is no ticket.")
    if type(one.people) is not int or not 1 <= one.people <= MOST_PEOPLE:
        raise DrawError("people", f"{one.ticket}: a group has 1 to {MOST_PEOPLE} people.")
    if type(one.lots) is not int or not 1 <= one.lots <= MOST_LOTS:
        raise DrawError("lots", f"{one.ticket}: an application has 1 to {MOST_LOTS} lots.")
    if not _known(one.pools, reserved):
        raise DrawError("pool", f"{one.ticket}: its pools are not reserved pools of this draw, each once.")
    if not one.wants or not _known(one.wants, rules.batches.keys()):
        raise DrawError("want", f"{one.ticket}: its wishes are not batches of this draw, each once.")


def _known(named: Sequence[str], known: Iterable[str]) -> bool:
    return len(set(named)) == len(named) and set(named) <= set(known)
