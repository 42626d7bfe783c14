"""Messages under kill -9 and failing providers (issue 4, show-list 5).

    python -m tests.load.messages [--people 400] [--each 6] [--kills 30] [--share 0.4] [--seed 1] [--real [--failing 40]]

A database of its own, the four stand-in providers in this process, two sending processes that are killed with SIGKILL.
A share of all requests fails: 500 before and after the work was done, connections reset before and after, no answer
within the client's patience, slow answers, requests repeated word for word on the way, "not now". In the end every
message has arrived once, or is reported as failed (and did not arrive) or unknown; none is lost, none came twice.

`--real` lets the platform's own `jiangong worker` do it: real jobs out of the procrastinate queue, with the minutes of the
rulebook. The first `--failing` requests at each provider have every fault, later ones are slow or doubled only.
Exits with 1 if anything is wrong.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--each", type=int, default=6)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--share", type=float, default=0.4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--failing", type=int, default=40)
    options = parser.parse_args()
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "JIANGONG_DATABASE": "load_messages",
        "JIANGONG_DEMONSTRATION": "1",
        "JIANGONG_SECRET_KEY": "only-for-load",
        "DJANGO_SETTINGS_MODULE": "jiangong.settings",
    }
    from jiangong.operations.embedded import ensure_database

    ensure_database()
    import django

    django.setup()
    from tests.foundation.inbox import stand_ins as so
    from tests.foundation.inbox.killing import judge, play

    made = {"sms": so.AliyunSms(), "wecom": so.Wecom(), "official": so.Official(), "smtp": so.Smtp()}
    for number, server in enumerate(made.values()):
        chosen = so.by_chance(options.seed * 10 + number, options.share)
        server.faults = for_a_while(chosen, options.failing) if options.real else chosen
    environment = so.environment(**made, patience=5.0 if options.real else 0.3)
    prepare(options.people, options.each)
    command = [sys.executable, "-m", "jiangong.operations", "worker", "--jobs", "5"] if options.real else None
    try:
        outcome = play(
            environment,
            kills=options.kills,
            seed=options.seed,
            command=command,
            patience=400 if options.real else 600,
            between=(0.1, 4.0) if options.real else (0.05, 0.5),
        )
    finally:
        for server in made.values():
            server.stop()
    judge(outcome, made.values())
    faults = Counter()
    for server in made.values():
        faults.update(server.seen)
    for sentence in outcome.wrong[:20]:
        print(f"WRONG: {sentence}")
    print(
        f"{outcome.messages:,} messages, {sum(outcome.states.values()):,} deliveries, {sum(faults.values()):,} requests "
        f"({dict(faults)}); {outcome.kills} processes killed with kill -9, {outcome.left_sending} deliveries under way then, "
        f"{outcome.handed_at_kill} of them handed over; {outcome.seconds:.0f} s"
    )
    for name, count in sorted(outcome.states.items()):
        print(f"  {name:28} {count:>6,}")
    print(
        f"  arrived {outcome.arrived:,}; "
        + ("nothing lost, nothing twice" if not outcome.wrong else f"{len(outcome.wrong)} THINGS ARE WRONG")
    )
    return 1 if outcome.wrong else 0


def for_a_while(chosen: Callable[[int], str], first: int) -> Callable[[int], str]:
    """Every fault in the first requests; from then on only slow answers and doublets: the rulebook waits for minutes."""
    from tests.foundation.inbox import stand_ins as so

    def choose(number: int) -> str:
        fault = chosen(number)
        return fault if number < first or fault in (so.SLOW, so.TWICE) else so.FINE

    return choose


def prepare(people: int, each: int) -> None:
    """An empty database with people who prefer each channel in turn, and so many messages to each."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    fill(people, each)


def fill(people: int, each: int) -> None:
    """People and messages; every message is urgent, so that none waits for the morning."""
    from allauth.account.models import EmailAddress

    from jiangong.foundation.inbox.actions import tell
    from jiangong.foundation.inbox.models import Address, Preference
    from jiangong.foundation.inbox.states import Channel
    from jiangong.foundation.people.models import User
    from tests.factories import make_person

    numbers = []
    for number in range(people):
        person = make_person(f"演示收信人{number:04d}", phone=f"199{number:08d}")
        user = User.objects.create(username=f"reader-{number}", person=person)
        EmailAddress.objects.create(
            user=user, email=f"reader-{number}@example.org", verified=True, primary=True
        )
        order = [Channel.values[(number + shift) % 4] for shift in range(4)]
        Preference.objects.create(person=person, channels=order)
        for channel in (Channel.WORK_WECHAT, Channel.OFFICIAL_ACCOUNT):
            Address.objects.create(person=person, channel=channel, address=f"{channel}-{number}")
        numbers.append(person.pk)
    for _ in range(each):
        tell(
            numbers,
            "growth.session_cancelled",
            words={"course": "演示课程", "session": "演示班次", "reason": "演示"},
        )


if __name__ == "__main__":
    sys.exit(main())
