"""The right to be forgotten: a person's entries stay as numbers, what names them goes."""

from collections.abc import Collection

from django.db import transaction

from jiangong.foundation.common.papers import delete_papers
from jiangong.programmes.competitions.actions.issuing import PAPERS
from jiangong.programmes.competitions.models import Appeal, Entry, Honour


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Let go what names these people beside the foreign keys: needs, findings, printed names, what they wrote.

    Marks and places stay under their numbers: others' places were computed from them. In the caller's transaction.
    """
    entries = Entry.objects.filter(person__in=people)
    honours = Honour.objects.filter(entry__in=entries)
    codes = [code for code in honours.values_list("code", flat=True) if code]
    honours.update(holder_name="", code="", print_problem="", revoked_reason="")
    delete_papers(PAPERS, codes)
    # Once more after the commit: a paper may have been printed meanwhile from what was still there.
    transaction.on_commit(lambda: delete_papers(PAPERS, codes), robust=True)
    Appeal.objects.filter(entry__in=entries).update(words="—", answer="")
    entries.update(needs="", findings=[], refused_reason="", titles=[])
    del accounts, words  # rows of the sheet never hold a name
