"""What training forgets of a person beside what foreign keys find (foundation/people/erasure)."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q

from jiangong.foundation.common.papers import delete_papers
from jiangong.programmes.growth.actions.certificates import PAPERS
from jiangong.programmes.growth.models import AttendanceSheet, Certificate, Enrolment, Session
from jiangong.programmes.growth.states import HOLDS_A_PLACE


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Names on certificates and uploaded sheets, printed papers, places held in sessions that are over.

    In the caller's transaction, before the enrolments themselves are deleted. `words` are texts that name the person.
    """
    enrolments = Enrolment.objects.filter(person__in=people)
    numbers = set(enrolments.values_list("pk", flat=True))
    codes = list(Certificate.objects.filter(enrolment__in=numbers).values_list("code", flat=True))
    Certificate.objects.filter(enrolment__in=numbers).update(
        holder_name="", print_problem="", revoked_reason=""
    )
    _free_places(enrolments)
    _clear_sheets(numbers, words)
    delete_papers(PAPERS, codes)
    # Once more after the commit: a paper may have been printed meanwhile from what was still there.
    transaction.on_commit(lambda: delete_papers(PAPERS, _nameless(codes)), robust=True)


def _free_places(enrolments: Any) -> None:
    """`taken` stays the number of those who hold a place. Of running sessions nobody is forgotten (queries)."""
    held = enrolments.filter(state__in=sorted(HOLDS_A_PLACE)).values("session").order_by()
    for row in held.annotate(n=Count("pk")):
        Session.objects.filter(pk=row["session"]).update(taken=F("taken") - row["n"])


def _clear_sheets(enrolments: Collection[int], words: Collection[str]) -> None:
    """Uploaded sheets: the rows matched to the enrolments go, the name goes from rows that matched nobody."""
    mentions = Q(pk__in=())
    for number in enrolments:
        mentions |= Q(session__enrolments=number)
    for word in words:
        mentions |= Q(unmatched__contains=[{"name": word}])
    for sheet in AttendanceSheet.objects.filter(mentions).distinct():
        sheet.matched = [[pk, meetings] for pk, meetings in sheet.matched if pk not in enrolments]
        sheet.unmatched = [
            {**row, "name": "" if row["name"] in words else row["name"]} for row in sheet.unmatched
        ]
        sheet.save(update_fields=["matched", "unmatched"])


def _nameless(codes: Collection[str]) -> list[str]:
    """These certificates, and all others whose holders are forgotten: a restored folder has their papers again."""
    return [*codes, *Certificate.objects.filter(enrolment__isnull=True).values_list("code", flat=True)]
