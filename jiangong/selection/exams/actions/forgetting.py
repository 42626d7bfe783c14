"""What examinations forget of a person beside what foreign keys find (foundation/people/erasure)."""

from collections.abc import Collection

from jiangong.selection.exams.models import Correction, Event, Sitting


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Reasons that name the person. In the caller's transaction; `words` are texts that name the person."""
    for word in words:
        for table in (Event, Correction, Sitting):
            table._default_manager.filter(reason__contains=word).update(reason="")
