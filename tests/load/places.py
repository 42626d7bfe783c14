"""A draw of full size (`make load-places`): closing a list of 100,000, drawing 2,000 places from it, places that come back.

    python -m tests.load.places [--applications 100000] [--places 2000] [--withdrawals 20]

In a database of its own, by the real actions with a signed and witnessed log. Prints the seconds of each act, and of a withdrawal
the median and the 95th percentile; then compares where everybody stands with the rule written plainly (formulas.promote) over
the whole list, and exits with 1 if it differs in anything. A duration never fails it.
"""

import argparse
import os
import random
import statistics
import sys
import time
from datetime import timedelta

os.environ.setdefault("JIANGONG_DATABASE", "load_places")
os.environ.setdefault("JIANGONG_DEMONSTRATION", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")


def main() -> int:
    options = _options()
    import django

    from jiangong.operations.embedded import ensure_database

    ensure_database()
    django.setup()
    import time_machine
    from django.utils import timezone

    from jiangong.foundation.common.beacons.demonstration import CEREMONY, FIGURE, SECRETS
    from jiangong.foundation.common.beacons.named import Held
    from jiangong.operations.demonstration import witnessing
    from jiangong.selection.draws import actions, queries
    from jiangong.selection.draws.formulas.allocation import promote
    from jiangong.selection.draws.models import Draw
    from jiangong.selection.draws.states import Leaving

    subject = prepare(options)
    witness = witnessing.ready("http://127.0.0.1:8000")
    moment = timezone.now() + timedelta(hours=1)
    draw = actions.announce(subject, Held(CEREMONY, moment), by=None)
    witnessing.sign_and_cosign(witness)
    draw = timed("close the list", lambda: actions.close_list(draw, by=None))
    witnessing.sign_and_cosign(witness)
    if options.chances:
        timed("reckon the chances", lambda: actions.reckon_chances(draw))
    with time_machine.travel(moment + timedelta(seconds=1)):
        draw = timed("check the randomness", lambda: actions.disclose(draw, SECRETS, [FIGURE], by=None))
        draw = timed("draw", lambda: actions.draw(draw))
    draw = Draw.objects.get(pk=draw.pk)
    rules, before = queries.rules_of(draw), queries.allocation_of(draw)
    chance, took = random.Random(2), []
    for _ in range(options.withdrawals):
        gone = chance.choice(sorted(before.places))
        began = time.perf_counter()
        actions.leave(draw, {gone: Leaving.WITHDRAWN}, by=None)
        took.append(time.perf_counter() - began)
        before = promote(rules, before, [gone])
    took.sort()
    print(
        f"a withdrawal: median {1000 * statistics.median(took):.1f} ms, p95 {1000 * took[len(took) * 95 // 100]:.1f} ms"
    )
    now = queries.allocation_of(draw)
    same = (now.places, now.waiting, now.left) == (before.places, before.waiting, before.left)
    print("everybody stands where the rule says" if same else "DIFFERENT from the rule")
    return 0 if same else 1


def timed(what, act):
    began = time.perf_counter()
    done = act()
    print(f"{what}: {time.perf_counter() - began:.2f} s", flush=True)
    return done


def prepare(options):
    """A programme whose list has the applications asked for; what a draw can be announced for."""
    from django.core.management import call_command
    from django.utils import timezone

    from jiangong.foundation.organisations.models import Organisation
    from jiangong.selection.draws import queries
    from jiangong.selection.draws.formulas.applications import Application
    from jiangong.selection.draws.formulas.planning import Plan
    from jiangong.selection.draws.formulas.rules import Pool
    from jiangong.selection.draws.models import Draw
    from tests.cast import make_tree
    from tests.selection.draws import programme

    call_command("migrate", verbosity=0)
    free = Organisation.objects.exclude(pk__in=Draw.objects.values("subject_id")).order_by("pk")
    if not free.exists():
        make_tree() if not Organisation.objects.exists() else sys.exit("drop the database load_places first")
    chance, batches = random.Random(1), [f"b{n:02d}" for n in range(20)]
    programme.LISTED[:] = [
        Application(
            f"T{number:07d}",
            people=2 if number % 10 == 0 else 1,
            lots=1 + number % 4,
            pools=tuple(code for code in ("hard", "new") if chance.random() < 0.2),
            wants=tuple(chance.sample(batches, chance.randint(1, 3))),
        )
        for number in range(options.applications)
    ]
    each = options.places // len(batches)
    whole = each * len(batches)
    pools = (
        Pool("hard", whole // 5, "all"),
        Pool("new", whole // 10, "all"),
        Pool("all", whole - whole // 5 - whole // 10),
    )
    plan = Plan("演示疗休养", dict.fromkeys(batches, each), pools, {}, "演示", timezone.now())
    programme.plan = lambda row: plan
    kinds = {programme.KIND.model: programme.KIND}
    queries.draws.declared_kinds = lambda *_names, **_more: kinds
    return queries.subject_at(programme.KIND.model, free.first().pk)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--applications", type=int, default=100_000)
    parser.add_argument("--places", type=int, default=2_000)
    parser.add_argument("--withdrawals", type=int, default=20)
    parser.add_argument("--chances", action="store_true", help="reckon them too (minutes)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
