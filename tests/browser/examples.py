"""Run on the browser tests' own database: sessions for the cast, and parameters for the routes that have some."""

import json
import sys
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from jiangong.foundation.clocks.actions import record_day, start
from jiangong.foundation.clocks.queries import calendar_for, clock_of
from jiangong.foundation.credentials import actions as credentials
from jiangong.foundation.credentials.states import Share
from jiangong.foundation.documents import actions as documents
from jiangong.foundation.documents.models import Document
from jiangong.foundation.inbox.actions import delegate, open_matter, plan, tell
from jiangong.foundation.inbox.models import Attempt, Delivery, Message
from jiangong.foundation.inbox.queries import matters_of
from jiangong.foundation.ledger.actions import grow, sequence
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.notices.models import Notice
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.cast import CAST
from jiangong.foundation.people.corrections.actions import ask as ask_correction
from jiangong.foundation.people.erasure.models import ErasureRequest
from jiangong.foundation.people.models import Appointment, Membership, RosterImport, User
from jiangong.foundation.rulings.models import Ruling
from jiangong.foundation.samples.models import Draw
from jiangong.operations import badges
from jiangong.operations import signer as signing
from jiangong.plan.queries.tagging import tagging
from jiangong.programmes.care.convalescence import actions as convalescence
from jiangong.programmes.care.convalescence import actions as stays
from jiangong.programmes.care.convalescence.models import Programme
from jiangong.programmes.competitions import models as contests
from jiangong.programmes.growth.models import Certificate, Course, Enrolment, Session
from jiangong.programmes.growth.queries.certificates import facts_of_credential
from jiangong.programmes.growth.states import CERTIFICATE
from jiangong.programmes.venues.bases.actions import ContractFacts, draft_contract
from jiangong.programmes.venues.bases.models import Base, Inspection, Rating
from jiangong.selection.equity import actions as equity
from jiangong.selection.exams import actions as exams
from jiangong.selection.exams.models import Examinee, Sitting
from tests.browser.sessions import sign_in
from tests.draw_factories import make_draw
from tests.equity_factories import make_trial
from tests.factories import make_member
from tests.stay_factories import at, draw_places, make_application, make_programme, move_days, show


def session_of(user):
    """Signed in, and at the desk of every examination they sit."""
    sits = Examinee.objects.filter(person__isnull=False, person=user.person_id, state="sitting")
    return sign_in(user, exams={str(one.pk): one.device for one in sits})


def sign_the_log():
    """As the signer does, with the key and the memory it already has from the demonstration."""
    folder = signing.signer_folder()
    while sequence():
        pass
    while grow(tagging()):
        pass
    with signing.alone(folder):
        key = signing.signing_key(folder)
        signing.sign_next(folder, key)
        last = signing.last_signed(folder, key)
        own = badges.folder_of(folder)
        badge_key = badges.current_key(own)
        badges.tell_key(badge_key)
        badges.sign_waiting(badge_key, below=last[0].size if last else 0)
        badges.sign_lists(own, badge_key)


def papers(city, session, by):
    """A draft, an issued letter (the demonstration's where it has one), a session's hand-out."""
    draft = documents.draft("growth.session_notice", city, {"purpose": "演示"}, about=session, by=by)
    if not Document.objects.filter(organisation=city).exclude(number="").exists():
        documents.set_mark(city, "演市工", by=by)
        words = {
            "subject": "做好演示工作",
            "recipients": "各区市总工会",
            "words": "一、总体要求\n请认真落实。",
        }
        documents.issue("documents.notice", city, words, by=by)
    issued = Document.objects.filter(organisation=city, state__in=["issued", "signed"]).first()
    paper = documents.attach(
        "演示讲义".encode(), session, by=by, purpose="growth.session_papers", name="讲义.txt"
    )
    return {
        "documents:new": {"template": "documents.public_notice"},
        "documents:document": {"pk": draft.pk},
        "documents:withdrawal": {"pk": issued.pk},
        "documents:check": {"code": issued.code},
        "documents:removal": {"pk": paper.pk},
    }


