"""What waits in the demonstration: applications and transfers on their clocks, and a worker's own request.

Memberships come in by COPY; their clocks and matters are opened here by the real functions for many at once, as if each
had begun on its day. What the cast sees goes through the real actions.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from jiangong.foundation.clocks.actions import Beginning, start_many
from jiangong.foundation.inbox.actions import Opening, open_many
from jiangong.foundation.people import actions as people
from jiangong.foundation.people.corrections.actions import ask
from jiangong.foundation.people.models import Membership, User
from jiangong.foundation.people.states import WAITS, MembershipState
from jiangong.operations.demonstration.members import moment

# A membership began to wait so many days ago, by its number: some are warned of, a few are overdue.
AGO = {MembershipState.APPLIED: 4, MembershipState.LEAVING: 7, MembershipState.POOL: 12}


def build(cast: dict[str, User], today: date) -> None:
    """Open what the loaded memberships wait for; then let the cast have something under way."""
    for state in AGO:
        open_waiting(MembershipState(state), today)
    _arrives_at(cast["chair"])
    worker = cast["worker"]
    if worker.person is not None:
        words = "演示：登记表上没有填工种和等级，等级证书可以带到工会核对。"
        ask(worker.person, {"occupation": "数控车工", "skill_level": "高级工"}, words=words, by=worker)


def open_waiting(state: MembershipState, today: date) -> int:
    """Clocks and matters for every loaded membership in this state; how many."""
    found = list(
        Membership.objects.filter(state=state)
        .select_related("person", "organisation", "next_organisation")
        .order_by("pk")
    )
    waits = WAITS[state]
    clocks = start_many(waits.rule, list(_beginnings(found, state, today)), by=None)
    open_many(
        waits.matter,
        [
            Opening(one, clock.organisation, clock=clock, words=people.words_of(one))
            for one, clock in zip(found, clocks, strict=True)
        ],
    )
    return len(found)


def _beginnings(found: Iterable[Membership], state: MembershipState, today: date) -> Iterable[Beginning]:
    for nth, one in enumerate(found):
        began = (
            one.applied_on if state == MembershipState.APPLIED else today - timedelta(days=nth % AGO[state])
        )
        where = one.next_organisation if state == MembershipState.POOL else one.organisation
        assert where is not None
        assert began is not None
        yield Beginning(one, where, moment(began, 9))


def _arrives_at(chair: User) -> None:
    """One member of the chair's union asks to go, one of another union waits to be received by the chair."""
    office = chair.person.appointments.select_related("organisation").first() if chair.person else None
    if office is None:
        return
    plain = Membership.objects.filter(
        state=MembershipState.ACTIVE, person__user__isnull=True, person__appointments__isnull=True
    ).select_related("organisation")
    stranger = plain.exclude(organisation__path__startswith=office.organisation.path).order_by("pk").first()
    own = list(
        plain.filter(organisation=office.organisation).order_by("pk")[3:4]
    )  # the first three: see desk.py
    if stranger is None:
        return
    people.request_transfer(stranger, office.organisation, reason="演示：调动工作", by=None)
    people.confirm_transfer(stranger, by=None)
    for one in own:
        people.request_transfer(one, stranger.organisation, reason="演示：随配偶调动", by=None)
