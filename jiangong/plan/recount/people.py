"""One person under several numbers (or tags): merges, separations and their corrections, in the ledger's order."""

from collections.abc import Iterable, Mapping

MERGED = "people.merged"  # its other side is people.separated; both written by foundation/people

Event = tuple[str, str, str, int]  # verb, number dropped, number kept, 1 or -1 for a correction


def apply_events(links: Mapping[str, str], events: Iterable[Event]) -> dict[str, str]:
    """The links (number → the number it was merged into) after some events, in their order.

    A separation takes a link away; so does the correction of a merge, and the correction of a separation puts it back.
    """
    after = dict(links)
    for verb, dropped, kept, sign in events:
        if (verb == MERGED) == (sign > 0):
            after[dropped] = kept
        elif after.get(dropped) == kept:
            del after[dropped]
    return after


def canonical_numbers(links: Mapping[str, str]) -> dict[str, str]:
    """Where each merged number leads in the end; a ring (which no room writes) ends where it closes."""
    found = {}
    for key in links:
        end, passed = links[key], {key}
        while end in links and end not in passed:
            passed.add(end)
            end = links[end]
        found[key] = end
    return found
