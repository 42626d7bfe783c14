"""Whatever anybody does in whatever order, also by SQL as the application's own role: nothing guarded is issued while
an objection is open, before the days are over, or for a line that was struck; and what may be issued is issued."""

import os
import secrets
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import chinese_calendar
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.notices import actions, queries
from jiangong.foundation.notices.models import Notice, Objection
from jiangong.foundation.notices.states import Outcome
from jiangong.programmes.growth.actions.certificates import _issue
from jiangong.programmes.growth.models import Certificate, CertificateBatch
from jiangong.programmes.growth.states import CERTIFICATE_NOTICE
from tests.foundation.notices.conftest import let_pass, make_application_role, make_completed

ROLE = "trial_application"
DAYS = 5  # the machine's own idea of the rule: five working days, the first day not counted

# What the application's role may try, with the numbers of the notice, an objection, a line, the enrolment, the session
# and the course in place of the names. Each must be refused, or change nothing that matters: the invariants say.
ATTACKS = (
    "UPDATE notices_notice SET state = 'cleared' WHERE id = {notice}",
    "UPDATE notices_notice SET state = 'cleared', closed_at = now(), ends_at = now() - interval '1 day' WHERE id = {notice}",
    "UPDATE notices_notice SET ends_at = now() - interval '1 second' WHERE id = {notice}",
    "UPDATE notices_notice SET published_at = now() - interval '30 days', round = round + 1 WHERE id = {notice}",
    "UPDATE notices_notice SET round = round + 1, ends_at = now() + interval '1 day' WHERE id = {notice}",
    "UPDATE notices_notice SET awaits_correction = false WHERE id = {notice}",
    "UPDATE notices_notice SET state = 'draft' WHERE id = {notice}",
    "UPDATE notices_notice SET kind = 'growth.other' WHERE id = {notice}",
    "DELETE FROM notices_notice WHERE id = {notice}",
    "DELETE FROM notices_objection",
    "UPDATE notices_objection SET state = 'rejected'",
    "UPDATE notices_objection SET state = 'upheld'",
    "UPDATE notices_objection SET notice_id = (SELECT max(id) FROM notices_notice)",
    "INSERT INTO notices_answer (objection_id, outcome, words, finding, answered_by_id, answered_at)"
    " SELECT id, 'rejected', '查', '查', NULL, now() FROM notices_objection WHERE state = 'open'",
    "INSERT INTO notices_answer (objection_id, outcome, words, finding, answered_by_id, answered_at)"
    " SELECT id, 'rejected', '查', '查', {officer}, now() FROM notices_objection WHERE state = 'open'",
    "UPDATE notices_line SET state = 'standing'",
    "UPDATE notices_line SET subject_id = {enrolment} WHERE notice_id = {notice}",
    "INSERT INTO notices_line (notice_id, round, number, subject_type, subject_id, name, unit, words, state)"
    " SELECT id, round, 99, 'growth.enrolment', {enrolment}, '王**', '', '', 'standing' FROM notices_notice WHERE id = {notice}",
    "INSERT INTO notices_notice (kind, organisation_id, about_type, about_id, title, words, contact, state, round, days, unit,"
    " source, published_at, ends_at, closed_at, awaits_correction, why, prepared_at) SELECT kind, organisation_id, about_type,"
    " about_id + 1000, title, '', '', 'cleared', 1, 5, 'working_days', '', now() - interval '30 days',"
    " now() - interval '20 days', now(), false, '', now() FROM notices_notice WHERE id = {notice}",
    "TRUNCATE notices_objection, notices_answer",
    "UPDATE notices_minimum SET days = 0",
    "DELETE FROM notices_calendarday",
    "ALTER TABLE growth_certificate DISABLE TRIGGER ALL",
    "DROP TRIGGER growth_certificate_needs_notice ON growth_certificate",
    "ALTER TABLE notices_notice DISABLE TRIGGER notices_notice_kept",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION notices_covers(text, text, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "CREATE OR REPLACE FUNCTION public.notices_covers(text, text, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "CREATE TEMP TABLE notices_notice AS SELECT id, kind, 'cleared' AS state, round, published_at, now() - interval '1 day'"
    " AS ends_at, false AS awaits_correction FROM public.notices_notice",
    "CREATE TEMP TABLE notices_objection AS SELECT * FROM public.notices_objection WHERE false",
    "CREATE TEMP TABLE growth_course AS SELECT id, false AS needs_notice FROM public.growth_course",
    "UPDATE growth_course SET needs_notice = false",
    "UPDATE growth_session SET course_id = {other_course} WHERE id = {session}",
    "UPDATE growth_enrolment SET session_id = {other_session} WHERE id = {enrolment}",
)


def issued_by_sql(cursor, enrolment: int) -> bool:
    try:
        with transaction.atomic():
            cursor.execute(
                "INSERT INTO public.growth_certificate (enrolment_id, number, code, holder_name, course_title, issuer_name,"
                " hours, issued_on, print_problem, revoked_reason)"
                " VALUES (%s, %s, %s, '王演示', '课', '会', 1, current_date, '', '')",
                [enrolment, secrets.token_hex(8), secrets.token_hex(8)],
            )
    except DatabaseError:
        return False
    return True


def refused(act) -> str:
    """The code of the refusal, or nothing when it was done."""
    try:
        with transaction.atomic():
            act()
    except Refused as error:
        return error.code
    return ""


def last_moment(published: datetime) -> datetime:
    """Counted plainly, day by day, with the library's calendar."""
    day, left = timezone.localdate(published), DAYS
    while left:
        day += timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    return datetime.combine(day, time(23, 59, 59), timezone.get_current_timezone())


class Shown:
    """A published list as the machine remembers it, apart from the database."""

    def __init__(self, pk, who, ends):
        self.pk, self.who, self.ends, self.struck = pk, set(who), ends, set()
        self.gone = set()  # corrected away: blocked until another notice, also who was cleared before
        self.state, self.open, self.wrong = "running", set(), False


@pytest.mark.django_db
def test_nothing_guarded_is_issued_against_the_rule(tree, session, learners, officer, colleague):
    from tests.factories import make_course, make_session

    make_application_role(ROLE)
    free = make_session(make_course(tree.city), state="finished")
    who = [*learners, make_completed(session, tree.township, "周演示")]
    kind = queries.kind_of(CERTIFICATE_NOTICE)
    done = {"issued": 0, "refused": 0, "attacks": 0, "cleared": 0}

    class Machine(RuleBasedStateMachine):
        @initialize()
        def begin(self):
            self.mark = transaction.savepoint()
            self.shown: list[Shown] = []
            self.issued: dict[int, bool] = {}  # enrolment → whether it was right to issue
            self.publish_list({0, 1, 2})

        def teardown(self):
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
            transaction.savepoint_rollback(self.mark)

        # --- what the machine knows -----------------------------------------------------------------------------

        def may(self, pk: int) -> bool:
            newest = next(
                (one for one in reversed(self.shown) if pk in one.who | one.struck | one.gone), None
            )
            return newest is not None and newest.state == "cleared" and pk in newest.who

        def might(self, pk: int) -> bool:
            """Whether the list only waits to be ended: the rule is kept then, whoever ends it."""
            shown = self.now()
            over = shown is not None and shown.ends < timezone.now() and not shown.open and not shown.wrong
            return shown is not None and over and pk in shown.who

        def now(self) -> Shown | None:
            return self.shown[-1] if self.shown and self.shown[-1].state == "running" else None

        def lines(self, chosen):
            return [
                one
                for one in queries.proposal(kind, session.pk).lines
                if one.subject.pk in {who[n].pk for n in chosen}
            ]

        # --- what people do -------------------------------------------------------------------------------------

        @precondition(lambda self: self.now() is None)
        @rule(chosen=st.sets(st.integers(0, 3), min_size=1))
        def publish(self, chosen):
            self.publish_list(chosen)

        def publish_list(self, chosen):
            lines = self.lines(chosen)
            try:
                with transaction.atomic():
                    notice = actions.publish(
                        kind.code, tree.city, lines, about=session, title="公示", by=officer
                    )
            except Refused:
                assert self.now() is not None or not lines
                return
            assert self.now() is None
            ends = last_moment(timezone.now())
            assert notice.ends_at.replace(microsecond=0) >= ends.astimezone(UTC)
            self.shown.append(Shown(notice.pk, [one.subject.pk for one in lines], notice.ends_at))

        @precondition(lambda self: self.now() is not None)
        @rule(chosen=st.sets(st.integers(0, 3)))
        def correct(self, chosen):
            shown, lines = self.now(), self.lines(chosen)
            if shown is None:
                return
            notice = Notice.objects.get(pk=shown.pk)
            code = refused(lambda: actions.replace(notice, lines, reason="更正", by=officer))
            if code:
                assert code in ("notices.nobody", "notices.unchanged", "notices.struck_stays")
                return
            notice.refresh_from_db()
            listed = {one.subject.pk for one in lines}
            shown.gone = (shown.gone | shown.who) - listed
            shown.who, shown.wrong, shown.ends = listed, False, notice.ends_at
            assert notice.ends_at >= last_moment(timezone.now())

        @rule(nth=st.integers(-1, 3), named=st.booleans())
        def object(self, nth, named):
            shown = self.now()
            if shown is None:
                if self.shown:
                    with pytest.raises(Refused):
                        actions.object_to(Notice.objects.get(pk=self.shown[-1].pk), None, "有误", by=None)
                return
            notice = Notice.objects.get(pk=shown.pk)
            lines = list(queries.lines_of(notice))
            line = lines[nth % len(lines)] if nth >= 0 else None
            actions.object_to(notice, line, "有误", by=colleague if named else None)
            shown.open.add(notice.objections.latest("number").pk)

        @precondition(lambda self: any(one.open for one in self.shown))
        @rule(outcome=st.sampled_from(list(Outcome)), involved=st.booleans())
        def answer(self, outcome, involved):
            shown = next((one for one in self.shown if one.open), None)
            if shown is None:
                return
            objection = Objection.objects.select_related("line").get(pk=min(shown.open))
            by = officer if involved else hearer
            code = refused(lambda: actions.answer(objection, outcome, "已核查", finding="看了签到表", by=by))
            if code:
                assert code == ("notices.involved" if involved else "notices.no_line_to_strike")
                return
            assert not involved
            shown.open.remove(objection.pk)
            if outcome == Outcome.STRUCK:
                shown.struck.add(objection.line.subject_id)
                shown.who.discard(objection.line.subject_id)
            if outcome == Outcome.CORRECTED and shown.state == "running":
                shown.wrong = True

        @precondition(lambda self: self.now() is not None and len(self.shown) < 3)
        @rule()
        def withdraw(self):
            if (shown := self.now()) is not None:
                actions.withdraw(Notice.objects.get(pk=shown.pk), why="有变动", by=officer)
                shown.state = "withdrawn"

        @rule(days=st.sampled_from([0.5, 1, 2, 4, 8]))
        def some_time(self, days):
            self.time_passes(days)

        def time_passes(self, days):
            let_pass(days)
            for one in self.shown:
                one.ends -= timedelta(days=days)

        @rule(by_job=st.booleans())
        def end(self, by_job):
            self.close(by_job)

        def close(self, by_job):
            shown = self.now()
            if shown is None:
                return
            right = shown.ends < timezone.now() and not shown.open and not shown.wrong
            if by_job:
                assert actions.close_due() == int(right)
            else:
                code = refused(lambda: actions.close(Notice.objects.get(pk=shown.pk), by=officer))
                assert bool(code) != right
            if right:
                shown.state = "cleared"
                done["cleared"] += 1

        @precondition(lambda self: self.now() is not None)
        @rule(answered=st.booleans())
        def run_out(self, answered):
            """Time goes by; what is open is answered, or not."""
            for one in self.shown if answered else ():
                for pk in sorted(one.open):
                    objection = Objection.objects.get(pk=pk)
                    actions.answer(objection, Outcome.REJECTED, "已核查", finding="看了签到表", by=hearer)
                one.open.clear()
            self.time_passes(15)
            self.close(True)

        # --- what may be issued, and only that ------------------------------------------------------------------

        @precondition(lambda self: any(self.may(one.pk) for one in who))
        @rule()
        def issue_by_action(self):
            batch = CertificateBatch(session=session, total=9)
            with transaction.atomic():
                made = {one.enrolment_id for one in _issue(batch, most=9)}
            right = {one.pk for one in who if self.may(one.pk)} - self.issued.keys()
            assert made == right
            self.issued |= dict.fromkeys(made, True)
            done["issued"] += len(made)

        @rule(nth=st.integers(0, 3))
        def issue_by_sql(self, nth):
            self.as_application(who[nth].pk)

        def as_application(self, pk, attack=None):
            """The attack, and then the row, as the application's role; both are tried whether or not the first works."""
            right = self.may(pk)
            with connection.cursor() as cursor:
                mark = transaction.savepoint()
                cursor.execute(f"SET ROLE {ROLE}")
                try:
                    if attack is not None:
                        done["attacks"] += 1
                        with suppress(DatabaseError), transaction.atomic():
                            cursor.execute(attack)
                    if pk in self.issued:
                        return
                    if issued_by_sql(cursor, pk):
                        may = right or (attack is not None and self.might(pk))
                        assert may, f"issued against the rule, after: {attack}"
                        done["issued"] += 1
                        if attack is None:
                            self.issued[pk] = True
                    else:
                        assert not right or attack is not None, "what may be issued was refused"
                        done["refused"] += 1
                finally:
                    with transaction.atomic():
                        cursor.execute("RESET ROLE")
                    # What an attack changed that does not matter is not carried along; a plain issue stays.
                    if attack is not None:
                        transaction.savepoint_rollback(mark)
                    else:
                        transaction.savepoint_commit(mark)

        @rule(
            nth=st.integers(0, 3), attack=st.sampled_from(ATTACKS)
        )  # also of what may be issued: nothing is lost
        def attack(self, nth, attack):
            open_ = Objection.objects.filter(state="open").order_by("pk").first()
            numbers = {
                "notice": self.shown[-1].pk if self.shown else 0,
                "objection": open_.pk if open_ else 0,
                "officer": officer.pk,
                "enrolment": who[nth].pk,
                "session": session.pk,
                "other_session": free.pk,
                "other_course": free.course_id,
            }
            self.as_application(who[nth].pk, attack.format(**numbers))

        @invariant()
        def only_what_was_right(self):
            found = set(
                Certificate.objects.filter(enrolment__session=session, revoked_on=None).values_list(
                    "enrolment_id", flat=True
                )
            )
            assert found == self.issued.keys()
            assert queries.cleared_among("growth.enrolment", [one.pk for one in who], CERTIFICATE_NOTICE) == {
                one.pk for one in who if self.may(one.pk)
            }

    from tests.factories import make_officer

    hearer = make_officer(tree.city)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=int(os.environ.get("JIANGONG_EXAMPLES", "25")),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            phases=[Phase.generate],
        ),
    )
    assert all(done.values()), done


