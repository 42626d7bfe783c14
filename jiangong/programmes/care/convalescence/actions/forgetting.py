"""What convalescence forgets of a person beside what foreign keys find (foundation/people/erasure)."""

from collections.abc import Collection

from jiangong.programmes.care.convalescence.models import Applicant, Application


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """What the rules read about them, how they consented, why they left. The ticket stays on the closed list, without a person."""
    rows = Applicant.objects.filter(person__in=people)
    Application.objects.filter(pk__in=rows.values("application")).update(consent_words="—", end_reason="")
    rows.update(facts={}, agreed_how="")
