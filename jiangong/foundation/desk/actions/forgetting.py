"""What the desk forgets of a person beside what foreign keys find (foundation/people/erasure)."""

from collections.abc import Collection

from django.db.models import Q

from jiangong.foundation.desk.models import Draft, PendingAct


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """What pending acts say about these persons, and drafts that hold one of the `words` that name them.

    In the caller's transaction. Drafts of their own go with their account.
    """
    naming = Q(pk__in=())
    for word in words:
        naming |= Q(facts__icontains=word) | Q(about__icontains=word) | Q(answer__icontains=word)
    about = Q(subject_type="people.person", subject_id__in=people) | Q(author__in=accounts) | naming
    PendingAct.objects.filter(about).update(facts={}, about="", answer="")
    holding = Q(pk__in=())
    for word in words:
        holding |= Q(data__icontains=word)
    Draft.objects.filter(holding).delete()