@pytest.mark.parametrize("state", ["short", "objected", "wrong", "struck", "withdrawn"])
def test_no_attack_opens_the_way(state, tree, session, learners, officer, colleague, running):
    """Every attack, where the row must not be: alone, and then the row."""
    from tests.factories import make_course, make_session

    make_application_role(ROLE)
    free = make_session(make_course(tree.city), state="finished")
    target = queries.lines_of(running)[0]
    if state != "short":
        actions.object_to(running, target, "有误", by=None)
        let_pass(15)
    if state in ("wrong", "struck"):
        outcome = Outcome.STRUCK if state == "struck" else Outcome.CORRECTED
        actions.answer(Objection.objects.get(), outcome, "属实", finding="看了签到表", by=colleague)
    if state == "struck":
        assert actions.close_due() == 1
    if state == "withdrawn":
        actions.withdraw(Notice.objects.get(), why="有变动", by=officer)
    numbers = {
        "notice": running.pk,
        "officer": officer.pk,
        "enrolment": target.subject_id,
        "session": session.pk,
        "other_session": free.pk,
        "other_course": free.course_id,
    }
    for attack in (None, *ATTACKS):
        mark = transaction.savepoint()
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {ROLE}")
            if attack:
                with suppress(DatabaseError), transaction.atomic():
                    cursor.execute(attack.format(**numbers))
            assert not issued_by_sql(cursor, target.subject_id), attack
            if attack and "SET session_replication_role" in attack:
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    cursor.execute(attack)
        transaction.savepoint_rollback(mark)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def test_the_application_needs_no_more_rights_than_deploy_gives_it(tree, prepared, officer, colleague):
    """A notice from its draft to the certificates, with the role of deploy/application.sql."""
    from jiangong.programmes.growth.actions import begin_certificates, make_certificates

    make_application_role(ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
        try:
            notice = actions.put_up(prepared(), by=officer)
            actions.object_to(notice, queries.lines_of(notice)[0], "有误", by=None)
            actions.answer(Objection.objects.get(), Outcome.STRUCK, "属实", finding="看了", by=colleague)
            cursor.execute("RESET ROLE")
            let_pass(15)
            cursor.execute(f"SET ROLE {ROLE}")
            assert actions.close_due() == 1
            session = queries.subject_of(queries.kind_of(CERTIFICATE_NOTICE), notice.about_id)
            make_certificates(begin_certificates(session, by=officer).pk)
        finally:
            cursor.execute("RESET ROLE")
    assert Certificate.objects.count() == 2
