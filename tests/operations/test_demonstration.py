"""The invented city: the same every time, sound, and marked as what it is."""

from datetime import date

import psycopg

from jiangong.foundation.people.roster.formulas.columns import OPTIONS
from jiangong.operations.console import Code
from jiangong.operations.demonstration import year
from jiangong.selection.draws.actions import new_ticket
from tests.operations.conftest import contents, load_tiny

# Differs from run to run: clocks, and ciphertext with its random nonces and keys.
BY_CHANCE = frozenset(
    {"registered_at", "created_at", "recorded_at", "phone_sealed", "phone_index", "document_sealed",
     "document_index", "saved_at", "held_at", "made_at", "effect_at", "ended_at", "applied", "rolled_up_at", "password", "date_joined", "last_login", "asked_at", "asked_sealed",
     "decided_at", "agreed_at", "ticket", "applied_at", "consented_at", "noted_at", "opens_at", "began_at", "counted_at",
     "announced_at", "checkpoint", "marked_at", "answers_sealed", "verdict_sealed", "words_sealed"}
)  # fmt: skip


# The log hangs on its salts, the samples on the log.
OF_THE_LOG = {"bundle", "tile", "head", "salt", "checkpoint", "cosignature", "logkey"}
OF_CHANCE = {f"ledger_{name}" for name in OF_THE_LOG} | {
    "samples_sample",
    "samples_draw",
    "samples_judgement",
    # letters bear a random code, their hashes stand in the ledger
    "documents_document",
    "documents_attachment",
    "documents_agencymark",
    # credentials have codes, salts and places of chance, their hashes stand in the ledger
    "credentials_credential",
    # who gets which number or question is decided by lot, with real secrets; the rest hangs on that
    *(
        f"competitions_{name}"
        for name in ("layer", "contest", "entry", "row", "outcome", "appeal", "rejudging", "photo", "theory")
    ),
    *(
        f"exams_{name}"
        for name in ("question", "version", "sitting", "examinee", "answer", "event", "correction")
    ),
    # a stay has a code of its own for signing in (who stays where is compared below), a rating a random number
    "convalescence_stay",
    "convalescence_rating",
    "readlog_export",
    "readlog_reading",
    # what runs does so from the moment it was loaded
    "notices_notice",
    "notices_line",
    "notices_objection",
    "notices_answer",
    "clocks_clock",
    "clocks_clockevent",
    "inbox_matter",
    "inbox_matterstep",
    "inbox_message",
    "procrastinate_events",
}


def test_the_same_day_gives_the_same_city(tiny, databases):
    other = databases("again", tables=True)
    load_tiny(other)
    # whose entries hang on chance, or speak of the log
    rooms = ("samples", "documents", "credentials", "competitions", "exams", "draws.drawn", "readlog")
    entries = " AND ".join(f"verb NOT LIKE '{room}%%'" for room in rooms)
    only = dict.fromkeys(OF_CHANCE, "false") | {"ledger_entry": entries}
    assert contents(other, without=BY_CHANCE, only=only) == contents(tiny, without=BY_CHANCE, only=only)
    stays = "SELECT applicant_id, batch_id, state, rated, left_on FROM convalescence_stay ORDER BY 1"
    with psycopg.connect(other) as second, psycopg.connect(tiny) as first:
        assert second.execute(stays).fetchall() == first.execute(stays).fetchall() != []


def test_there_is_a_notice_in_every_state_worth_seeing(tiny):
    with psycopg.connect(tiny) as database:
        states = dict(database.execute("SELECT state, count(*) FROM notices_notice GROUP BY 1").fetchall())
        # two of the demonstration's own and one of each batch of last year's convalescence
        assert states == {"draft": 1, "running": 1, "cleared": 2 + 6}
        open_ones = "SELECT count(*) FROM notices_objection WHERE state = 'open'"
        assert database.execute(open_ones).fetchone() == (1,)
        disabled = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'"
        assert database.execute(disabled).fetchone() == (0,), "no guard was left switched off"


