"""An export is what a stranger needs: the verifier in it agrees, and an entry changed behind the log's back shows."""

import json
import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import timezone

from jiangong.foundation.ledger.actions import correct, record
from jiangong.foundation.ledger.models import Checkpoint, Cosignature
from jiangong.foundation.ledger.queries import leaves, logged_leaves, public_facts
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint as Statement
from jiangong.foundation.ledger.tlog.notes import Signer, cosign
from jiangong.foundation.people.models import Membership
from jiangong.operations import signer as signing
from jiangong.operations.exporting import export
from jiangong.operations.growing import grow_to_the_end
from jiangong.plan.actions import rebuild
from tests.factories import make_person


def complete(organisation, person, n):
    return record(
        "growth.completed", organisation, organisation=organisation, by=None, person=person, attribute=f"K{n}",
        happened_on=date(2026, 3, 1 + n), payload={"mode": "online" if n % 2 else "classroom", "hours": 8},
    )  # fmt: skip


@pytest.fixture
def signed(tree, tmp_path, monkeypatch):
    """Twenty people who completed something, one of them taken back; logged, counted and signed."""
    monkeypatch.setenv("JIANGONG_SIGNER", str(tmp_path / "signer"))
    people = [make_person(f"演示职工{n}") for n in range(20)]
    for one in people[:12]:
        Membership.objects.create(
            person=one, organisation=tree.enterprise, state="active", joined_on=date(2020, 1, 1)
        )
    entries = [
        complete((tree.branch, tree.enterprise, tree.other_enterprise)[n % 3], people[n], n)
        for n in range(20)
    ]
    complete(tree.other_enterprise, people[0], 21)
    correct(entries[7], reason="演示：记错了", by=None)
    grow_to_the_end(lambda done, whole: None)
    rebuild()
    with signing.alone(tmp_path / "signer"):
        signing.sign_next(tmp_path / "signer", signing.signing_key(tmp_path / "signer"))
    return tmp_path / "export"


def verify(folder):
    return subprocess.run(
        [sys.executable, "-I", folder / "verify.py", folder, "--lang", "en"], capture_output=True, text=True
    )


def test_a_strangers_verifier_agrees_with_every_figure(signed):
    assert export(signed).changed == []
    said = verify(signed)
    assert said.returncode == 0, said.stdout + said.stderr
    assert not (signed / "leaves").exists()
    names = {path.relative_to(signed).parts[0] for path in signed.rglob("*") if path.is_file()}
    assert names == {
        "checkpoint", "figures.csv", "keys.json", "plan.json", "tile", "verify.py", "verify.py.sha256",
    }  # fmt: skip


def test_a_witness_who_came_by_earlier_is_named_and_must_agree(signed, tree, settings):
    witness = Signer.generate("witness.example/union", kind=0x04)
    settings.WITNESSES = [witness.verifier.vkey]
    row = Checkpoint.objects.get()
    text = row.note.split("\n\n")[0] + "\n"
    Cosignature.objects.create(
        checkpoint=row,
        witness="witness.example/union",
        line=cosign(witness, text, 1_790_000_000),
        at=timezone.now(),
    )
    complete(tree.enterprise, make_person("演示职工"), 25)
    grow_to_the_end(lambda done, whole: None)
    rebuild()
    folder = signing.signer_folder()
    with signing.alone(folder):
        signing.sign_next(folder, signing.signing_key(folder))
    export(signed)
    said = verify(signed)
    assert said.returncode == 0, said.stdout + said.stderr
    assert (
        f"Witnessed by witness.example/union, 2026-09-21 14:13 UTC, up to {row.size:,} lines." in said.stdout
    )
    forged = Statement(Statement.parse(text).origin, row.size, b"x" * 32).text()
    key = signing.signing_key(folder)
    (signed / "witnessed").write_text(f"{forged}\n{key.sign(forged)}{cosign(witness, forged, 1_790_000_001)}")
    said = verify(signed)
    assert said.returncode == 1
    assert "does not begin with" in said.stdout


def test_what_was_logged_under_other_rules_stays_and_so_does_its_correction(signed, tree, monkeypatch):
    """A verb becomes public, another one gets a new public fact, and entries from before are corrected after."""
    rules = public_facts()
    before = {**rules, "growth.completed": rules["growth.completed"] - {"hours"}}
    joined = record(
        "people.joined", tree.branch, organisation=tree.branch, by=None, happened_on=date(2026, 3, 1)
    )
    with monkeypatch.context() as then:
        then.setattr(leaves, "public_facts", lambda: before)
        completed = complete(tree.enterprise, make_person("演示职工"), 26)
        grow_to_the_end(lambda done, whole: None)
    now = {**rules, "people.joined": frozenset()}
    monkeypatch.setattr(leaves, "public_facts", lambda: now)
    for entry in (joined, completed):
        correct(entry, reason="演示：记错了", by=None)
    record("people.joined", tree.branch, organisation=tree.branch, by=None, happened_on=date(2026, 3, 1))
    grow_to_the_end(lambda done, whole: None)
    rebuild()
    folder = signing.signer_folder()
    with signing.alone(folder):
        signing.sign_next(folder, signing.signing_key(folder))
    assert export(signed).changed == []
    size = Checkpoint.objects.latest("size").size
    logged = [json.loads(one) for one in logged_leaves(size - 5, size).values()]
    assert [one.get("verb") for one in logged] == [
        None, "growth.completed", None, "growth.completed", "people.joined",
    ]  # fmt: skip
    assert logged[3]["facts"] == logged[1]["facts"] == {"mode": "classroom"}
    said = verify(signed)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET happened_on = happened_on - 30 WHERE corrects_id IS NULL",
        "DELETE FROM ledger_entry WHERE id = (SELECT max(entry_id) FROM ledger_place)",
        "UPDATE organisations_lineage SET ancestors = ancestors[2:] WHERE cardinality(ancestors) > 2",
        "UPDATE ledger_entry SET lineage_id = (SELECT max(id) FROM organisations_lineage) WHERE corrects_id IS NOT NULL",
        "UPDATE ledger_entry SET person_id = person_id + 1 WHERE attribute = 'K3'",
        "UPDATE plan_cell SET value = value + 1 WHERE promise = 'D9' AND period = '2026'",
    ],
)
def test_what_a_superuser_changed_shows_in_the_public_files(signed, statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
    done = export(signed)
    assert bool(done.changed) is ("plan_cell" not in statement)
    said = verify(signed)
    assert said.returncode == 1, said.stdout + said.stderr


def test_a_tree_that_nobody_signed_is_not_exported(tree, tmp_path):
    from jiangong.operations.console import Stopped

    rebuild()
    with pytest.raises(Stopped, match="还没有签过"):
        export(tmp_path / "export")


def test_the_command_line_offers_it():
    from jiangong.operations.commands.ledger import ledger

    said = CliRunner().invoke(ledger, ["export", "--help"]).output
    assert "verify.py" in said
