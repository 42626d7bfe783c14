"""Three courses that want their list shown first: one notice is being prepared, one runs with objections, one ended.

Courses and completions come about by training's own actions, notices by theirs. Only the days of the finished notice
were made to pass: the owner of the tables moves its moments back, which the application's role cannot.
"""

from datetime import date, datetime, timedelta
from datetime import time as at

from django.utils import timezone

from jiangong.foundation.notices import actions, queries
from jiangong.foundation.notices.models import Notice, Objection
from jiangong.foundation.notices.states import Outcome
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Membership, User
from jiangong.foundation.people.states import MembershipState
from jiangong.operations.demonstration.passing import let_pass
from jiangong.programmes.growth.actions import finish_session
from jiangong.programmes.growth.models import Course, Enrolment, Session
from jiangong.programmes.growth.states import CERTIFICATE_NOTICE, EnrolmentState, SessionState

LEARNERS = 12  # of each session
AGO = timedelta(days=24)  # the finished notice was published so long ago
TITLES = ("演示职工讲师研修", "演示班组长安全管理研修", "演示首席技师创新研修")
CONTACT = "演示市总工会宣传教育部 0535-0000000，演示路 1 号"


def build(city: Organisation, hearer: User, today: date) -> None:
    """Called before the plan's figures are counted. `hearer` is the officer who looks into the objections."""
    sessions = [_session(city, title, nth, today) for nth, title in enumerate(TITLES, start=1)]
    _draft, running, over = [_prepared(session) for session in sessions]
    running = actions.put_up(running, by=None)
    _object(running, 2, "演示：名单第 2 名请了长假，最后两次课没有来，签到表可能是代签。")
    taken = _object(running, None, "演示：公示里没有写联系电话以外的信箱，建议补上。")
    actions.take(Objection.objects.get(notice=running, number=1), by=hearer)
    actions.answer(
        taken,
        Outcome.REJECTED,
        "联系方式已写明接待电话和地址，来信按地址寄送即可。名单没有变动。",
        finding="演示：与名单无关，已转告主办部门。",
        by=hearer,
    )
    over = actions.put_up(over, by=None)
    struck = _object(over, 3, "演示：这一名中途退出，没有上完。")
    actions.answer(
        struck,
        Outcome.STRUCK,
        "核对签到表原件，这一名只上了前两次课，不符合结业条件，予以撤下。",
        finding="演示：核对签到表原件，询问带班教师，本人承认中途退出。",
        by=hearer,
    )
    let_pass({over.pk: AGO})
    actions.close(over, by=None)


def _session(city: Organisation, title: str, nth: int, today: date) -> Session:
    """A session that is over, of a course of the city that wants its list shown; everybody has completed it."""
    course = Course.objects.create(
        code=f"GS-{nth:02d}",
        title=title,
        summary="演示：评选性质的研修，结业名单先公示，再颁发证书。",
        field="职工素质",
        hours=24,
        attendance_needed=0,  # the demonstration keeps no sheets of it
        needs_notice=True,
        organiser=city,
        is_demonstration=True,
    )
    last = today - timedelta(days=nth)
    session = Session.objects.create(
        course=course,
        name=f"{last.year} 年班",
        starts_on=last - timedelta(days=3),
        ends_on=last,
        enrol_from=_morning(last - timedelta(days=40)),
        enrol_until=_morning(last - timedelta(days=10)),
        places=LEARNERS,
        taken=LEARNERS,
        meetings=4,
        state=SessionState.CLOSED,
        open_to=city,
    )
    members = (
        Membership.objects.filter(state=MembershipState.ACTIVE, person__user__isnull=True)
        .select_related("person", "organisation")
        .order_by("pk")[nth * LEARNERS : (nth + 1) * LEARNERS]
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            session=session,
            person=one.person,
            organisation=one.organisation,
            state=EnrolmentState.ENROLLED,
            enrolled_at=_morning(last - timedelta(days=30)),
        )
        for one in members
    )
    return finish_session(session, by=None)


def _prepared(session: Session) -> Notice:
    proposal = queries.proposal(queries.kind_of(CERTIFICATE_NOTICE), session.pk)
    assert proposal is not None
    return actions.prepare(
        CERTIFICATE_NOTICE,
        proposal.organisation,
        proposal.lines,
        about=session,
        title=proposal.title,
        words="现将拟颁发结业证书人员名单予以公示。公示期内，任何人对名单有异议，可以实名或者匿名提出，"
        "由没有参与此事的干部核查并答复。公示期满、没有待答复的异议，方可颁发证书。",
        contact=CONTACT,
        by=None,
    )


def _object(notice: Notice, number: int | None, words: str) -> Objection:
    line = queries.lines_of(notice).get(number=number) if number else None
    actions.object_to(notice, line, words, by=None)
    return Objection.objects.filter(notice=notice).latest("number")


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, at(9)))
