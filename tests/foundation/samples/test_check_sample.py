"""check_sample.py shares no code with the room: it reads the public files, and must agree, or say what is wrong."""

import importlib.util
import json
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiangong.foundation.common.beacons import ceremony, drand
from jiangong.foundation.ledger.actions import correct
from jiangong.foundation.samples import actions, formulas, queries
from jiangong.foundation.samples.states import Verdict
from jiangong.foundation.samples.views.public import SCRIPT
from tests.foundation.samples.conftest import CEREMONY, COMES, PUBLICS, SECRETS, SIGNATURE, TODAY

ROUNDS = yaml.safe_load((Path(__file__).parents[1] / "common" / "quicknet.yaml").read_text(encoding="utf-8"))
EVIDENCE = "看了签到表原件。"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("check_sample", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.ZH = False
    return module


@pytest.fixture
def run(script, log, tmp_path, capsys):
    """run() → the exit status and what was said of the log as it stands."""

    def run(*more, change=None):
        folder = log.export(tmp_path)
        if change:
            change(folder)
        status = script.main([str(folder), *more])
        return status, capsys.readouterr().out

    return run


# --- its own cryptography against the library's -----------------------------------------------------------------


@pytest.mark.parametrize("one", ROUNDS[:4], ids=lambda one: str(one["round"]))
def test_published_rounds_are_true_and_others_are_not(script, one):
    signature = bytes.fromhex(one["signature"])
    assert script.drand(one["round"], signature)
    assert not script.drand(one["round"] + 1, signature)


@pytest.mark.parametrize("seed", range(6))
def test_a_false_signature_is_false_for_both(script, seed):
    random = Random(seed)
    changed = bytearray.fromhex(random.choice(ROUNDS)["signature"])
    changed[random.randrange(48)] ^= 1 << random.randrange(8)
    with pytest.raises(ValueError):
        drand.randomness(1000, bytes(changed))
    assert not script.drand(1000, bytes(changed))


@pytest.mark.parametrize(
    "false", ["", "00" * 48, "ff" * 48, "c0" + "00" * 47, "80" + "00" * 47, "80" + "00" * 46 + "01"]
)
def test_what_is_no_point_of_the_group_is_no_signature(script, false):
    assert not script.drand(1000, bytes.fromhex(false))


def test_witnesses_signatures_are_checked(script):
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes_raw()
    signature = key.sign(b"message")
    assert script.ed25519(public, b"message", signature)
    assert not script.ed25519(public, b"massage", signature)
    assert not script.ed25519(public, b"message", signature[:63] + bytes([signature[63] ^ 1]))
    assert not script.ed25519(bytes(31) + b"\xff", b"message", signature)


def test_a_ceremony_gives_both_the_same_value(script):
    told = {"secrets": SECRETS, "publics": PUBLICS}
    until = COMES.strftime("%Y-%m-%dT%H:%M:%SZ")
    definition = {
        "ceremony": {
            "throwers": CEREMONY.throwers,
            "commitments": CEREMONY.commitments,
            "publics": CEREMONY.publics,
            "until": until,
        }
    }
    value, moment = script.randomness(definition, json.dumps(told), script.Report("1"))
    assert value == ceremony.randomness(CEREMONY, SECRETS, PUBLICS)
    assert moment == COMES.timestamp()


@pytest.mark.parametrize("seed", range(20))
def test_both_draw_the_same(script, seed):
    random = Random(seed)
    places = sorted(random.sample(range(100_000), 400))
    sizes = [random.randint(1, 5000) for _ in places] if seed % 2 else None
    value, draws = random.randbytes(32), random.randint(1, 60)
    assert script.draw(places, sizes, draws, "{}", value) == formulas.draw(
        places, sizes, draws, formulas.seed("{}", value)
    )


# --- whole samples ----------------------------------------------------------------------------------------------


def test_a_finished_sample_agrees(run, drawn, auditor):
    sample = drawn(draws=12)
    first, second, *others = queries.draws_of(sample)
    actions.judge(first, Verdict.UNCLEAR, evidence="找不到材料。", by=auditor)
    actions.judge(first, Verdict.SUPPORTED, evidence=EVIDENCE, reason="找到了", by=auditor)
    actions.judge(second, Verdict.UNSUPPORTED, evidence=EVIDENCE, by=auditor)
    for one in others:
        actions.judge(one, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    found = queries.outcome_of(sample)
    status, said = run()
    assert status == 0, said
    assert "WRONG" not in said
    assert "witness witness.example signed 7080 seconds before" in said
    assert f"12 draws, 12 judged, {found.errors} of these wrong" in said
    assert f"at most {found.most} entries" in said
    assert ", ".join(str(one.position) for one in queries.draws_of(sample)) in said


def test_by_quantity_and_by_ceremony_it_agrees(run, log, clock, tree, auditor, announced):
    for n in range(40):
        log.complete(tree.enterprise, quantity=Decimal(1 + n * n) / 4)
    log.sign()
    sample = announced(unit="quantity", draws=20, randomness=actions.Held(CEREMONY, COMES))
    clock.move_to(COMES)
    spoke = {"演示公证员": SECRETS["演示公证员"]}
    sample = actions.draw(actions.disclose(sample, spoke, PUBLICS, by=auditor))
    for one in queries.draws_of(sample):
        actions.judge(one, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    bound = formulas.upper_by_share(0, 20, Fraction(19, 20))
    status, said = run(str(sample.pk))
    assert status == 0, said
    assert "演示职工代表 did not disclose" in said
    assert f"at most {100 * float(bound):.4f} %"[:14] in said


def test_samples_that_came_to_nothing_are_told_too(run, announced, auditor):
    announced()
    voided = announced()
    actions.end(voided, why="改了主意", by=auditor)
    status, said = run()
    assert (status, said.count("not drawn yet")) == (0, 2)
    assert "改了主意" in said
    assert run("99")[1].strip() == "The ledger has no such sample."


def test_half_a_sample_says_that_it_is_half(run, drawn, auditor):
    sample = drawn()
    status, said = run()
    assert (status, "too few are judged" in said) == (0, True)
    for one in queries.draws_of(sample)[:9]:
        actions.judge(one, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    status, said = run()
    assert (status, "those not judged counted as wrong" in said) == (0, True)
    assert f"at most {queries.outcome_of(sample).most} entries" in said


# --- what it catches ---------------------------------------------------------------------------------------------


def test_a_changed_line_is_caught(run, drawn):
    drawn()

    def change(folder):
        [path] = folder.glob("tile/entries/000.p/*")
        path.write_bytes(path.read_bytes().replace(b"online", b"onlyne", 1))

    status, said = run(change=change)
    assert (status, "do not hash" in said) == (2, True)


def test_an_entry_that_nobody_drew_is_caught(run, drawn, auditor, log):
    sample = drawn()
    places = {one.position for one in queries.draws_of(sample)}
    other = next(one for one in range(40) if one not in places)
    draw = queries.draws_of(sample)[0]
    draw.position = other
    draw.save()
    actions.judge(draw, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    status, said = run()
    assert (status, "WRONG only drawn entries were judged" in said) == (1, True)


def test_a_population_told_wrongly_is_caught(run, ready, auditor, log, clock):
    sample = ready()
    type(sample).objects.filter(pk=sample.pk).update(population=39)
    actions.announce(sample, actions.Drand(COMES), by=auditor)
    status, said = run()
    assert (status, "WRONG population of 40 entries" in said) == (1, True)


def test_an_announcement_that_came_too_late_is_caught(run, announced, clock, auditor, log, monkeypatch):
    sample = announced(sign=False)
    log.sign(TODAY, witnessed=COMES + timedelta(hours=1))
    clock.move_to(COMES)
    drawn = actions.draw(actions.give_randomness(sample, SIGNATURE, by=auditor))
    assert not drawn.witnessed
    status, said = run()
    assert (status, "unwitnessed" in said) == (0, True)


def test_two_announcements_of_one_number_are_caught(run, announced, log, auditor, tree):
    from jiangong.foundation.ledger.actions import record
    from jiangong.foundation.samples.states import Verb

    sample = announced()
    record(
        Verb.ANNOUNCED,
        sample,
        organisation=tree.city,
        by=auditor,
        payload={"definition": sample.definition.replace('"draws":10', '"draws":9')},
    )
    status, said = run()
    assert (status, "WRONG announced only once" in said) == (1, True)


def test_an_entry_taken_back_after_the_checkpoint_stays_in_the_population(run, drawn, log, auditor):
    sample = drawn()
    correct(queries.draws_of(sample)[0].entry, reason="发现有误", by=None)
    status, said = run()
    assert status == 0, said


def test_a_secret_and_its_commitment_can_be_made_offline(script, capsys):
    assert script.main(["--secret"]) == 0
    _words, secret, _more, commitment = capsys.readouterr().out.strip().splitlines()
    assert ceremony.commitment(secret) == commitment
