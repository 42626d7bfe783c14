"""Courses, sessions of the past years and the coming weeks, who took part, who completed, certificates."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from jiangong.foundation.ledger.actions import Row, copy_entries
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Lineage, Organisation
from jiangong.foundation.organisations.states import Kind
from jiangong.operations.demonstration.copying import copy_rows, numbers
from jiangong.operations.demonstration.members import Members, moment
from jiangong.operations.demonstration.scale import Scale
from jiangong.operations.demonstration.unions import Unions
from jiangong.programmes.growth.formulas import certificate_number, meetings_needed
from jiangong.programmes.growth.models import (
    Attendance,
    Certificate,
    CertificateSeries,
    Course,
    Enrolment,
    Session,
)
from jiangong.programmes.growth.states import EnrolmentState, Mode, SessionState, Verb

SUBJECTS = (
    ("安全生产", "车间安全规程与应急处置", 8), ("安全生产", "有限空间作业安全", 6), ("数控加工", "数控车床编程入门", 16),
    ("焊接", "低压管道焊接实操", 24), ("电工", "配电线路故障排查", 16), ("海洋装备", "海工平台装配工艺", 24),
    ("精细化工", "化工装置操作与交接班", 12), ("护理", "老年护理照护要点", 12), ("物流", "快递员权益与道路安全", 4),
    ("家政", "家政服务收纳与沟通", 8), ("法律", "劳动合同与工资权益", 4), ("法律", "女职工特殊保护", 4),
    ("工会业务", "基层工会换届实务", 8), ("工会业务", "工会经费与财务入门", 8), ("数字技能", "表格与数据整理", 8),
    ("数字技能", "车间看板与物联网入门", 12), ("健康", "职业病防护与心理减压", 4), ("班组管理", "班组长现场管理", 16),
)  # fmt: skip
STAYS = 0.9  # share of those who took part that complete


@dataclass(frozen=True)
class Run:
    """One session as it will be written."""

    pk: int
    course: int  # index into courses
    organiser: Organisation
    state: SessionState
    starts: date
    ends: date
    places: int
    meetings: int
    learners: list[int]  # indexes into members, those with a place
    waiting: list[int]


def build(
    scale: Scale,
    unions: Unions,
    members: Members,
    today: date,
    chance: random.Random,
    tell: Callable[[int, int], None],
    always: tuple[int, ...] = (),
) -> None:
    """Write all of training. `always`: members (indexes) who take part in several sessions of their own line."""
    organisers = [unions.city, *unions.districts, *unions.townships[:: max(1, len(unions.townships) // 40)]]
    courses = _courses(organisers)
    runs = list(_runs(scale, unions, members, courses, today, chance))
    _add(runs, members, always, today)
    lineages = dict(Lineage.objects.filter(until__isnull=True).values_list("organisation_id", "pk"))
    enrolments = numbers(Enrolment, sum(len(run.learners) + len(run.waiting) for run in runs))
    copy_rows(
        Course,
        ("id", "code", "title", "summary", "field", "mode", "hours", "attendance_needed", "organiser_id", "is_demonstration"),
        (
            (
                one.pk, one.code, one.title, one.summary, one.field, one.mode, one.hours, one.attendance_needed,
                one.organiser_id, True,
            )
            for one in courses
        ),
    )  # fmt: skip
    copy_rows(
        Session,
        ("id", "course_id", "name", "teacher", "place", "starts_on", "ends_on", "enrol_from", "enrol_until", "places",
         "taken", "meetings", "state", "open_to_id", "cancel_reason"),
        (_session(run, courses[run.course], today) for run in runs),
    )  # fmt: skip
    copy_entries(_session_entries(runs, courses, lineages))
    whole = len(enrolments) * 2
    copy_entries(
        _learner_entries(runs, courses, members, enrolments, lineages, scale),
        progress=lambda done: tell(done, whole),
    )
    completion = dict(Entry.objects.filter(verb=Verb.COMPLETED).values_list("subject_id", "pk").iterator())
    copy_rows(
        Enrolment,
        ("id", "session_id", "person_id", "organisation_id", "state", "enrolled_at", "completed_on", "completion_entry_id"),
        _enrolments(runs, members, enrolments, completion),
    )  # fmt: skip
    copy_rows(
        Attendance,
        ("enrolment_id", "meeting", "source", "marked_at"),
        _attendances(runs, courses, enrolments),
    )
    _certificates(scale, runs, courses, members, enrolments, lineages, today, chance, frozenset(always))
    tell(whole, whole)


def _courses(organisers: list[Organisation]) -> list[Course]:
    """Six to eighteen courses an organiser: the city has them all, a township six."""
    found: list[Course] = []
    for place, one in enumerate(organisers):
        width = {Kind.CITY: 18, Kind.DISTRICT: 10}.get(Kind(one.kind), 6)
        for n in range(width):
            field, title, hours = SUBJECTS[(place * 5 + n) % len(SUBJECTS)]
            online = (place + n) % 3 == 0
            found.append(
                Course(
                    code=f"YS{len(found) + 1:05d}",
                    title=title + ("（线上）" if online else ""),
                    summary=f"演示课程：{field}方向，{hours} 课时，"
                    + ("在家学，随时看。" if online else "面授，结合现场练习。"),
                    field=field,
                    mode=Mode.ONLINE if online else Mode.CLASSROOM,
                    hours=hours,
                    attendance_needed=80,
                    organiser=one,
                )
            )
    for pk, course in zip(numbers(Course, len(found)), found, strict=True):
        course.pk = pk
    return found


def _runs(
    scale: Scale, unions: Unions, members: Members, courses: list[Course], today: date, chance: random.Random
) -> Iterator[Run]:
    """Sessions week by week from the first day to eight weeks ahead, until a district's share of learners is met."""
    first = today - timedelta(days=365 * scale.years)
    days = 365 * scale.years + 60
    by_organiser: dict[int, list[int]] = {}
    for position, course in enumerate(courses):
        by_organiser.setdefault(course.organiser_id, []).append(position)
    whole = sum(unions.weights.values())
    wanted: list[tuple[Organisation, float, int]] = [(unions.city, scale.completions * 0.3, 300)]
    for one in unions.districts:
        zeal = chance.uniform(0.72, 1.22)
        a_year = scale.completions * 0.7 * unions.weights[one.pk] / whole * zeal
        townships = [two for two in unions.townships if two.parent_id == one.pk and two.pk in by_organiser]
        wanted.append((one, a_year * (0.8 if townships else 1), 120))
        wanted += [(two, a_year * 0.2 / len(townships), 40) for two in townships]
    plans = []
    for organiser, a_year, size in wanted:
        pool = members.below(organiser)
        if len(pool) < 5:
            continue
        size = min(max(10, int(size * (scale.members / 20_000) ** 0.25)), max(5, len(pool) // 3))
        count = max(2, round(a_year / STAYS * days / 365 / size))
        plans += [(organiser, size, pool, days * (n + chance.random()) / count) for n in range(count)]
    for pk, (organiser, size, pool, after) in zip(numbers(Session, len(plans)), plans, strict=True):
        position = chance.choice(by_organiser[organiser.pk])
        yield _run(
            pk,
            position,
            courses[position],
            organiser,
            first + timedelta(days=int(after)),
            size,
            pool,
            members,
            scale,
            today,
            chance,
        )


def _run(
    pk: int, position: int, course: Course, organiser: Organisation, starts: date, size: int, pool: range,
    members: Members, scale: Scale, today: date, chance: random.Random,
) -> Run:  # fmt: skip
    meetings = scale.meetings if course.mode == Mode.CLASSROOM else max(1, scale.meetings - 1)
    ends = starts + timedelta(days=meetings * 2 if course.mode == Mode.CLASSROOM else 20)
    places = max(5, int(size * chance.uniform(0.8, 1.3)))
    state = SessionState.FINISHED
    if starts > today + timedelta(days=14):
        state = SessionState.DRAFT if pk % 7 == 0 else SessionState.OPEN
    elif starts > today:
        state = SessionState.OPEN
    elif ends >= today - timedelta(days=2):
        state = SessionState.CLOSED
    if pk % 61 == 0 and state == SessionState.FINISHED:
        state = SessionState.CANCELLED
    share = {
        SessionState.DRAFT: 0.0,
        SessionState.CANCELLED: 0.0,
        SessionState.OPEN: chance.choice((0.3, 0.6, 0.9, 1.2)),
    }
    count = int(places * share.get(state, chance.uniform(0.75, 1.0)))
    some = [
        n
        for n in chance.sample(pool, min(count, len(pool)))
        if members.joined[n] < starts - timedelta(days=30)
    ]
    some = [n for n in some if members.joined[n] < today - timedelta(days=30)]
    return Run(pk, position, organiser, state, starts, ends, places, meetings, some[:places], some[places:])


def _add(runs: list[Run], members: Members, always: tuple[int, ...], today: date) -> None:
    """Give the people of the cast something to look at: past completions, an open course, a waiting place."""
    for who in always:
        path = members.paths[who]
        near = [run for run in runs if path.startswith(run.organiser.path) and who not in run.learners]
        past = [
            run for run in near if run.state == SessionState.FINISHED and run.starts > members.joined[who]
        ]
        coming = [run for run in near if run.state in (SessionState.OPEN, SessionState.CLOSED)]
        for run in past[-5:] + coming[:2]:
            if len(run.learners) < run.places and who not in run.waiting:
                run.learners.insert(0, who)


def _completed(run: Run, course: Course, place: int) -> bool:
    """By chance fixed by number: nine in ten completed what is over."""
    return run.state == SessionState.FINISHED and (place == 0 or (run.pk * 31 + place * 7) % 10 != 0)


def _state(run: Run, course: Course, place: int) -> EnrolmentState:
    if run.state != SessionState.FINISHED:
        return EnrolmentState.ENROLLED
    return EnrolmentState.COMPLETED if _completed(run, course, place) else EnrolmentState.ABSENT


def _each(runs: list[Run], enrolments: range) -> Iterator[tuple[int, Run, int, int, bool]]:
    """(enrolment id, run, place in its list, member index, waiting) of everybody, in order."""
    pk = enrolments.start
    for run in runs:
        for waiting, who in ((False, run.learners), (True, run.waiting)):
            for place, n in enumerate(who):
                yield pk, run, place, n, waiting
                pk += 1


def _session(run: Run, course: Course, today: date) -> tuple[object, ...]:
    opened = run.starts - timedelta(days=30)
    if run.state == SessionState.OPEN and opened > today:
        opened = today - timedelta(days=run.pk % 10)
    return (
        run.pk, course.pk, f"{run.starts.year} 年第 {run.pk} 期", f"演示教师{run.pk % 40 + 1:02d}",
        "线上" if course.mode == Mode.ONLINE else f"{run.organiser.short_name}演示教室 {run.pk % 9 + 1}",
        run.starts, run.ends, moment(opened, 9), moment(run.starts - timedelta(days=1), 17), run.places,
        len(run.learners), run.meetings, run.state, run.organiser.pk,
        "演示数据：报名人数不足" if run.state == SessionState.CANCELLED else "",
    )  # fmt: skip


def _session_entries(runs: list[Run], courses: list[Course], lineages: dict[int, int]) -> Iterator[Row]:
    for run in runs:
        for verb, day, states in (
            (Verb.SESSION_OPENED, run.starts - timedelta(days=30), None),
            (Verb.SESSION_FINISHED, run.ends, SessionState.FINISHED),
            (Verb.SESSION_CANCELLED, run.starts - timedelta(days=2), SessionState.CANCELLED),
        ):
            if run.state != SessionState.DRAFT and states in (None, run.state):
                yield Row(
                    verb, "growth.session", run.pk, run.organiser.pk, lineages[run.organiser.pk], None, 1,
                    courses[run.course].code, {}, day, moment(day, 9), None,
                )  # fmt: skip


def _learner_entries(
    runs: list[Run],
    courses: list[Course],
    members: Members,
    enrolments: range,
    lineages: dict[int, int],
    scale: Scale,
) -> Iterator[Row]:
    payloads = [{"mode": one.mode, "hours": one.hours, "field": one.field} for one in courses]
    for pk, run, place, n, waiting in _each(runs, enrolments):
        course, union, person = courses[run.course], members.unions[n], members.people[n]
        line, day = lineages[union.pk], run.starts - timedelta(days=10)
        yield Row(
            Verb.WAITING if waiting else Verb.ENROLLED, "growth.enrolment", pk, union.pk, line, person, 1,
            course.code, {}, day, moment(day, 12), None,
        )  # fmt: skip
        if waiting or run.state != SessionState.FINISHED:
            continue
        for meeting in range(1, _attended(run, course, place) + 1) if scale.meetings > 2 else ():
            met = min(run.ends, run.starts + timedelta(days=meeting))
            yield Row(
                Verb.ATTENDED, "growth.enrolment", pk, union.pk, line, person, 1, course.code, {"meeting": meeting},
                met, moment(met, 9), None,
            )  # fmt: skip
        if _completed(run, course, place):
            yield Row(
                Verb.COMPLETED, "growth.enrolment", pk, union.pk, line, person, 1, course.code, payloads[run.course],
                run.ends, moment(run.ends, 17), None,
            )  # fmt: skip


def _attended(run: Run, course: Course, place: int) -> int:
    """How many meetings the learner came to: all, or too few to complete."""
    if _completed(run, course, place):
        return run.meetings
    return max(0, meetings_needed(run.meetings, course.attendance_needed) - 1)


def _enrolments(
    runs: list[Run], members: Members, enrolments: range, completion: dict[int, int]
) -> Iterator[tuple[object, ...]]:
    for pk, run, _place, n, waiting in _each(runs, enrolments):
        entry = completion.get(pk)
        state = (
            EnrolmentState.WAITING
            if waiting
            else EnrolmentState.COMPLETED
            if entry
            else EnrolmentState.ABSENT
        )
        if run.state in (SessionState.OPEN, SessionState.CLOSED) and not waiting:
            state = EnrolmentState.ENROLLED
        yield (
            pk, run.pk, members.people[n], members.unions[n].pk, state, moment(run.starts - timedelta(days=10), 12),
            run.ends if entry else None, entry,
        )  # fmt: skip


def _attendances(runs: list[Run], courses: list[Course], enrolments: range) -> Iterator[tuple[object, ...]]:
    for pk, run, place, _, waiting in _each(runs, enrolments):
        if run.state == SessionState.FINISHED and not waiting:
            for meeting in range(1, _attended(run, courses[run.course], place) + 1):
                yield pk, meeting, Attendance.Source.CODE, moment(run.starts + timedelta(days=meeting), 9)


def _certificates(
    scale: Scale, runs: list[Run], courses: list[Course], members: Members, enrolments: range,
    lineages: dict[int, int], today: date, chance: random.Random, always: frozenset[int],
) -> None:  # fmt: skip
    """Certificates for the latest completions of courses of eight hours and more, and for those of `always`."""
    earned = [
        (pk, run, n)
        for pk, run, place, n, waiting in _each(runs, enrolments)
        if not waiting and _completed(run, courses[run.course], place) and courses[run.course].hours >= 8
        and run.ends > today - timedelta(days=400)
    ]  # fmt: skip
    older = [one for one in earned[: -scale.certificates] if one[2] in always]
    earned = older + earned[-scale.certificates :]
    serial: dict[int, int] = {}
    ids = numbers(Certificate, len(earned))
    rows = []
    for certificate, (pk, run, n) in zip(ids, earned, strict=True):
        year = run.ends.year
        serial[year] = serial.get(year, 0) + 1
        code = "".join(chance.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=22))
        course = courses[run.course]
        rows.append(
            (
                certificate, pk, certificate_number(year, serial[year]), code,
                members.names[n], course.title, run.organiser.name, course.hours, run.ends,
            )
        )  # fmt: skip
    copy_rows(
        Certificate,
        (
            "id",
            "enrolment_id",
            "number",
            "code",
            "holder_name",
            "course_title",
            "issuer_name",
            "hours",
            "issued_on",
        ),
        rows,
    )
    copy_rows(CertificateSeries, ("year", "last"), serial.items())
    copy_entries(
        Row(
            Verb.CERTIFIED, "growth.certificate", certificate, members.unions[n].pk, lineages[members.unions[n].pk],
            members.people[n], 1, courses[run.course].code, {}, run.ends, moment(run.ends, 18), None,
        )
        for certificate, (_, run, n) in zip(ids, earned, strict=True)
    )  # fmt: skip
