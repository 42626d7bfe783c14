"""An example of everything at every organisation of the small tree, and how the cast stands to each place."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from jiangong.foundation.clocks.actions import start
from jiangong.foundation.clocks.models import SpecialDay
from jiangong.foundation.credentials import actions as credentials
from jiangong.foundation.credentials import queries as issuing
from jiangong.foundation.credentials.formulas import Facts, credential_document, key_id, status_document
from jiangong.foundation.credentials.models import Credential
from jiangong.foundation.credentials.securing import bits
from jiangong.foundation.credentials.securing.multibase import key_text
from jiangong.foundation.credentials.securing.proofs import signed
from jiangong.foundation.credentials.states import Share
from jiangong.foundation.desk.models import PendingAct
from jiangong.foundation.documents.models import Attachment, Document
from jiangong.foundation.documents.storing import keep
from jiangong.foundation.inbox.models import Delegation, Delivery, Matter, Message
from jiangong.foundation.ledger.actions import grow, record, sequence
from jiangong.foundation.notices.actions import object_to, publish
from jiangong.foundation.notices.queries import Proposed
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people import sealing
from jiangong.foundation.people.actions import merge_people
from jiangong.foundation.people.corrections.actions import ask as ask_correction
from jiangong.foundation.people.erasure.models import ErasureRequest
from jiangong.foundation.people.models import Membership, Person, RosterImport, User
from jiangong.foundation.people.states import Verb
from jiangong.foundation.rulings.models import Ruling
from jiangong.foundation.rulings.states import Verb as Overridden
from jiangong.foundation.samples.models import Draw, Sample
from jiangong.plan.queries.tagging import tagging
from jiangong.programmes.care.convalescence.models import Applicant, Application, Duty, Incident, Pool
from jiangong.programmes.growth.models import AttendanceSheet, Certificate, Enrolment
from jiangong.programmes.growth.states import CERTIFICATE
from jiangong.programmes.venues.bases.actions import open_year, propose_ratings
from jiangong.selection.exams.actions import admit, close_sitting, draw_paper
from jiangong.web.models import Export
from tests.base_factories import make_base, make_batch, make_contract, make_inspection, make_programme
from tests.cast import Tree
from tests.contest_factories import make_contest
from tests.draw_factories import make_draw
from tests.equity_factories import make_equity_year, make_trial
from tests.exam_factories import blueprint_of, make_bank, make_sitting
from tests.factories import FOUNDED, make_appointment, make_course, make_member, make_person, make_session
from tests.stay_factories import make_programme as make_year
from tests.stay_factories import stay_with

# What reading a file leaves behind, as far as pages look at it.
READ = {"places": {}, "headings": [], "counts": {}, "warned": 0}
RELATIONS = ("own", "child", "parent", "sibling", "none")
# Where each person of the cast stands → the place for each relation ("" where the tree has none).
STANDS = {
    "worker": ("branch", "", "enterprise", "sibling_enterprise", "other_enterprise"),
    "chair": ("enterprise", "branch", "township", "sibling_enterprise", "other_enterprise"),
    "township_cadre": ("township", "enterprise", "district", "sibling_township", "other_enterprise"),
    "district_cadre": ("district", "township", "city", "other_district", "other_enterprise"),
    "city_officer": ("city", "enterprise", "", "", ""),
    "teacher": ("district", "township", "city", "other_district", "other_enterprise"),
    "expert": ("city", "enterprise", "", "", ""),
    "auditor": ("city", "enterprise", "", "", ""),
    "administrator": ("city", "enterprise", "", "", ""),
    "outsider": ("other_enterprise", "", "other_township", "fourth_township", "enterprise"),
    "visitor": ("", "", "", "", "enterprise"),
}


@dataclass(frozen=True)
class Examples:
    """One of each thing at one organisation."""

    organisation: Organisation
    trial: int
    membership: Membership
    person: Person
    other: Person
    appointment: int
    merge: int
    roster_import: int
    erasure_request: int
    correction: int
    course: int
    session: int
    enrolment: int
    sheet: int
    certificate: Certificate
    credential: Credential
    entry: int
    sample: int
    position: int
    clock: int
    special_day: int
    notice: int
    objection: int
    document: int
    issued: Document
    attachment: int
    ruling: int
    pending: int
    export: int
    matter: int
    delegation: int
    delivery: int
    message: int
    bank: int
    exam: int
    draw: int
    examinee: int
    contest: int
    season: int
    entrant: int
    office: int
    mark: int
    appeal: int
    honour: int
    team: int
    benefit: int
    rejudging: int
    stay: int
    stay_batch: int
    duty: int
    incident: int
    honour_code: str
    ticket: str
    base: int
    base_photo: int
    going: int
    going_batch: int
    going_pool: int
    application: int
    base_contract: int
    base_inspection: int
    base_rating_year: int
    base_rating: int
    batch: int


def make_examples(organisation: Organisation, tree: Tree) -> Examples:
    make_equity_year()
    membership = make_member(organisation)
    other = make_member(organisation).person
    dropped = make_person()
    merge = merge_people(membership.person, dropped, reason="测试", by=None)
    course = make_course(organisation)
    session = make_session(course)
    enrolment = Enrolment.objects.create(
        session=session,
        person=membership.person,
        organisation=organisation,
        state="completed",
        enrolled_at=session.enrol_from,
        completed_on=session.ends_on,
    )
    certificate = Certificate.objects.create(
        enrolment=enrolment,
        number=f"T{enrolment.pk:08d}",
        code=f"{enrolment.pk:022d}",
        holder_name=membership.person.name,
        course_title=course.title,
        issuer_name=organisation.name,
        hours=course.hours,
        issued_on=FOUNDED,
    )
    entry = record(
        Verb.JOINED,
        membership,
        organisation=organisation,
        person=membership.person,
        by=None,
        happened_on=FOUNDED,
    )
    ruling = make_ruling(organisation)
    credential = make_credential(organisation, membership.person, certificate)
    while sequence():
        pass
    while grow(tagging()):
        pass
    sample = make_sample(organisation)
    issued = make_letter(organisation)
    contest = make_contest(organisation, membership.person)
    Draw.objects.create(sample=sample, position=entry.place.position, entry=entry, orders=[0])
    return Examples(
        trial=make_trial(organisation).pk,
        draw=make_draw(organisation).pk,
        **make_stay(organisation, membership.person),
        contest=contest["contest"].pk,
        season=contest["season"].pk,
        entrant=contest["entry"].pk,
        office=contest["office"].pk,
        mark=contest["mark"].pk,
        appeal=contest["appeal"].pk,
        honour=contest["honour"].pk,
        honour_code=contest["honour"].code,
        ticket=contest["entry"].ticket,
        team=contest["team"].pk,
        benefit=contest["benefit"].pk,
        rejudging=contest["rejudging"].pk,
        organisation=organisation,
        membership=membership,
        person=membership.person,
        other=other,
        appointment=make_appointment(membership.person, organisation, "committee_member").pk,
        merge=merge.pk,
        roster_import=RosterImport.objects.create(
            organisation=organisation, file_name="测试.xlsx", state="abandoned", columns=READ
        ).pk,
        erasure_request=ErasureRequest.objects.create(person=membership.person).pk,
        correction=ask_correction(membership.person, {"occupation": "测试更正"}, by=None).pk,
        course=course.pk,
        session=session.pk,
        enrolment=enrolment.pk,
        sheet=AttendanceSheet.objects.create(session=session, file_name="签到.xlsx").pk,
        certificate=certificate,
        credential=credential,
        entry=entry.pk,
        sample=sample.pk,
        position=entry.place.position,
        clock=start(membership, "people.application_days", organisation=organisation, by=None).pk,
        special_day=SpecialDay.objects.create(
            organisation=organisation, day=FOUNDED, worked=True, title="测试", document_number="测试"
        ).pk,
        **make_notice(organisation, enrolment),
        ruling=ruling.pk,
        pending=PendingAct.objects.create(
            act="people.leaving",
            subject_type="people.membership",
            subject_id=membership.pk,
            organisation=organisation,
            held_at=timezone.now(),
            effect_at=timezone.now(),
        ).pk,
        export=Export.objects.create(kind="organisations.below", organisation=organisation).pk,
        document=Document.objects.create(
            organisation=organisation, template="documents.notice", kind="notice", code=f"d{entry.pk:021d}"
        ).pk,
        issued=issued,
        attachment=Attachment.objects.create(
            purpose="growth.session_papers",
            subject_type="growth.session",
            subject_id=session.pk,
            organisation=organisation,
            name="讲义.txt",
            media_type="text/plain",
            size=6,
            stored=keep("演示".encode()),
        ).pk,
        matter=Matter.objects.create(
            kind="inbox.undelivered",
            subject_type="people.membership",
            subject_id=membership.pk,
            organisation=organisation,
            seat=organisation,
            place=timezone.now(),
        ).pk,
        delegation=Delegation.objects.create(
            delegator=membership.person,
            delegate=other,
            since=timezone.localdate(),
            until=timezone.localdate(),
            reason="测试",
        ).pk,
        delivery=Delivery.objects.create(
            person=other, channel="sms", code=f"test{membership.pk}", send_at=timezone.now(), state="failed"
        ).pk,
        **make_exam(organisation, membership.person),
        **make_bases(organisation),
        **make_convalescence(organisation, membership.person),
        message=Message.objects.create(
            person=other, kind="inbox.delegation_ended", organisation=organisation, subject_type="", words={}
        ).pk,
    )


def make_stay(organisation: Organisation, person: Person) -> dict[str, int]:
    """A place in a batch that the union runs, somebody who goes with it, an incident."""
    batch = make_year(organisation, places=(2,)).batches.get()
    stay = stay_with(batch, person, organisation, state="accepted")
    duty = Duty.objects.create(batch=batch, person=make_person(), kind="leader")
    incident = Incident.objects.create(batch=batch, kind="other", happened_at=timezone.now())
    incident.words_sealed = sealing.seal(
        "演示", model="convalescence.incident", field="words", pk=incident.pk
    )
    incident.save(update_fields=["words_sealed"])
    return {"stay": stay.pk, "stay_batch": batch.pk, "duty": duty.pk, "incident": incident.pk}


def make_exam(organisation: Organisation, person: Person) -> dict[str, int]:
    """A bank of one question, and a closed sitting on paper with one examinee."""
    bank = make_bank(organisation, each=1, kinds=("single",))
    blueprint = blueprint_of(bank, each=1, kinds=("single",), papers="one", order="fixed", options="fixed")
    sitting = make_sitting(organisation, bank=bank, blueprint=blueprint, mode="paper", drawn=False)
    admit(sitting, [(person.pk, "001", 0)], by=None)
    sitting = close_sitting(draw_paper(sitting, by=None), reason="测试", by=None)
    return {"bank": bank.pk, "exam": sitting.pk, "examinee": sitting.examinees.get().pk}


def make_bases(organisation: Organisation) -> dict[str, int]:
    """A listed base with a photograph, a contract of last year, an inspection with a fault, and last year's rating, proposed."""
    base = make_base(organisation)
    last = timezone.localdate().year - 1
    contract = make_contract(base, since=date(last, 1, 1))
    inspection = make_inspection(base, rooms="测试问题")
    year = open_year(organisation, last, by=None)
    [rating] = propose_ratings(year, {}, by=None)
    photo = Attachment.objects.create(
        purpose="bases.photo",
        subject_type="bases.base",
        subject_id=base.pk,
        organisation=organisation,
        name="测试.png",
        media_type="image/png",
        size=6,
        stored=keep("演示".encode()),
    )
    return {
        "base": base.pk,
        "base_photo": photo.pk,
        "base_contract": contract.pk,
        "base_inspection": inspection.pk,
        "base_rating_year": year.pk,
        "base_rating": rating.pk,
        "batch": make_batch(make_programme(organisation)).pk,
    }