def contest_examples(cast):
    """The demonstration's contests: one in each state, with the offices that the cast's expert holds in them."""
    of = {one.state: one for one in contests.Contest.objects.filter(is_demonstration=True).order_by("-pk")}
    known = of["known"]
    line = known.outcomes.get().result["lines"][0]
    office = {
        one.contest.state: one
        for one in contests.Office.objects.filter(person=cast["expert"].person).order_by("-pk")
    }
    entry = contests.Entry.objects.filter(contest=of["entering"]).first()
    own = contests.Entry.objects.filter(contest=known).first()
    with connection.cursor() as cursor:  # whose an entry is the database lets nobody change but its owner
        cursor.execute("SET session_replication_role = replica")
        contests.Entry.objects.filter(pk__in=[entry.pk, own.pk]).update(person=cast["worker"].person)
        cursor.execute("SET session_replication_role = origin")
    appeal = known.appeals.get()
    award = contests.Honour.objects.create(
        contest=known, entry=own, outcome=known.outcomes.get(), kind="award", award="prize1", name="一等奖", rank=1,
        number="演示0001", code="demonstration-honour-1", holder_name="演示职工", issued_on=timezone.localdate(),
    )  # fmt: skip
    cell = {"pk": known.pk, "number": 1, "code": line["code"]}
    parameters = {
        "competitions:contest": {"pk": known.pk},
        "competitions:public_rules": {"pk": known.pk},
        "competitions:draw_record": {"pk": known.pk},
        "competitions:results": {"pk": known.pk, "number": 1},
        "competitions:line": cell,
        "competitions:cell": {**cell, "component": "practice"},
        "competitions:honour": {"code": award.code},
        "competitions:eligibility": {"pk": of["entering"].pk},
        "competitions:enter": {"pk": of["entering"].pk},
        "competitions:card": {"pk": entry.pk},
        "competitions:file_appeal": {"pk": own.pk},
        "competitions:office": {"pk": office["ready"].pk},
        "competitions:draw_layer": {"pk": office["ready"].pk},
        "competitions:mark": {"pk": office["running"].pk, "component": "practice", "code": "C001"},
        "competitions:correct_mark": {
            "pk": office["running"].pk,
            "mark": contests.Row.objects.filter(contest=of["running"], kind="mark").first().pk,
        },
        "competitions:note_breach": {
            "pk": office["running"].pk,
            "judge": contests.Office.objects.filter(contest=of["running"], duty="judge").first().pk,
        },
    }
    bench = contests.Bench.objects.get(contest=of["running"], component="practice")
    bench.judges.add(office["running"])
    sitting = Sitting.objects.filter(state="closed").first()
    contests.Theory.objects.create(
        contest=of["running"], sitting=sitting, component="theory",
        office=contests.Office.objects.create(contest=of["running"], duty="exam", alias="K1"),
    )  # fmt: skip
    Sitting.objects.filter(pk=sitting.pk).update(
        subject_type="competitions.contest", subject_id=of["running"].pk
    )
    parameters["competitions:office_theory"] = {"pk": office["running"].pk}
    parameters["competitions:office_figures"] = {"pk": office["running"].pk, "sitting": sitting.pk}
    parameters["competitions:check_in"] = {"ticket": entry.ticket}
    parameters["competitions:check_in_form"] = parameters["competitions:theory"] = {"pk": of["running"].pk}
    parameters["competitions:minutes"] = {"pk": entry.pk}
    for name in ("incident", "recuse", "marking", "lead", "note_fact", "honesty"):
        parameters[f"competitions:{name}"] = {"pk": office["running"].pk}
    for name in ("appeal", "answer_appeal", "prepare_rejudging", "appeal_assign"):
        parameters[f"competitions:{name}"] = {"pk": appeal.pk}
    for name in ("contest_edit", "file", "cancel_contest", "entries", "colleagues", "colleagues_upload", "teams",
                 "relation", "coverage", "rules", "rules_upload", "offices", "bench"):  # fmt: skip
        parameters[f"competitions:{name}"] = {"pk": of["entering"].pk}
    for name in ("manage", "draw", "appeals", "honours", "benefits"):
        parameters[f"competitions:{name}"] = {"pk": known.pk}
    for name in ("season", "season_report", "quotas"):
        parameters[f"competitions:{name}"] = {"pk": known.season_id}
    benefit = contests.Benefit.objects.create(
        contest=known, organisation=own.organisation, title="演示成果", adopted_on=timezone.localdate(), amount=1000,
        reckoned="演示",
    )  # fmt: skip
    team = contests.Team.objects.filter(contest=of["entering"]).first()
    return parameters | {
        "competitions:entry": {"pk": contests.Entry.objects.filter(contest=of["entering"]).first().pk},
        "competitions:rules_version": {"pk": known.pk, "number": 1},
        "competitions:team_leader": {"pk": of["entering"].pk, "team": team.pk},
        "competitions:rejudging": {"pk": known.rejudgings.get().pk},
        "competitions:honour_revoke": {"pk": award.pk},
        "competitions:benefit_confirm": {"pk": known.pk, "benefit": benefit.pk},
    }