def test_contests_show_aspects_two_rounds_photographs_and_theory(tiny):
    with psycopg.connect(tiny) as database:
        rounds = database.execute(
            "SELECT c.state, count(*) FILTER (WHERE r.round = 2), count(*) FILTER (WHERE r.judge = 'K1') "
            "FROM competitions_row r JOIN competitions_contest c ON c.id = r.contest_id WHERE c.scheme::text LIKE '%aspects%measurement%' "
            "GROUP BY c.state ORDER BY c.state"
        ).fetchall()
        photos = database.execute(
            "SELECT count(*), count(DISTINCT contest_id) FROM competitions_photo"
        ).fetchone()
        missed = database.execute("SELECT count(*) FROM competitions_row WHERE kind = 'absence'").fetchone()
    assert [state for state, _second, _theory in rounds] == ["known", "running"]
    # in the one that runs, cards are still apart
    assert [second for _state, second, _theory in rounds] == [5, 2]
    assert [theory for _state, _second, theory in rounds] == [9, 9]
    assert photos == (4, 2)
    assert missed == (2,)


def test_ledger_and_plan_are_sound(jiangong, tiny):
    for words in (("ledger", "verify"), ("plan", "check")):
        done = jiangong(tiny, *words)
        assert done.returncode == Code.DONE, done.stdout + done.stderr


def test_figures_are_the_completions(tiny):
    with psycopg.connect(tiny) as database:
        [figure] = database.execute(
            "SELECT value FROM plan_cell JOIN organisations_organisation AS o ON o.id = organisation_id"
            " WHERE o.kind = 'city' AND promise = 'D9' AND period = 'all'"
        ).fetchone()
        [completed] = database.execute(
            "SELECT count(*) FROM growth_enrolment WHERE state = 'completed'"
        ).fetchone()
        assert figure == completed > 500


def test_everything_invented_says_so(tiny):
    with psycopg.connect(tiny) as database:
        for question in (
            "SELECT count(*) FROM people_person WHERE NOT is_demonstration OR name NOT LIKE '演示%'",
            "SELECT count(*) FROM organisations_organisation WHERE NOT is_demonstration",
            "SELECT count(*) FROM organisations_organisation WHERE name NOT LIKE '%演示%'"
            " AND kind NOT IN ('city', 'district', 'township')",
            "SELECT count(*) FROM growth_course WHERE NOT is_demonstration",
        ):
            assert database.execute(question).fetchone() == (0,), question


def test_places_and_certificates_agree(tiny):
    with psycopg.connect(tiny) as database:
        for question in (
            "SELECT count(*) FROM growth_session AS s WHERE taken <> (SELECT count(*) FROM growth_enrolment AS e"
            " WHERE e.session_id = s.id AND e.state IN ('enrolled', 'completed', 'absent'))",
            "SELECT count(*) FROM growth_certificate AS c JOIN growth_enrolment AS e ON e.id = c.enrolment_id"
            " WHERE e.state <> 'completed'",
            "SELECT count(*) FROM growth_enrolment WHERE state = 'completed' AND completion_entry_id IS NULL",
            "SELECT count(*) FROM growth_certificate AS c JOIN growth_enrolment AS e ON e.id = c.enrolment_id"
            " JOIN people_person AS p ON p.id = e.person_id WHERE p.name <> c.holder_name",
        ):
            assert database.execute(question).fetchone() == (0,), question


def test_the_worker_has_something_to_look_at(tiny):
    with psycopg.connect(tiny) as database:
        states = database.execute(
            "SELECT e.state, count(*) FROM growth_enrolment AS e JOIN people_user AS u ON u.person_id = e.person_id"
            " WHERE u.username = 'demo-worker' GROUP BY 1"
        ).fetchall()
    assert dict(states).get("completed", 0) > 0


def test_real_data_is_never_a_demonstration(jiangong, databases, tiny):
    url = databases("real", like=tiny)
    with psycopg.connect(url) as database:
        database.execute(
            "UPDATE people_person SET is_demonstration = false WHERE id = (SELECT min(id) FROM people_person)"
        )
    done = jiangong(url, "demo", "--reset", "--load-only")
    assert done.returncode == Code.REFUSED
    with psycopg.connect(url) as database:
        assert database.execute("SELECT count(*) > 100 FROM people_person").fetchone() == (True,)


