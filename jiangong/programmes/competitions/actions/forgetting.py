"""The right to be forgotten: a person's entries stay as numbers, what names them goes."""

from collections.abc import Collection

from jiangong.programmes.competitions.models import Appeal, Entry, Honour


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Let go what names these people beside the foreign keys: needs, findings, printed names, what they wrote.

    Marks and places stay under their numbers: others' places were computed from them. In the caller's transaction.
    """
    entries = Entry.objects.filter(person__in=people)
    Honour.objects.filter(entry__in=entries).update(holder_name="", code="")
    Appeal.objects.filter(entry__in=entries).update(words="—", answer="")
    entries.update(needs="", findings=[], refused_reason="", titles=[])
    del accounts, words  # rows of the sheet never hold a name