def make_convalescence(organisation: Organisation, person: Person) -> dict[str, int]:
    """A programme that is open, with a batch and a pool, and the person's application to it."""
    programme = make_programme(organisation, state="open")
    batch = make_batch(programme)
    pool = Pool.objects.create(
        programme=programme, code="all", kind="everybody", name="测试", places=batch.places, order=1
    )
    application = Application.objects.create(
        programme=programme,
        organisation=organisation,
        ticket=f"TEST{programme.pk}",
        wants=[batch.code],
        applied_at=timezone.now(),
    )
    Applicant.objects.create(
        programme=programme,
        application=application,
        person=person,
        organisation=organisation,
        agreed_at=timezone.now(),
        sound=True,
    )
    return {
        "going": programme.pk,
        "going_batch": batch.pk,
        "going_pool": pool.pk,
        "application": application.pk,
    }


def make_letter(organisation: Organisation) -> Document:
    """An issued letter without its files: only the table of rights and the counts of queries look at it."""
    return Document.objects.create(
        organisation=organisation,
        template="documents.notice",
        kind="notice",
        state="issued",
        title="关于演示的通知",
        code=f"i{organisation.pk:021d}",
        year=2026,
        serial=1,
        number=f"演{organisation.pk}发〔2026〕1号",
        dated=FOUNDED,
        pdf="0" * 64,
        docx="0" * 64,
        issued_at=timezone.now(),
    )


