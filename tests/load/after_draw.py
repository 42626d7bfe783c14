"""What follows from a draw of full size (`make load-after-draw`): 2,000 places offered, 500 not answered, the next ranks offered theirs.

    python -m tests.load.after_draw [--applications 100000] [--places 2000] [--silent 500]

In a database of its own, by the acts that the background runs. Prints how long the draw took, how much of it the offers (clocks,
matters, messages, entries), how long 500 offers took to lapse together and the next ranks to be offered, of both how many
seconds of a processor Python and the database used (which others on the machine change less), and how long pages took
meanwhile, opened by a process of their own: both acts are one transaction each, and whoever reads must not wait for them.
At the end everybody is compared with the rule written plainly (formulas.promote); exits with 1 if anybody stands elsewhere,
or is not offered once.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("JIANGONG_DATABASE", "load_after_draw")
os.environ.setdefault("JIANGONG_DEMONSTRATION", "1")

from jiangong.operations import console
from tests.load.reading import Readers

BATCHES = 20
COUPLES = 10  # every tenth application is of two


def main() -> int:
    options = _options()
    console.prepare()
    from django.utils import timezone

    from jiangong.foundation.clocks.models import Clock
    from jiangong.operations.preparing import prepare_everything
    from jiangong.programmes.care.convalescence import actions
    from jiangong.programmes.care.convalescence.actions import drawing
    from jiangong.programmes.care.convalescence.models import Stay
    from jiangong.selection.draws import queries
    from jiangong.selection.draws.formulas.allocation import promote

    prepare_everything()
    programme = prepare(options)
    real, spent = drawing.offer, []

    def offered(*given):
        began = time.perf_counter()
        stays = real(*given)
        spent.append((time.perf_counter() - began, len(stays)))
        return stays

    drawing.offer = offered
    draw = listed(programme)
    readers = Readers(programme)
    with timed() as took:
        draw = drawn(draw)
    print(
        f"draw and offers: {took[0]}; of that {spent[-1][1]:,} offers {spent[-1][0]:.1f} s",
        flush=True,
    )
    readers.tell("meanwhile")
    rules, before = queries.rules_of(draw), queries.allocation_of(draw)
    clocks = list(
        Stay.objects.filter(batch__programme=programme)
        .order_by("pk")
        .values_list("clock_id", flat=True)[: options.silent]
    )
    Clock.objects.filter(pk__in=clocks).update(due_at=timezone.now() - timedelta(minutes=1))
    silent = set(
        Stay.objects.filter(clock__in=clocks).values_list("applicant__application__ticket", flat=True)
    )
    readers = Readers(programme)
    with timed() as took:
        lapsed = actions.lapse_due()
    print(
        f"{lapsed} offers of {len(silent)} applications lapsed together: {took[0]}; "
        f"of that {spent[-1][1]:,} new offers {spent[-1][0]:.1f} s",
        flush=True,
    )
    readers.tell("meanwhile")
    wanted, now = promote(rules, before, sorted(silent)), queries.allocation_of(draw)
    same = (now.places, now.waiting, now.left) == (wanted.places, wanted.waiting, wanted.left)
    whole = everybody_offered_once(programme, now.places.keys())
    print("everybody stands where the rule says" if same else "DIFFERENT from the rule")
    print(
        "everybody with a place has one open offer, clock, matter and message"
        if whole
        else "an offer is MISSING or doubled"
    )
    return 0 if same and whole else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--applications", type=int, default=100_000)
    parser.add_argument("--places", type=int, default=2_000)
    parser.add_argument("--silent", type=int, default=500)
    return parser.parse_args()


def prepare(options):
    """A programme with its applications, one in ten of two people, each with one to three wishes: rows made from one of each."""
    from django.db import connection

    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import Membership, Person
    from jiangong.programmes.care.convalescence.models import Applicant, Application
    from tests.cast import make_tree
    from tests.factories import make_member, make_user, number_from
    from tests.stay_factories import make_application, make_programme

    number_from(int(time.time()))
    union = Organisation.objects.filter(code__startswith="T", kind="enterprise").order_by("pk").first()
    union = union or make_tree().enterprise
    programme = make_programme(
        Organisation.objects.get(kind="city"), places=[options.places // BATCHES] * BATCHES
    )
    member = make_member(union)
    make_user(member.person)
    application = make_application(programme, member.person, organisation=union)
    applicant = application.applicants.get()
    people = options.applications + options.applications // COUPLES
    codes = list(programme.batches.values_list("code", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM people_person")
        [first] = cursor.fetchone()
        _like(cursor, Person, member.person_id, people, {})
        _like(cursor, Membership, member.pk, people, {"person_id": f"{first} + n"})
        cursor.execute("SELECT coalesce(max(id), 0) FROM convalescence_application")
        [last] = cursor.fetchone()
        wants = "(ARRAY[{}])".format(",".join(f"'{code}'" for code in codes))
        steps = (0, f"1 + n / {BATCHES} % 9", f"10 + n / {BATCHES} % 9")  # three different ones of 20
        turned = ", ".join(f"{wants}[1 + (n + {step}) % {BATCHES}]" for step in steps)
        _like(
            cursor,
            Application,
            application.pk,
            options.applications,
            {
                "ticket": f"'P{programme.pk}T' || lpad((n + 1)::text, 7, '0')",
                "wants": f"(ARRAY[{turned}])[1 : 1 + n % 3]",
            },
        )
        _like(
            cursor,
            Applicant,
            applicant.pk,
            people,
            {
                "person_id": f"{first} + n",
                "application_id": f"{last} + CASE WHEN n > {options.applications} THEN (n - {options.applications}) * {COUPLES} ELSE n END",
                "number": f"CASE WHEN n > {options.applications} THEN 2 ELSE 1 END",
                "lots": "1 + n % 6",
            },
        )
        cursor.execute("ANALYZE")
    print(f"{options.applications + 1:,} applications of {people + 1:,} people", flush=True)
    return programme


def _like(cursor, model, pk: int, many: int, other: dict[str, str]) -> None:
    """Rows like one there is, with other values in some columns: SQL in terms of n, from 1."""
    columns = [one.column for one in model._meta.concrete_fields if not one.primary_key]
    values = ", ".join(other.get(one, f"t.{one}") for one in columns)
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {values}"
        f" FROM {model._meta.db_table} t, generate_series(1, {many}) n WHERE t.id = {pk} ORDER BY n"
    )


def listed(programme):
    """The draw of the programme, its list closed and its randomness given."""
    from django.db import connection

    from tests.stay_factories import close_draw

    draw = close_draw(programme)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return draw


def drawn(draw):
    from jiangong.selection.draws import actions

    return actions.draw(draw)


def everybody_offered_once(programme, tickets) -> bool:
    """Whether those who have a place, and nobody else, hold one offer each with a running clock, an open matter, and a message."""
    from jiangong.foundation.inbox.models import Matter, Message
    from jiangong.programmes.care.convalescence.models import Applicant, Stay

    stays = Stay.objects.filter(batch__programme=programme, state="offered", clock__state="running")
    held = set(stays.values_list("applicant_id", flat=True))
    wanted = set(
        Applicant.objects.filter(programme=programme, application__ticket__in=list(tickets)).values_list(
            "pk", flat=True
        )
    )
    people = sorted(stays.values_list("applicant__person_id", flat=True))
    matters = Matter.objects.filter(
        kind="convalescence.answer_offer", closed_at=None, subject_id__in=stays.values("pk")
    )
    told = Message.objects.filter(kind="convalescence.offered", subject_id__in=programme.batches.values("pk"))
    return (
        held == wanted
        and sorted(matters.values_list("person_id", flat=True)) == people
        and told.filter(person__in=people).count() == len(people)
    )


@contextmanager
def timed() -> Iterator[list[str]]:
    """How long it took, what it used of a processor here and in the database's process, and how many wanted one meanwhile."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    took: list[str] = []
    began, own, database = time.perf_counter(), time.process_time(), _used_by(backend)
    yield took
    took.append(
        f"{time.perf_counter() - began:.1f} s (processor: Python {time.process_time() - own:.1f} s,"
        f" database {_used_by(backend) - database:.1f} s; load {os.getloadavg()[0]:.1f})"
    )


def _used_by(pid: int) -> float:
    """Seconds of a processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