def base_examples():
    """The demonstration's bases: one that was found with faults, its contract and inspection, last year's ratings."""
    faulty = Inspection.objects.filter(state="mending").first()
    base, rating = faulty.base, Rating.objects.order_by("pk").first()
    return {
        **{
            f"bases:{name}": {"pk": base.pk}
            for name in ("base", "bench_base", "edit", "contract_new", "inspection_new", "audit_new")
        },
        **{f"bases:{name}": {"pk": base.contracts.first().pk} for name in ("contract", "contract_end")},
        "bases:contract_edit": {"pk": draft_contract(base_to_sign(), CONTRACT, by=None).pk},
        "bases:inspection": {"pk": faulty.pk},
        "bases:rating_year": {"pk": rating.year_id},
        "bases:decide": {"pk": rating.pk},
    }


def convalescence_examples(cast, member):
    """The demonstration's programme, which the worker may apply to, and another, to which they have applied."""
    programme = Programme.objects.get(is_demonstration=True, state="open")
    other = convalescence.copy_programme(programme, year=programme.year + 1, by=None)
    other.closes_at, other.opens_at = programme.closes_at, programme.opens_at
    other.save()
    convalescence.open_programme(other, by=None)
    [ticket] = convalescence.give_tickets(
        [convalescence.Ask(other.pk, cast["worker"].person_id, ("b1", "b2"), True)]
    )
    draft = convalescence.copy_programme(programme, year=programme.year + 2, by=None)
    of_programme = ("programme", "preview", "void", "applications", "members")
    of_draft = ("programme_edit", "batch_new", "pools")
    mine = ("application", "wishes", "agreement", "partner", "application_case", "refusal")
    return {
        **{f"convalescence:{name}": {"pk": programme.pk} for name in of_programme},
        **{
            f"convalescence:{name}": {"pk": programme.pk}
            for name in ("programme_public", "eligibility", "apply")
        },
        **{f"convalescence:{name}": {"pk": draft.pk} for name in of_draft},
        **{f"convalescence:{name}": {"pk": ticket.application_id} for name in mine},
        "convalescence:batch_edit": {"pk": draft.batches.first().pk},
        "convalescing:choose": {"pk": draft.batches.first().pk},
        "convalescence:pool_edit": {"pk": draft.pools.first().pk},
        "convalescence:post": {"pk": member.person_id},
        "convalescence:apply_for": {"pk": programme.pk, "person": member.person_id},
    }


def base_to_sign():
    """A listed base that is not delisted."""
    return Base.objects.filter(state="listed", delisted_on__isnull=True).first()


CONTRACT = ContractFacts(
    "演示合同草稿",
    timezone.localdate() + timedelta(days=900),
    timezone.localdate() + timedelta(days=1200),
    380_00,
    30,
)


