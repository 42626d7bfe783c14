"""What clocks know of a person that no foreign key finds: a name in the reason somebody wrote."""

from collections.abc import Collection

from django.db.models import Q

from jiangong.foundation.clocks.models import ClockEvent


def forget(people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Empty the reasons that hold one of these words (names, numbers); the one change that events allow."""
    held = Q(pk__in=())
    for word in words:
        held |= Q(reason__contains=word)
    ClockEvent.objects.filter(held).exclude(reason="").update(reason="")
