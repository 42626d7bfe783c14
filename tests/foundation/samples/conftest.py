"""A small signed log to draw from: entries, leaves, checkpoints at times of the test's choosing, witnesses, files."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine

from jiangong.foundation.common.beacons import ceremony, drand
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.actions import grow, record, sequence
from jiangong.foundation.ledger.models import Checkpoint, Cosignature
from jiangong.foundation.ledger.queries import Standing, Tagging
from jiangong.foundation.ledger.tlog import tiles
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint as Statement
from jiangong.foundation.ledger.tlog.notes import Signer, cosign
from jiangong.foundation.samples import actions
from jiangong.foundation.samples.actions import Wanted

ROUND = 31089008  # published; its signature is in tests/foundation/common/quicknet.yaml
SIGNATURE = "87b3b9c9f99cc1e7fc326e249538f33b84a1c4ef8bd85920a267af642b570bcd62bf70900a3862f742e574164b5f17f3"
COMES = drand.time_of(ROUND)
TODAY = COMES - timedelta(hours=2)  # when samples are planned and announced
DAY = date(2026, 3, 5)
SECRETS = {
    "演示职工代表": "4 1 6 6 2 5 3 1 1 2 6 4 5 5 3 2 6 1",
    "演示公证员": "a long sentence of the notary",
}
CEREMONY = ceremony.Ceremony(
    tuple(SECRETS), tuple(ceremony.commitment(one) for one in SECRETS.values()), ("某彩票第 2026145 期",)
)
PUBLICS = ["03 11 17 24 29 31 + 08"]


def counts_of(verb, payload, attribute, happened_on):
    return [("D7", "plan")] if verb == "growth.completed" else []


class Log:
    """What the worker and the signer do, by hand."""

    def __init__(self):
        self.signer = Signer.generate("test.example/ledger")
        self.witness = Signer.generate("witness.example", kind=0x04)
        self.standing = Standing()
        self.tagging = Tagging(key=b"k" * 32, counts_of=counts_of, people=[("D7", "plan")])

    def complete(
        self, organisation, times=1, *, person=None, quantity=1, on=DAY, mode="online", by=None, subject=None
    ):
        """Entries of completed training, logged; they stand at the end."""
        found = [
            record(
                "growth.completed",
                subject or organisation,
                organisation=organisation,
                by=by,
                person=person,
                quantity=Decimal(quantity),
                happened_on=on,
                payload={"mode": mode, "hours": 8},
            )
            for _ in range(times)
        ]
        self.grow()
        return found

    def grow(self):
        while sequence():
            pass
        while grow(self.tagging, standing=self.standing):
            pass

    def sign(self, at=TODAY, *, witnessed=None):
        """Log what waits, and sign it as of `at`; a witness cosigns as of `witnessed`."""
        self.grow()
        size, root = ledger.head()
        text = Statement(self.signer.verifier.name, size, root).text()
        row = Checkpoint.objects.create(size=size, note=f"{text}\n{self.signer.sign(text)}", signed_at=at)
        if witnessed:
            seconds = int(witnessed.timestamp())
            Cosignature.objects.create(
                checkpoint=row,
                witness=self.witness.verifier.name,
                line=cosign(self.witness, text, seconds),
                at=datetime.fromtimestamp(seconds, UTC),
            )
        return row

    def export(self, folder: Path) -> Path:
        """The public files, as far as check_sample.py reads them; ends with a fresh checkpoint."""
        self.grow()
        size, _root = ledger.head()
        if not Checkpoint.objects.filter(size=size).exists():
            self.sign(at=COMES + timedelta(days=1))
        newest = ledger.newest_checkpoint()
        (folder / "checkpoint").write_text(newest.full_note)
        keys = {"log": self.signer.verifier.vkey, "witnesses": [self.witness.verifier.vkey]}
        (folder / "keys.json").write_text(json.dumps(keys))
        for index in range(-(-size // tiles.WIDTH)):
            width = min(tiles.WIDTH, size - index * tiles.WIDTH)
            path = folder / tiles.tile_path("entries", index, width)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(ledger.read_bundle(index, width))
        return folder


@pytest.fixture
def log(tree):
    return Log()


@pytest.fixture
def clock():
    """The application's clock, standing at TODAY until the test moves it (`clock.move_to`)."""
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def auditor(cast):
    return cast["auditor"]


def wanted(organisation, **more):
    facts = {
        "title": "演示抽样",
        "organisation": organisation,
        "verbs": ("growth.completed",),
        "since": date(2026, 1, 1),
        "until": date(2026, 12, 31),
        "draws": 10,
    }
    return Wanted(**facts | more)


@pytest.fixture
def ready(log, clock, tree, auditor):
    """ready(**of Wanted) → a counted sample of the city; 40 entries are logged and signed if there is nothing yet."""

    def make(organisation=None, **more):
        if ledger.newest_checkpoint() is None:
            log.complete(tree.enterprise, 40)
            log.sign()
        return actions.count(actions.plan_sample(wanted(organisation or tree.city, **more), by=auditor))

    return make


@pytest.fixture
def announced(ready, log, auditor):
    """announced(**of Wanted) → announced for the published round, covered and cosigned an hour before it."""

    def make(*, randomness=None, sign=True, **more):
        sample = actions.announce(ready(**more), randomness or actions.Drand(COMES), by=auditor)
        if sign:
            log.sign(TODAY + timedelta(minutes=1), witnessed=TODAY + timedelta(minutes=2))
        return sample

    return make


@pytest.fixture
def drawn(announced, clock, auditor):
    """drawn(**of Wanted) → a sample with its entries chosen."""

    def make(**more):
        sample = announced(**more)
        clock.move_to(COMES + timedelta(seconds=1))
        return actions.draw(actions.give_randomness(sample, SIGNATURE, by=auditor))

    return make
