"""Public randomness: published rounds of drand are accepted, everything else is not; nobody can steer a ceremony."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from itertools import product
from pathlib import Path
from urllib.error import URLError

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.common.beacons import BeaconError, ceremony, drand

ROUNDS = yaml.safe_load((Path(__file__).parent / "quicknet.yaml").read_text(encoding="utf-8"))
SIGNATURES = {one["round"]: bytes.fromhex(one["signature"]) for one in ROUNDS}
THOUSANDTH = SIGNATURES[1000]
FIELD = int(
    "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab", 16
)


def x_of(signature: bytes) -> int:
    """The coordinate that a signature writes, without its three flags."""
    return int.from_bytes(signature, "big") & (1 << 381) - 1


def flagged(x: int, flags: int) -> bytes:
    return (x | flags << 381).to_bytes(48, "big")


@pytest.mark.parametrize("one", ROUNDS, ids=lambda one: str(one["round"]))
def test_published_rounds_are_true(one):
    found = drand.randomness(one["round"], bytes.fromhex(one["signature"]))
    assert found.hex() == one.get("randomness", found.hex())


def test_there_are_enough_published_rounds():
    assert len(SIGNATURES) >= 10


@pytest.mark.parametrize(
    ("asked", "given_"), [(1, 2), (1001, 1000), (999, 1000), (drand.LAST, 1000), (65536, 65535)]
)
def test_a_true_signature_of_another_round_is_refused(asked, given_):
    with pytest.raises(BeaconError, match="drand_signature"):
        drand.randomness(asked, SIGNATURES[given_])


@pytest.mark.parametrize("round_", [0, -1, drand.LAST + 1])
def test_rounds_that_cannot_be(round_):
    with pytest.raises(BeaconError, match="drand_form"):
        drand.randomness(round_, THOUSANDTH)


FALSE = {
    "empty": b"",
    "one byte": THOUSANDTH[:1],
    "a byte short": THOUSANDTH[:-1],
    "a byte long": THOUSANDTH + b"\0",
    "twice": THOUSANDTH * 2,
    "not compressed": flagged(x_of(THOUSANDTH), 0b001),
    "marked infinite": flagged(x_of(THOUSANDTH), 0b111),
    "infinity": flagged(0, 0b110),
    "infinity with a sign": flagged(0, 0b111),
    "zeros": bytes(48),
    "ones": b"\xff" * 48,
    "x is the field's order": flagged(FIELD, 0b100),
    "x is the field's order, signed": flagged(FIELD, 0b101),
    "x is one more than the field's order": flagged(FIELD + 1, 0b100),
    "x is the greatest number": flagged((1 << 381) - 1, 0b100),
    "x written with the field's order added": flagged(x_of(SIGNATURES[13335]) + FIELD, 0b101),
    "a point of order three": flagged(0, 0b100),
    "the other point of order three": flagged(0, 0b101),
    "not on the curve": flagged(1, 0b100),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_no_signature_is_refused_by_its_form(name):
    with pytest.raises(BeaconError, match="drand_form"):
        drand.randomness(1000, FALSE[name])


def test_the_opposite_point_and_a_stranger_s_point_are_refused():
    generator = (
        "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
    )
    for false in (flagged(x_of(THOUSANDTH), 0b100), bytes.fromhex(generator)):
        with pytest.raises(BeaconError, match="drand_signature"):
            drand.randomness(1000, false)


@given(st.integers(0, 48 * 8 - 1))
def test_any_changed_bit_is_refused(bit):
    changed = bytearray(THOUSANDTH)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BeaconError):
        drand.randomness(1000, bytes(changed))


def test_rounds_and_times():
    assert drand.time_of(1) == datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)
    assert drand.time_of(1000) == datetime(2023, 8, 23, 15, 59, 24, tzinfo=UTC)
    assert drand.round_at(drand.GENESIS - timedelta(days=1)) == 1
    assert drand.round_at(drand.time_of(1000)) == 1000
    assert drand.round_at(drand.time_of(1000) + timedelta(microseconds=1)) == 1001
    assert drand.round_at(drand.time_of(1000) - timedelta(microseconds=1)) == 1000


@given(st.datetimes(datetime(2023, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_the_round_at_a_moment_is_the_first_that_is_not_before_it(moment):
    found = drand.round_at(moment)
    assert drand.time_of(found) >= moment
    assert found == 1 or drand.time_of(found - 1) < moment


def test_a_pasted_round_may_be_json_or_the_signature_alone():
    one = {"round": 1000, "randomness": sha256(THOUSANDTH).hexdigest(), "signature": THOUSANDTH.hex()}
    digits = THOUSANDTH.hex()
    for text in (
        json.dumps(one),
        f"\n {json.dumps(one, indent=2)}",
        digits,
        f"0x{digits}",
        f"{digits[:48]}\n{digits[48:].upper()} ",
    ):
        assert drand.read(text, 1000) == drand.Beacon(1000, THOUSANDTH)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "drand_form"),
        ("今天的号码", "drand_form"),
        ("{", "drand_form"),
        ("{}", "drand_form"),
        ('{"signature": 5}', "drand_form"),
        (THOUSANDTH.hex()[:-2], "drand_form"),
        (json.dumps({"round": 1001, "signature": THOUSANDTH.hex()}), "drand_other_round"),
        (
            json.dumps({"round": 1000, "signature": THOUSANDTH.hex(), "randomness": "00" * 32}),
            "drand_randomness",
        ),
    ],
)
def test_a_pasted_round_that_cannot_be_read_says_why(text, code):
    with pytest.raises(BeaconError, match=code):
        drand.read(text, 1000)


def test_fetching_goes_on_to_the_next_relay_until_one_tells_the_truth(monkeypatch):
    asked = []

    def answer(address, timeout):
        asked.append(address)
        if "silent" in address:
            raise URLError("not reached")
        signature = SIGNATURES[1001] if "lying" in address else THOUSANDTH
        return BytesIO(json.dumps({"round": 1000, "signature": signature.hex()}).encode())

    monkeypatch.setattr(drand, "urlopen", answer)
    relays = [
        "https://silent.example",
        "https://lying.example",
        "https://true.example",
        "https://unasked.example",
    ]
    assert drand.fetch(1000, relays=relays) == drand.Beacon(1000, THOUSANDTH)
    assert asked == [f"{relay}/{drand.CHAIN}/public/1000" for relay in relays[:3]]
    assert drand.fetch(1000, relays=relays[:2]) is None
    with pytest.raises(ValueError, match="https"):
        drand.fetch(1000, relays=["http://true.example"])


# --- ceremony ------------------------------------------------------------------------------------------------

SECRETS = {
    "演示职工代表": "4 1 6 6 2 5 3 1 1 2 6 4 5 5 3 2 6 1",
    "演示公证员": "a long sentence that only the notary knows",
    "演示审计员": "3f9c2b7e11d04a5e9a60",
}
CEREMONY = ceremony.Ceremony(
    tuple(SECRETS),
    tuple(ceremony.commitment(secret) for secret in SECRETS.values()),
    ("某彩票第 2026145 期", "某指数收盘"),
)
PUBLICS = ("03 11 17 24 29 31 + 08", "3 021.75")


def test_a_ceremony_gives_the_same_value_however_it_is_written_down():
    value = ceremony.randomness(CEREMONY, SECRETS, PUBLICS)
    assert len(value) == 32
    backwards = dict(reversed(SECRETS.items()))
    sloppy = {name: f"  {secret} \n" for name, secret in backwards.items()}
    assert ceremony.randomness(CEREMONY, sloppy, ("０３ 11  17 24 29 31 + 08", " 3 021.75")) == value


def test_every_secret_every_figure_and_every_silence_changes_the_value():
    silences = [
        {name: SECRETS[name] for name, speaks in zip(SECRETS, choice, strict=True) if speaks}
        for choice in product([True, False], repeat=3)
        if any(choice)
    ]
    figures = [PUBLICS, ("03 11 17 24 29 31 + 09", PUBLICS[1]), (PUBLICS[1], PUBLICS[0])]
    values = {ceremony.randomness(CEREMONY, told, public) for told in silences for public in figures}
    assert len(values) == len(silences) * len(figures)


def test_the_last_thrower_cannot_exchange_the_secret():
    for name in SECRETS:
        with pytest.raises(BeaconError, match="ceremony_secret"):
            ceremony.randomness(
                CEREMONY, SECRETS | {name: "another secret, chosen after the others"}, PUBLICS
            )


@pytest.mark.parametrize(
    ("told", "figures", "code"),
    [
        ({}, PUBLICS, "ceremony_silent"),
        (SECRETS | {"演示旁观者": "I was there too, honestly"}, PUBLICS, "ceremony_unknown"),
        (SECRETS, PUBLICS[:1], "ceremony_publics"),
        (SECRETS, (*PUBLICS, "1"), "ceremony_publics"),
        (SECRETS, (PUBLICS[0], " "), "ceremony_publics"),
    ],
)
def test_a_ceremony_that_is_not_the_one_announced_has_no_value(told, figures, code):
    with pytest.raises(BeaconError, match=code):
        ceremony.randomness(CEREMONY, told, figures)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"throwers": ("演示职工代表",), "commitments": CEREMONY.commitments[:1]}, "ceremony_throwers"),
        ({"throwers": ("演示职工代表", "演示职工代表", "演示审计员")}, "ceremony_throwers"),
        ({"commitments": CEREMONY.commitments[:2]}, "ceremony_commitments"),
        ({"commitments": (*CEREMONY.commitments[:2], CEREMONY.commitments[0])}, "ceremony_commitments"),
        ({"commitments": (*CEREMONY.commitments[:2], "X" * 64)}, "ceremony_commitments"),
        ({"publics": ()}, "ceremony_publics"),
        ({"publics": ("某指数收盘", "某指数收盘")}, "ceremony_publics"),
    ],
)
def test_what_cannot_be_announced(changed, code):
    whole = {"throwers": CEREMONY.throwers, "commitments": CEREMONY.commitments, "publics": CEREMONY.publics}
    with pytest.raises(BeaconError, match=code):
        ceremony.check(ceremony.Ceremony(**whole | changed))


def test_a_secret_that_could_be_guessed_cannot_be_committed():
    with pytest.raises(BeaconError, match="ceremony_secret"):
        ceremony.commitment("1 6 3 4                        ")
    assert not ceremony.discloses("1 6 3 4", CEREMONY.commitments[0])