def make_notice(organisation: Organisation, enrolment: Enrolment) -> dict[str, int]:
    """A notice that runs, about one who completed, with an objection that waits."""
    one = Proposed(enrolment, enrolment.person.name, person=enrolment.person, organisation=organisation)
    notice = publish(
        "growth.certificates", organisation, [one], about=enrolment.session, title="测试公示", by=None
    )
    object_to(notice, None, "测试异议", by=None)
    return {"notice": notice.pk, "objection": notice.objections.get().pk}


def make_credential(organisation: Organisation, person: Person, certificate: Certificate) -> Credential:
    """A signed credential with a link; the key is the tests' own."""
    key = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
    credentials.publish_key(1, key_text(key.public_key().public_bytes_raw()))
    one = credentials.issue(
        CERTIFICATE,
        person,
        certificate,
        organisation=organisation,
        facts=Facts("测试凭证", "测试凭证的内容"),
        by=None,
    )
    one = credentials.share(one, Share.NAMELESS, by=None)
    issuer, now = issuing.issuer(), timezone.now()
    document = credential_document(issuing.row_of(one), issuer=issuer, position=0, named=False)
    proven = signed(document, key.sign, method=key_id(issuer, 1), at=now)
    credentials.publish_signed(one.pk, named=False, key=1, document=proven)
    listed = status_document(issuer, one.status_list_id, bits.encoded(bits.of([])), at=now)
    credentials.publish_list(one.status_list_id, listed, says=0, at=now)
    return one


