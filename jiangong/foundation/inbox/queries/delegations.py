"""Who stands in for whom, and who could."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiangong.foundation.inbox.models import Delegation
from jiangong.foundation.inbox.queries.seats import in_force
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import held
from jiangong.foundation.organisations.states import APART, LENDABLE


def delegations_visible_to(user: Any) -> "QuerySet[Delegation]":
    """Those the user takes part in, the newest first."""
    person = getattr(user, "person_id", None) or 0
    return (
        Delegation.objects.filter(Q(delegator=person) | Q(delegate=person))
        .select_related("delegator", "delegate", "ended_by__person")
        .order_by("-pk")
    )


def running_today(user: Any) -> "QuerySet[Delegation]":
    """Those in force today that the user takes part in."""
    today = timezone.localdate()
    return delegations_visible_to(user).filter(since__lte=today, until__gte=today, ended_at__isnull=True)


def offices_to_lend(user: Any) -> list[Organisation]:
    """The unions at which the user's own office can be lent, the highest first."""
    own = [one.organisation_id for one in held(user) if one.role in LENDABLE and one.lent_by is None]
    return list(Organisation.objects.filter(pk__in=own).order_by("depth", "pk"))


def colleagues(user: Any) -> "QuerySet[Any]":
    """People who could stand in for the user, by name: they hold an appointment at one of the user's unions, directly
    above or below it or further up, have an account, and neither audit nor run the machine."""
    return _fit(offices_to_lend(user), user).order_by("name", "pk")


def fit_to_stand_in(person: Any, offices: Sequence[Organisation], *, instead_of: Any) -> bool:
    """Whether this person could stand in for the user at these offices."""
    return bool(_fit(offices, instead_of).filter(pk=person.pk).exists())


def _fit(offices: Sequence[Organisation], user: Any) -> "QuerySet[Any]":
    near = Q(pk__in=())
    for one in offices:
        above = [int(pk) for pk in one.path.strip("/").split("/")]
        near |= Q(organisation__in=above) | Q(organisation__path__startswith=one.path)
    people: QuerySet[Any] = apps.get_model("people", "Person")._default_manager.filter(
        pk__in=in_force().filter(near).values("person"), user__is_active=True, merged_into__isnull=True
    )
    apart = in_force().filter(role__in=APART).values("person")
    return people.exclude(pk__in=apart).exclude(pk=getattr(user, "person_id", None) or 0)
