"""What convalescence forgets of a person beside what foreign keys find (foundation/people/erasure)."""

from collections.abc import Collection

from jiangong.programmes.care.convalescence.models import Applicant, Application, HealthForm, Incident, Stay


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """What the rules read about them, how they consented and answered, why they left, what they told the doctor, what happened to them.

    The ticket stays on the closed list, places and days in the counts, of nobody.
    """
    stays = Stay.objects.filter(applicant__person__in=people)
    HealthForm.objects.filter(stay__in=stays).delete()
    Incident.objects.filter(stay__in=stays).update(words_sealed="", stay=None)
    stays.update(wish="", answered_how="", room=None, coach=None)
    rows = Applicant.objects.filter(person__in=people)
    Application.objects.filter(pk__in=rows.values("application")).update(consent_words="—", end_reason="")
    rows.update(facts={}, agreed_how="")