def make_ruling(organisation: Organisation) -> Ruling:
    """A local value for a parameter of which districts may have their own; it stands in the table only."""
    return Ruling.objects.create(
        key="assistance.dibao",
        act="override",
        value=1000,
        jurisdiction="city",
        organisation=organisation,
        since=FOUNDED,
        regulation="测试通知",
        document_number="测试〔2020〕1号",
        entry=record(Overridden.OVERRIDDEN, organisation, organisation=organisation, by=None),
    )


def make_sample(organisation: Organisation) -> Sample:
    """A sample of one entry, drawn and not judged yet."""
    now = timezone.now()
    return Sample.objects.create(
        title="测试抽样",
        state="drawn",
        organisation=organisation,
        verbs=["growth.completed"],
        since=FOUNDED,
        until=FOUNDED,
        confidence="0.95",
        draws=1,
        size=1,
        root="0" * 44,
        population=1,
        randomness="drand",
        round=1,
        moment=now,
        definition="{}",
        value="00",
        checkpoint="test",
        announced_at=now,
        drawn_at=now,
    )


def arguments(kind: str, examples: Examples, cast: dict[str, User]) -> Any:
    """What stands in the address for a parameter of this kind."""
    match kind:
        case "organisation":
            return examples.organisation.pk
        case "organisation_code":
            return examples.organisation.code
        case "membership":
            return examples.membership.pk
        case "clock":
            return examples.clock
        case "clock_act":
            return "pause"
        case "special_day":
            return examples.special_day
        case "person":
            return examples.person.pk
        case "other_person":
            return examples.other.pk
        case "certificate":
            return examples.certificate.pk
        case "credential":
            return examples.credential.pk
        case "share_code":
            return examples.credential.share_code
        case "status_list":
            return examples.credential.status_list_id
        case "certificate_code":
            return examples.certificate.code
        case "document_code":
            return examples.issued.code
        case "letter_template":
            return "documents.notice"
        case "purpose":
            return "documents.signed_scan"
        case "letter":
            return examples.issued.pk
        case "promise":
            return "D9"
        case "member_act":
            return "transfer"
        case "export_kind":
            return "organisations.below"
        case "draft_kind":
            return "people.admit"
        case "notice_kind":
            return "growth.certificates"
        case "own_act":
            return "leaving"
        case "parameter_key":
            return "assistance.dibao"
        case "year":
            return 2020
        case "good":
            return "training"
        case "dimension":
            return "sex"
        case "exam_subject":
            return "organisations.organisation"
        case "one":
            return 1
        case "exam_code":
            return "001"
        case "participant":
            return "A001"
        case "component":
            return "score"
        case "first":
            return 1
        case "nothing":
            return 0
        case "text":
            return "text"
        case _:
            return getattr(examples, kind)


