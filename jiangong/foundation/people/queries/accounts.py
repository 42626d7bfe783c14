"""Reading accounts: whose phone it is, who needs a second factor, who can be chosen in a demonstration."""

from django.db.models import QuerySet

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import held
from jiangong.foundation.organisations.states import Kind
from jiangong.foundation.people.cast import CAST
from jiangong.foundation.people.formulas import Problem, check_phone
from jiangong.foundation.people.models import Person, User
from jiangong.foundation.people.sealing import blind_index, unseal
from jiangong.foundation.people.states import CURRENT


def phone_of(user: User) -> str:
    """The account's phone in clear, for its owner's own sign-in; '' if there is none."""
    person = user.person
    if person is None or not person.phone_sealed:
        return ""
    return unseal(person.phone_sealed, model="people.person", field="phone", pk=person.pk)


def person_by_phone(phone: str) -> Person | None:
    """The one person this phone signs in, or None when it is nobody's or could be several people's.

    Who verified the phone comes first, then who is a member. A phone that somebody else changed on an officer's
    card does not sign that officer in: rights over others must not hang on another cadre's typing.
    """
    checked = check_phone(phone)
    if isinstance(checked, Problem):
        return None
    rows = list(
        Person.objects.filter(phone_index=blind_index("phone", checked), merged_into__isnull=True)
        .select_related("user")
        .order_by("pk")[:20]
    )
    for found in (
        [one for one in rows if hasattr(one, "user") and one.user.phone_verified],
        [one for one in rows if one.memberships.filter(state__in=CURRENT).exists()],
        rows,
    ):
        if found:
            break
    if len(found) != 1:
        return None
    person = found[0]
    user = getattr(person, "user", None)
    if user is not None and not user.phone_verified and user.last_login and held(user):
        return None
    return person


def needs_second_factor(user: User) -> bool:
    """Whether the person holds an office at the city or at a district."""
    places = {one.organisation_id for one in held(user)}
    return (
        bool(places)
        and Organisation.objects.filter(pk__in=places, kind__in=(Kind.CITY, Kind.DISTRICT)).exists()
    )


def demonstration_accounts() -> QuerySet[User]:
    """The cast's accounts, in the order of the cast's creation."""
    names = [one.username for one in CAST]
    return User.objects.filter(username__in=names, is_active=True).select_related("person").order_by("pk")
