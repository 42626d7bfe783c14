"""What can be wrong with a scheme or a sheet. All faults are found at once, each with its place; the words are in states.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Wrong(StrEnum):
    """Kinds of faults. The first group is about form, the second about a scheme, the third about a sheet."""

    MISSING = "missing"
    UNKNOWN_KEY = "unknown_key"
    NOT_TEXT = "not_text"
    NOT_WHOLE = "not_whole"
    NOT_A_NUMBER = "not_a_number"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_A_LIST = "not_a_list"
    NOT_A_TABLE = "not_a_table"
    NOT_ONE_OF = "not_one_of"

    EMPTY = "empty"
    TWICE = "twice"
    WEIGHTS = "weights"
    OUT_OF_RANGE = "out_of_range"
    ASPECTS_DO_NOT_ADD_UP = "aspects_do_not_add_up"
    MARKING_NEEDS = "marking_needs"
    MARKING_FORBIDS = "marking_forbids"
    DROPS_ALL = "drops_all"
    FORMULA_NEEDS = "formula_needs"
    DESCRIPTORS = "descriptors"
    NOT_ASCENDING = "not_ascending"
    NO_SUCH = "no_such"
    OVER_LIMIT = "over_limit"
    UNDER_LIMIT = "under_limit"

    NO_BENCH = "no_bench"
    TWO_BENCHES = "two_benches"
    NOT_ON_BENCH = "not_on_bench"
    MARK_TWICE = "mark_twice"
    MARK_OUT_OF_RANGE = "mark_out_of_range"
    MARK_NOT_ALLOWED = "mark_not_allowed"
    NOTHING_TO_CORRECT = "nothing_to_correct"
    NO_REASON = "no_reason"


@dataclass(frozen=True)
class Fault:
    """One fault: its kind, where it stands (`components[2].weight`), and the facts that its words need.

    `advice` is true where a rule recommends only: such a fault is shown and refuses nothing.
    """

    wrong: Wrong
    where: str
    facts: Mapping[str, str] = field(default_factory=dict)
    advice: bool = False


class Unfit(ValueError):
    """A scheme or a sheet with which nothing can be computed; `faults` says all that is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.wrong}" for fault in faults))
        self.faults = tuple(faults)


def refuse(faults: Sequence[Fault]) -> None:
    """Raise Unfit if any of the faults is more than advice."""
    binding = [fault for fault in faults if not fault.advice]
    if binding:
        raise Unfit(binding)