# Every address with parameters says here what they are; one that does not fails the test.
PARAMETERS: dict[str, dict[str, str]] = {
    "organisations:": {"pk": "organisation"},
    "people:person": {"pk": "person"},
    "people:change": {"pk": "person"},
    "people:look": {"pk": "person"},
    "people:merge": {"pk": "person", "other": "other_person"},
    "people:undo_merge": {"pk": "merge"},
    "people:merge_union": {"pk": "organisation"},
    "people:dissolve_union": {"pk": "organisation"},
    "people:approve": {"pk": "membership"},
    "people:confirm_transfer": {"pk": "membership"},
    "people:act": {"pk": "membership", "slug": "member_act"},
    "people:case": {"pk": "membership"},
    "clocks:clock": {"pk": "clock"},
    "clocks:act": {"pk": "clock", "slug": "clock_act"},
    "clocks:withdraw_day": {"pk": "special_day"},
    "people:dismiss": {"pk": "appointment"},
    "people:withdraw_application": {"pk": "membership"},
    "people:my_act": {"pk": "membership", "slug": "own_act"},
    "desk:": {"pk": "pending", "kind": "draft_kind"},
    "web:export": {"kind": "export_kind"},
    "web:retry_job": {"pk": "nothing"},
    "web:": {"pk": "export"},
    "inbox:matter": {"pk": "matter"},
    "inbox:end_delegation": {"pk": "delegation"},
    "inbox:sent_message": {"pk": "message"},
    "inbox:": {"pk": "delivery"},
    "roster:": {"pk": "roster_import"},
    "erasure:on_paper": {"pk": "person"},
    "erasure:": {"pk": "erasure_request"},
    "corrections:": {"pk": "correction"},
    "ledger:tile": {"rest": "text"},
    "ledger:leaf": {"position": "position"},
    "ledger:leaf_proof": {"position": "position"},
    "plan:receipt": {"number": "entry"},
    **{
        f"convalescence:{name}": {"pk": "stay"}
        for name in (
            "stay",
            "accept_stay",
            "leave_stay",
            "stay_travel",
            "stay_health",
            "stay_rating",
            "stay_record",
            "stay_answer",
        )
    },
    **{
        f"convalescence:{name}": {"pk": "stay_batch"}
        for name in (
            "duty",
            "incident_new",
            "health_forms",
            "batch",
            "confirm_batch",
            "rooms",
            "coaches",
            "duties",
            "people_file",
            "insurance_file",
            "letters",
            "finish_batch",
        )
    },
    "convalescence:scan_stay": {"code": "text"},
    "convalescence:leave_early": {"pk": "stay_batch", "stay": "stay"},
    "convalescence:health_form": {"pk": "stay_batch", "stay": "stay"},
    "convalescence:incident": {"pk": "stay_batch", "incident": "incident"},
    "convalescence:end_duty": {"pk": "stay_batch", "duty": "duty"},
    "notices:new": {"kind": "notice_kind", "about": "session"},
    "notices:paper": {"pk": "notice", "number": "nothing"},
    "notices:objection": {"pk": "objection"},
    "notices:take": {"pk": "objection"},
    "notices:": {"pk": "notice"},
    "samples:": {"pk": "sample", "position": "position"},
    "documents:attach": {"purpose": "purpose", "subject": "letter"},
    "documents:attachment": {"pk": "attachment"},
    "documents:removal": {"pk": "attachment"},
    "documents:scan": {"pk": "letter"},
    "documents:withdrawal": {"pk": "letter"},
    "documents:": {"pk": "document", "code": "document_code", "template": "letter_template"},
    "rulebook:parameter": {"key": "parameter_key"},
    **{
        f"convalescence:{name}": {"pk": "application"}
        for name in (
            "application",
            "wishes",
            "agreement",
            "declining",
            "partner",
            "reckoning",
            "withdrawal",
            "application_case",
            "refusal",
        )
    },
    "convalescence:batch_edit": {"pk": "going_batch"},
    "convalescence:batch_remove": {"pk": "going_batch"},
    "convalescence:pool_edit": {"pk": "going_pool"},
    "convalescence:post": {"pk": "person"},
    "convalescence:apply_for": {"pk": "going", "person": "other_person"},
    "convalescence:": {"pk": "going"},
    "bases:photo": {"pk": "base", "photo": "base_photo"},
    "bases:contract_new": {"pk": "base"},
    "bases:contract": {"pk": "base_contract"},
    "bases:contract_": {"pk": "base_contract"},
    "bases:inspection_new": {"pk": "base"},
    "bases:inspection": {"pk": "base_inspection"},
    "bases:rating_year": {"pk": "base_rating_year"},
    "bases:put_in_force": {"pk": "base_rating_year"},
    "bases:decide": {"pk": "base_rating"},
    "bases:": {"pk": "base"},
    "convalescing:rate": {"pk": "base_rating_year"},
    "convalescing:": {"pk": "batch"},
    "rulings:withdraw": {"pk": "ruling"},
    "rulings:": {"key": "parameter_key"},
    "draws:new": {"subject": "exam_subject", "about": "organisation"},
    "draws:": {"pk": "draw"},
    **{f"equity:{name}": {"pk": "trial"} for name in ("trial", "trial_download")},
    "equity:": {"year": "year", "good": "good", "dimension": "dimension"},
    "exams:new": {"subject": "exam_subject", "about": "organisation"},
    **{f"exams:{name}": {"pk": "examinee"} for name in ("sit", "start", "device", "hand_in")},
    **{
        f"exams:{name}": {"pk": "bank", "number": "one"}
        for name in (
            "bank",
            "question_new",
            "question",
            "key",
            "question_state",
            "review",
            "bank_export",
            "bank_import",
            "bank_template",
        )
    },
    "exams:": {"pk": "exam", "code": "exam_code", "number": "one"},
    "plan:district": {"code": "organisation_code"},
    "plan:entry": {"number": "entry"},
    "plan:": {"promise": "promise", "code": "organisation_code"},
    "credentials:": {"pk": "credential", "code": "share_code", "number": "status_list"},
    "competitions:honour": {"code": "honour_code"},
    "competitions:mark": {"pk": "office", "component": "component", "code": "participant"},
    "competitions:correct_mark": {"pk": "office", "mark": "mark"},
    "competitions:note_breach": {"pk": "office", "judge": "office"},
    **{
        f"competitions:{name}": {"pk": "office"}
        for name in (
            "office",
            "draw_layer",
            "open_layer",
            "incident",
            "recuse",
            "marking",
            "send_marks",
            "send_photo",
            "roll_call",
            "lead",
            "note_fact",
            "honesty",
            "seal",
            "office_theory",
        )
    },
    **{
        f"competitions:{name}": {"pk": "office", "sitting": "exam"}
        for name in ("office_figures", "theory_rejudge")
    },
    **{
        f"competitions:{name}": {"pk": "entrant"}
        for name in ("card", "card_pdf", "withdraw", "file_appeal", "minutes")
    },
    "competitions:check_in": {"ticket": "ticket"},
    **{
        f"competitions:{name}": {"pk": "contest", "sitting": "exam"}
        for name in ("theory_admit", "theory_scores")
    },
    **{f"competitions:{name}": {"pk": "appeal"} for name in ("appeal", "answer_appeal", "prepare_rejudging")},
    "competitions:entry": {"pk": "entrant"},
    "competitions:appeal_assign": {"pk": "appeal"},
    **{f"competitions:{name}": {"pk": "honour"} for name in ("honour_revoke", "honour_pdf", "honour_png")},
    **{f"competitions:{name}": {"pk": "rejudging"} for name in ("rejudging", "rejudging_decision")},
    **{
        f"competitions:{name}": {"pk": "season"}
        for name in ("season", "season_close", "season_report", "season_report_download", "quotas")
    },
    "competitions:team_leader": {"pk": "contest", "team": "team"},
    "competitions:office_end": {"pk": "contest", "office": "office"},
    "competitions:benefit_confirm": {"pk": "contest", "benefit": "benefit"},
    "competitions:": {"pk": "contest", "number": "first", "code": "participant", "component": "component"},
    "growth:course_detail": {"pk": "course"},
    "growth:course_edit": {"pk": "course"},
    "growth:session_new": {"pk": "course"},
    "growth:correction": {"pk": "enrolment"},
    "growth:cancel": {"pk": "enrolment"},
    "growth:certificate_pdf": {"pk": "certificate"},
    "growth:certificate_png": {"pk": "certificate"},
    "growth:check": {"code": "certificate_code"},
    "growth:scan": {"code": "text"},
    "growth:cancel_session": {"pk": "session"},
    "growth:": {"pk": "session", "sheet": "sheet"},
    "api_token_revoke": {"pk": "nothing"},
    "account_reset_password_from_key": {"uidb36": "text", "key": "text"},
    "account_confirm_email": {"key": "text"},
    "mfa_": {"pk": "nothing"},
    # the API, by address
    "api/v1/organisations/": {"pk": "organisation"},
    "api/v1/people/memberships/": {"pk": "membership"},
    "api/v1/people/unions/": {"pk": "organisation"},
    "api/v1/training/": {
        "session_id": "session",
        "enrolment_id": "enrolment",
        "course_id": "course",
    },
    "api/v1/competitions/": {
        "season_id": "season",
        "contest_id": "contest",
        "number": "first",
        "entry_id": "entrant",
        "office_id": "office",
    },
    "api/v1/bases/": {"base_id": "base"},
    "api/v1/equity/": {"year": "year"},
    "api/v1/convalescence/": {
        "programme_id": "going",
        "application_id": "application",
        "stay_id": "stay",
        "batch_id": "stay_batch",
    },
    "api/v1/plan/": {"name": "promise", "code": "organisation_code"},
}


def kinds_for(name: str, pattern: str, parameters: tuple[str, ...]) -> dict[str, str]:
    """The kinds of an address's parameters: by its whole name, or by the longest beginning that is declared."""
    for key in sorted(PARAMETERS, key=len, reverse=True):
        exact = not key.endswith((":", "_", "/"))
        if name == key or (not exact and (name.startswith(key) or pattern.startswith(key))):
            kinds = PARAMETERS[key]
            if set(parameters) <= set(kinds):
                return {parameter: kinds[parameter] for parameter in parameters}
    raise LookupError(f"{name} ({pattern}): say in tests/architecture/world.py what {parameters} are")