def test_last_years_convalescence_went_from_plan_to_rating(tiny):
    with psycopg.connect(tiny) as database:
        [year] = database.execute(
            "SELECT year FROM convalescence_programme WHERE state = 'finished'"
        ).fetchone()
        assert year == date.today().year - 1
        drawn = database.execute(
            "SELECT state, moment > closed_at, drawn_at > moment, extract(year FROM drawn_at), steps > 0 FROM draws_draw"
            " ORDER BY announced_at"
        ).fetchall()
        assert drawn == [("drawn", True, True, year, True), ("announced", None, None, None, False)]
        stays = dict(database.execute("SELECT state, count(*) FROM convalescence_stay GROUP BY 1").fetchall())
        assert set(stays) == {"stayed", "left_early", "declined"}
        assert stays["stayed"] > 12
        counted = database.execute(
            "SELECT count(DISTINCT person_id), min(happened_on), max(happened_on) FROM ledger_entry WHERE verb = 'convalescence.stayed'"
        ).fetchone()
        assert counted[0] == stays["stayed"]
        assert date(year, 5, 1) < counted[1] < counted[2] < date(year, 11, 1)
        figure = (
            "SELECT value FROM plan_cell JOIN organisations_organisation AS o ON o.id = organisation_id"
            " WHERE o.kind = 'city' AND promise = %s AND period = %s"
        )
        assert database.execute(figure, ["G4", str(year)]).fetchone() == (stays["stayed"],)
        assert database.execute(figure, ["G3", str(year)]).fetchone()[0] >= 3
        nowhere = "SELECT count(*) FROM bases_base WHERE state = 'listed' AND id NOT IN (SELECT base_id FROM convalescence_batch)"
        assert database.execute(nowhere).fetchone() == (0,), "a batch stands at every base on the list"
        assert database.execute(
            "SELECT count(*) > 10, min(batch_id) > 0 FROM convalescence_rating"
        ).fetchone() == (True, True)
        assert database.execute("SELECT count(*) FROM convalescence_incident").fetchone() == (2,)
        shown = "SELECT count(*) FROM equity_cell WHERE good = 'convalescence'"
        assert database.execute(shown).fetchone()[0] > 0


def test_the_worker_can_apply_and_the_outsider_was_there(tiny):
    with psycopg.connect(tiny) as database:
        open_ones = database.execute(
            "SELECT id FROM convalescence_programme WHERE state = 'open' AND now() BETWEEN opens_at AND closes_at"
        ).fetchall()
        assert len(open_ones) == 1
        asked = (
            "SELECT u.username, p.state, s.state FROM convalescence_applicant a JOIN people_user u ON u.person_id = a.person_id"
            " JOIN convalescence_programme p ON p.id = a.programme_id LEFT JOIN convalescence_stay s ON s.applicant_id = a.id"
        )
        found = {(name, programme): stay for name, programme, stay in database.execute(asked)}
    assert found["demo-outsider", "finished"] == "stayed"
    assert found["demo-worker", "finished"] in (None, "declined")
    assert ("demo-worker", "open") not in found


def test_forms_of_work_are_spelled_as_the_roster_spells_them(tiny):
    with psycopg.connect(tiny) as database:
        for column in ("employment_form", "education", "household", "skill_level", "political_status"):
            rows = database.execute(f"SELECT DISTINCT {column} FROM people_person WHERE {column} <> ''")
            assert {word for (word,) in rows} <= set(OPTIONS[column]), column


def test_tickets_of_the_past_are_the_same_again_and_real_ones_are_not():
    def tickets():
        with year._tickets_alike(2025):
            return [new_ticket() for _ in range(3)]

    assert tickets() == tickets()
    assert len(set(tickets())) == 3
    assert new_ticket() not in (*tickets(), new_ticket())
