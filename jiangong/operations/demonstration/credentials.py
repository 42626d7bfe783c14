"""Digital credentials of the cast: one for each certificate that they hold, one of the worker's revoked, one shared.

Only the cast's: each is signed by the signer in some 12 ms, which would make a start with thousands slow.
"""

from collections.abc import Iterable

from jiangong.foundation.credentials import actions
from jiangong.foundation.credentials.states import Share
from jiangong.foundation.people.models import User
from jiangong.programmes.growth.models import Certificate
from jiangong.programmes.growth.queries.certificates import facts_of_credential
from jiangong.programmes.growth.states import CERTIFICATE


def build(cast: dict[str, User]) -> None:
    """Issue through the real action; the signer writes them when it runs."""
    own = _certificates(user.person_id for user in cast.values())
    made = [
        actions.issue(
            CERTIFICATE,
            certificate.enrolment.person,
            certificate,
            organisation=certificate.enrolment.session.course.organiser,
            facts=facts_of_credential(certificate),
            by=None,
        )
        for certificate in own
        if certificate.enrolment is not None
    ]
    mine = [one for one in made if one.person_id == cast["worker"].person_id]
    if mine:
        actions.share(mine[-1], Share.NAMELESS, by=cast["worker"])
    if len(mine) > 1:
        actions.revoke(mine[0], reason="签到记录核对有误，结业更正", by=None)


def _certificates(people: Iterable[int | None]) -> list[Certificate]:
    valid = Certificate.objects.filter(enrolment__person__in=[one for one in people if one], revoked_on=None)
    return list(
        valid.select_related("enrolment__person", "enrolment__session__course__organiser").order_by("pk")
    )