def inbox_examples(cast, city):
    """Messages of every kind there is to see, a matter of the city's officer, a delivery that failed."""
    worker = cast["worker"].person
    session = Session.objects.filter(state="open").first()
    words = {"course": session.course.title, "session": session.name, "starts": str(session.starts_on)}
    tell([worker.pk], "growth.place_moved_up", session, words, organisation=city, by=cast["city_officer"])
    tell(
        [worker.pk],
        "growth.session_cancelled",
        session,
        {**words, "reason": "演示：教室停电"},
        organisation=city,
    )
    tell([worker.pk], "growth.certificate_issued", words={**words, "number": "演示0001"}, organisation=city)
    plan()
    failed = Delivery.objects.order_by("pk").first() or Delivery.objects.create(
        person=worker, channel="sms", code="demonstration", send_at=timezone.now()
    )
    failed.state, failed.attempts, failed.masked, failed.why = "failed", 2, "199****0001", "演示：号码停机"
    failed.settled_at = timezone.now()
    failed.save()
    for number, outcome in enumerate(("not_sent", "refused"), 1):
        Attempt.objects.create(delivery=failed, number=number, outcome=outcome, why="演示")
    told = Message.objects.filter(kind="growth.session_cancelled").first()
    due = timezone.now() + timedelta(days=2)
    open_matter(
        "inbox.undelivered", told, organisation=city, due_at=due, words={"kind": "班次取消"}, label="演示职工"
    )
    found = {"inbox:delivery": {"pk": failed.pk}, "inbox:sent_message": {"pk": told.pk}}
    found["inbox:matter"] = {"pk": matters_of(told).first().pk}
    delegate(
        to=cast["district_cadre"].person,
        since=timezone.localdate(),
        until=timezone.localdate() + timedelta(days=3),
        reason="演示出差",
        by=cast["city_officer"],
    )
    return found


def make_credentials(worker):
    """The worker's, of the newest certificates there are: a shared one with the name, a revoked one, a nameless one."""
    made = []
    for certificate in Certificate.objects.filter(enrolment__isnull=False).order_by("-pk")[:3]:
        course = certificate.enrolment.session.course
        facts = facts_of_credential(certificate)
        made.append(
            credentials.issue(
                CERTIFICATE, worker.person, certificate, organisation=course.organiser, facts=facts, by=None
            )
        )
    credentials.share(made[0], Share.NAMED, by=worker)
    credentials.revoke(made[1], reason="演示：签到记录核对有误", by=None)
    return made[0]


def exam_examples(cast):
    """The worker sits the demonstration's open examination; the officer looks at the others."""
    sittings = {one.state + one.mode: one for one in Sitting.objects.order_by("pk")}
    over, to_sit, on_paper = (sittings[name] for name in ("closedscreen", "drawnscreen", "drawnpaper"))
    mine = Examinee.objects.get(sitting=to_sit, person=cast["worker"].person)
    exams.start(mine, by=None)
    exams.admit(to_sit, [(cast["teacher"].person_id, "B0001", 0)], by=None)  # of the story in test_exams
    theirs = Examinee.objects.get(sitting=to_sit, person=cast["teacher"].person)
    bank = to_sit.bank_id
    number = Examinee.objects.filter(sitting=over).first().items[0]
    named = {"pk": to_sit.pk}
    return {
        "exams:sit": {"pk": mine.pk},
        "exams:start": {"pk": theirs.pk},
        "exams:hand_in": {"pk": mine.pk},
        "exams:bank": {"pk": bank},
        "exams:question_new": {"pk": bank},
        "exams:question": {"pk": bank, "number": 1},
        "exams:bank_import": {"pk": bank},
        **{f"exams:{name}": named for name in ("sitting", "time", "close", "cancel")},
        "exams:examinee": {"pk": to_sit.pk, "code": mine.code},
        **{f"exams:{name}": {"pk": on_paper.pk} for name in ("paper", "sheets", "answers")},
        **{f"exams:{name}": {"pk": over.pk} for name in ("results", "items")},
        "exams:item": {"pk": over.pk, "number": number},
        "exams:new": {"subject": "organisations.organisation", "about": to_sit.organisation_id},
    }


