"""Two thousand guests at the base (`make load-guests`): accepted, shown, confirmed, their days' roll, and the end of every batch.

    python -m tests.load.guests [--places 2000]

In the database of `load-after-draw`, on a draw of its own (half as many again apply). Every act is the one that people and
leaders use, a batch at a time. Prints how long each took, of a batch and of all, and what it used of a processor. At the end every
outcome is compared with the days somebody was there; exits with 1 if one differs, or a completed stay is not one entry.
"""

import argparse
import sys
from datetime import timedelta

from jiangong.operations import console
from tests.load.after_draw import drawn, listed, prepare, timed

AWAY = 20  # every twentieth guest does not come
EARLY = 15  # every fifteenth is there on the first day alone


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--places", type=int, default=2_000)
    options = parser.parse_args()
    options.applications = options.places * 3 // 2
    console.prepare()
    from django.utils import timezone

    from jiangong.foundation.ledger.models import Entry
    from jiangong.operations.preparing import prepare_everything
    from jiangong.programmes.care.convalescence import actions
    from jiangong.programmes.care.convalescence.models import Stay
    from tests.stay_factories import move_days, show

    prepare_everything()
    programme = prepare(options)
    drawn(listed(programme))
    stays = Stay.objects.filter(batch__programme=programme)
    with timed() as took:
        for one in stays.iterator():
            actions.accept_place(one, by=None)
    many = stays.filter(state="accepted").count()
    print(f"{many:,} accept, one by one: {took[0]}", flush=True)
    batches = list(programme.batches.order_by("pk"))
    for one in batches:
        show(one)
    with timed() as took:
        for one in batches:
            actions.confirm_batch(one, by=None)
    print(f"confirming {len(batches)} batches: {took[0]}", flush=True)
    first = timezone.localdate() - timedelta(days=10)
    for one in batches:
        move_days(one, first)
    marks = 0
    with timed() as took:
        for one in batches:
            guests = list(one.stays.filter(state="confirmed").order_by("pk").values_list("pk", flat=True))
            for number in range(one.days):
                here = [pk for pk in guests if pk % AWAY and (number == 0 or pk % EARLY)]
                day = one.starts_on + timedelta(days=number)
                marks += actions.call_roll(one, day, present=here, shown=guests, by=None)
    print(f"{marks:,} marks of the roll, a day of a batch at a time: {took[0]}", flush=True)
    with timed() as took:
        for one in batches:
            actions.finish_batch(one, by=None)
    print(f"ending {len(batches)} batches: {took[0]}", flush=True)
    wrong = [
        pk
        for pk, state in stays.values_list("pk", "state")
        if state != ("absent" if pk % AWAY == 0 else "left_early" if pk % EARLY == 0 else "stayed")
    ]
    completed = set(stays.filter(state="stayed").values_list("pk", flat=True))
    entries = list(
        Entry.objects.filter(verb="convalescence.stayed", payload__programme=str(programme.pk)).values_list(
            "subject_id", flat=True
        )
    )
    once = sorted(entries) == sorted(completed)
    programme.refresh_from_db()
    print(f"{len(completed):,} completed, one entry each" if once else "an entry is MISSING or doubled")
    print("every outcome is that of the days" if not wrong else f"{len(wrong)} outcomes DIFFER from the days")
    print(f"the programme is {programme.state}")
    return 0 if once and not wrong and programme.state == "finished" else 1


if __name__ == "__main__":
    sys.exit(main())
