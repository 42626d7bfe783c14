"""How people can be reached by messages: asked by the inbox, which stands below and does not know this room."""

from collections.abc import Collection
from contextlib import suppress

from allauth.account.models import EmailAddress

from jiangong.foundation.inbox.queries import Reach
from jiangong.foundation.people.models import Person
from jiangong.foundation.people.sealing import Unreadable, unseal


def reach(people: Collection[int]) -> dict[int, Reach]:
    """Verified e-mail address, phone and language of each of these people; two queries. What is merged away has none."""
    mails = dict(
        EmailAddress.objects.filter(user__person__in=people, verified=True)
        .order_by("primary", "pk")
        .values_list("user__person_id", "email")
    )
    found = {}
    for person in Person.objects.filter(pk__in=people, merged_into__isnull=True).select_related("user"):
        phone = ""
        if person.phone_sealed:
            with suppress(Unreadable):  # whose key is lost cannot be reached so
                phone = unseal(person.phone_sealed, model="people.person", field="phone", pk=person.pk)
        user = getattr(person, "user", None)
        found[person.pk] = Reach(mails.get(person.pk, ""), phone, user.language if user else "")
    return found
