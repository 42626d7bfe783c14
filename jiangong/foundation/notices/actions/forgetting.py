"""What notices forget of a person beside what foreign keys find (foundation/people/erasure)."""

from collections.abc import Collection

from jiangong.foundation.notices.models import Line, Objection
from jiangong.foundation.notices.states import ObjectionState


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """The masked name on past lists, and what the person wrote in objections that have their answer.

    In the caller's transaction. Nobody on a running list, or with an objection that is open, is forgotten (queries).
    """
    Line.objects.filter(person__in=people).exclude(name="").update(name="")
    Objection.objects.filter(by__in=accounts).exclude(state=ObjectionState.OPEN).update(words="")