def examples():
    cast = {one.key: User.objects.get(username=one.username) for one in CAST}
    credential = make_credentials(cast["worker"])
    sign_the_log()
    credential.refresh_from_db()
    city = Organisation.objects.get(kind="city")
    district = Organisation.objects.filter(kind="district").first()
    enterprise = Organisation.objects.filter(kind="enterprise").first()
    member = Membership.objects.filter(state="active").first()
    parameters = {
        "credentials:one": {"pk": credential.pk},
        "credentials:shown": {"code": credential.share_code},
        "ledger:leaf": {"position": 7},
        "plan:district": {"code": district.code},
        "plan:promise": {"promise": "D9"},
        "plan:figure": {"promise": "D9", "code": district.code},
        "plan:records": {"promise": "D9", "code": district.code},
        "plan:workbench_figure": {"promise": "D9", "code": city.code},
        "plan:workbench_records": {"promise": "D9", "code": city.code},
        "plan:entry": {"number": Entry.objects.first().pk},
        "web:export": {"kind": "people.members"},
        "people:person": {"pk": member.person_id},
        "people:change": {"pk": member.person_id},
        "people:look": {"pk": member.person_id},
        "people:dismiss": {"pk": Appointment.objects.filter(organisation=city).last().pk},
    }
    for name in (
        "manage",
        "session_edit",
        "cancel_session",
        "finish",
        "colleagues",
        "screen",
        "attendance",
        "sheet_upload",
    ):
        parameters[f"growth:{name}"] = {"pk": Session.objects.filter(state="closed").first().pk}
    for name in ("course_detail", "course_edit", "session_new"):
        parameters[f"growth:{name}"] = {"pk": Course.objects.first().pk}
    parameters["growth:session"] = {"pk": Session.objects.filter(state="open").first().pk}
    parameters["growth:eligibility"] = {"pk": Session.objects.filter(state="closed").first().pk}
    done = Enrolment.objects.filter(state="completed").first()
    worker = Membership.objects.get(person=cast["worker"].person, state="active")
    others = Membership.objects.filter(state="active", organisation=member.organisation).exclude(pk=member.pk)
    roster = RosterImport.objects.create(
        organisation=city,
        by=cast["city_officer"],
        file_name="演示花名册.xlsx",
        state="failed",
        problem="演示：没有表头",
    )
    now = timezone.now()
    Session.objects.create(  # open to everybody, and the first to close: the walks enrol here
        course=Course.objects.first(),
        name="演示加开班",
        starts_on=timezone.localdate() + timedelta(days=9),
        ends_on=timezone.localdate() + timedelta(days=9),
        enrol_from=now - timedelta(days=1),
        enrol_until=now + timedelta(hours=6),
        places=20,
        state="open",
        open_to=city,
    )
    parameters |= {
        "growth:correction": {"pk": done.pk},
        "people:act": {"pk": member.pk, "slug": "transfer"},
        "people:my_act": {"pk": worker.pk, "slug": "transfer"},
        "people:merge": {"pk": member.person_id, "other": others.first().person_id},
        "roster:import": {"pk": roster.pk},
    }
    asked = ErasureRequest.objects.create(person=others.last().person, words="演示：收到书面请求")
    parameters |= {"erasure:on_paper": {"pk": member.person_id}, "erasure:decision": {"pk": asked.pk}}
    wrong = ask_correction(
        others.last().person, {"occupation": "演示工种"}, words="演示：工种登记错了", by=None
    )
    parameters |= {"corrections:case": {"pk": wrong.pk}}
    drawn = Draw.objects.order_by("pk").first()  # of the demonstration's finished sample
    parameters |= {
        "samples:sample": {"pk": drawn.sample_id},
        "samples:conduct": {"pk": drawn.sample_id},
        "samples:entry": {"pk": drawn.sample_id, "position": drawn.position},
    }
    lots = make_draw(city)
    year = equity.begin_count(timezone.localdate().year, by=None).year
    equity.count(year)
    about = {"year": year, "good": "training"}
    parameters |= {
        "equity:trial": {"pk": make_trial(city).pk},
        "equity:year": {"year": year},
        "equity:good": about,
    }
    parameters |= {"equity:table": {**about, "dimension": "form"}}
    parameters |= {"draws:draw": {"pk": lots.pk}, "draws:conduct": {"pk": lots.pk}}
    parameters |= stay_examples(cast, city, enterprise)
    waiting = Membership.objects.filter(state="leaving").select_related("organisation").first() or member
    clock = clock_of(waiting) or start(
        waiting, "people.transfer_confirm_days", organisation=waiting.organisation, by=None
    )
    day = record_day(
        city,
        timezone.localdate() + timedelta(days=200),
        worked=not calendar_for(city).works(timezone.localdate() + timedelta(days=200)),
        title="演示特殊日",
        document_number="演示〔2026〕1号",
        by=None,
    )
    parameters |= {
        "people:case": {"pk": waiting.pk},
        "clocks:clock": {"pk": clock.pk},
        "clocks:act": {"pk": clock.pk, "slug": "pause"},
        "clocks:withdraw_day": {"pk": day.pk},
    }
    notices = {one.state: one for one in Notice.objects.order_by("-pk")}
    for name in ("notice", "object", "conduct", "correct"):
        parameters[f"notices:{name}"] = {"pk": notices["running"].pk}
    for name in ("edit", "publish"):
        parameters[f"notices:{name}"] = {"pk": notices["draft"].pk}
    parameters["notices:objection"] = {"pk": notices["running"].objections.filter(state="open").first().pk}
    parameters["notices:new"] = {"kind": "growth.certificates", "about": notices["draft"].about_id}
    parameters["growth:check"] = {"code": Certificate.objects.first().code}
    parameters |= contest_examples(cast)
    parameters |= papers(city, Session.objects.filter(state="closed").first(), cast["city_officer"])
    for name in ("organisation", "found", "rename", "move", "set_industry", "change_details"):
        parameters[f"organisations:{name}"] = {"pk": enterprise.pk}
    parameters |= inbox_examples(cast, city)
    for name in ("merge_union", "dissolve_union"):
        parameters[f"people:{name}"] = {"pk": enterprise.pk}
    for name in ("form_committee", "import", "import_rows"):
        parameters[f"organisations:{name}"] = {"pk": district.pk}
    ruling = Ruling.objects.filter(key="assistance.dibao", withdrawal=None).order_by("pk").first()
    parameters |= {"rulebook:parameter": {"key": ruling.key}, "rulings:withdraw": {"pk": ruling.pk}}
    for name in ("parameter", "confirm", "override"):
        parameters[f"rulings:{name}"] = {"key": "competitions.weights" if name != "parameter" else ruling.key}
    parameters |= exam_examples(cast)
    parameters |= base_examples()
    parameters |= convalescence_examples(cast, member)
    return {"sessions": {key: session_of(user) for key, user in cast.items()}, "parameters": parameters}


def stay_examples(cast, city, enterprise):
    """Two batches whose places were drawn: the worker takes part in one, and leads the other and is its doctor."""
    worker = cast["worker"].person
    programme = make_programme(city, places=(4, 2))
    first, second = programme.batches.order_by("code")
    make_application(programme, worker, organisation=enterprise, wants=["B1"])
    for name in ("演示甲某", "演示乙某", "演示丙某", "演示丁某", "演示戊某"):
        wants = ["B1"] if name in ("演示甲某", "演示乙某", "演示丙某") else ["B2"]
        person = make_member(enterprise, name=name, sex="F", is_demonstration=True).person
        make_application(programme, person, organisation=enterprise, wants=wants)
    draw_places(programme)
    for batch in (first, second):
        for one in batch.stays.all():
            stays.accept_place(one, by=None)
    for batch in (first, second):  # showing lets the days pass, those for answering too
        show(batch)
        stays.confirm_batch(batch, by=None)
    stays.add_rooms(first, ["301", "302"], 2, by=None)
    stays.share_rooms_out(first, by=None)
    stays.add_coach(
        first, "一号车", meeting_point="演示广场", leaves_at=at(first.starts_on), seats=40, by=None
    )
    for kind in ("leader", "doctor"):
        stays.give_duty(second, worker, kind, by=None)
    move_days(second, timezone.localdate())
    mine, other = first.stays.get(applicant__person=worker), second.stays.order_by("pk").first()
    mine_names = (
        "stay",
        "leave_stay",
        "stay_travel",
        "stay_health",
        "stay_rating",
        "stay_record",
        "stay_answer",
    )
    duty_names = ("duty", "incident_new", "health_forms")
    batch_names = ("batch", "rooms", "coaches", "duties", "letters", "finish_batch")
    return {
        **{f"convalescence:{name}": {"pk": mine.pk} for name in mine_names},
        **{f"convalescence:{name}": {"pk": second.pk} for name in duty_names},
        **{f"convalescence:{name}": {"pk": first.pk} for name in batch_names},
        "convalescence:scan_stay": {"code": other.code},
    }


if __name__ == "__main__":
    sys.stdout.write("JSON" + json.dumps(examples()))
