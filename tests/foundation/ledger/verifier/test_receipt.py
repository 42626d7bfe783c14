"""One receipt, offline: the line, its place, the signature, and what the line commits to."""

import base64
import hashlib
import json

import pytest

from jiangong.foundation.ledger.tlog.notes import Signer
from jiangong.foundation.ledger.tlog.proofs import write_proof
from jiangong.foundation.ledger.verifier import verify
from tests.foundation.ledger.verifier.logs import ORIGIN, SIGNER, WITNESSES, Log, canonical

SALT = bytes(range(32))
RECORD = {
    "attribute": "焊工", "by": None, "corrects": None, "happened_on": "2023-05-06", "id": 7, "organisation": "T1a1",
    "payload": {}, "person": 1, "quantity": "1", "recorded_at": "2023-05-07T01:02:03.000004Z",
    "subject": "growth.enrolment/12", "verb": "growth.completed",
}  # fmt: skip
KEY = ("--key", SIGNER.verifier.vkey)


@pytest.fixture(scope="module")
def log():
    log = Log().fill(700)
    digest = hashlib.sha256(SALT + canonical(RECORD)).digest()
    log.completed(attribute="焊工", commitment=base64.b64encode(digest).decode())
    return log.fill(900)


@pytest.fixture
def receipt(log, tmp_path):
    """Write a receipt about line 700, with `changes` to what is in it."""

    def receipt(*, index=700, of=700, extra=None, note=None, **changes):
        told = {
            "leaf": log.leaves[700].decode(),
            "record": canonical(RECORD).decode(),
            "salt": base64.b64encode(SALT).decode(),
            **changes,
        }
        told = {name: value for name, value in told.items() if value is not None}
        note = note or log.checkpoint(witnesses=WITNESSES)
        path = tmp_path / "mine.tlog-proof"
        path.write_text(write_proof(index, log.proof(of), note, canonical(told) if extra is None else extra))
        return path

    return receipt


@pytest.fixture
def run(capsys):
    def run(path, *more):
        status = verify.main(["--receipt", str(path), *more, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


def test_a_receipt_proves_its_line(receipt, run, log):
    status, facts = run(receipt(), *KEY, "--witness", WITNESSES[0].verifier.vkey)
    assert (status, facts["findings"]) == (0, [])
    assert (facts["index"], facts["opens"], facts["size"]) == (700, True, 900)
    assert facts["witnesses"] == {WITNESSES[0].verifier.name: 1700000000}
    assert facts["leaf"] == log.leaves[700].decode()


def test_it_shows_the_record_in_words(receipt, capsys):
    assert verify.main(["--receipt", str(receipt()), *KEY, "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    assert "第 700 条" in told
    assert '"subject":"growth.enrolment/12"' in told


def test_the_record_may_be_kept_back(receipt, run):
    status, facts = run(receipt(record=None, salt=None), *KEY)
    assert (status, facts["opens"]) == (0, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"salt": base64.b64encode(bytes(32)).decode()},
        {"salt": base64.b64encode(SALT[:31]).decode()},
        {"salt": None},
        {"record": None},
        {"record": canonical({**RECORD, "person": 2}).decode()},
        {"record": "[]"},
        {"record": 5},
        {"salt": "?"},
    ],
)
def test_another_record_is_not_what_the_line_commits_to(changes, receipt, run):
    status, facts = run(receipt(**changes), *KEY)
    assert (status, facts["kinds"], facts["opens"]) == (1, {"form": 1}, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [("verb", "growth.taught"), ("happened_on", "2023-05-05"), ("attribute", "电工"), ("quantity", "2")],
)
def test_a_line_that_says_other_things_than_its_record_is_found(name, value, tmp_path, run):
    """The commitment opens, but the ledger published something else than what it committed to."""
    record = canonical({**RECORD, name: value})
    log = Log()
    log.completed(
        attribute="焊工", commitment=base64.b64encode(hashlib.sha256(SALT + record).digest()).decode()
    )
    extra = {
        "leaf": log.leaves[0].decode(),
        "record": record.decode(),
        "salt": base64.b64encode(SALT).decode(),
    }
    path = tmp_path / "x.tlog-proof"
    path.write_text(write_proof(0, [], log.checkpoint(), canonical(extra)))
    assert run(path, *KEY)[1]["kinds"] == {"form": 1}


def test_a_line_that_is_not_there_is_found(receipt, run, log):
    for wrong in (
        receipt(leaf=log.leaves[699].decode(), record=None, salt=None),
        receipt(index=701, record=None, salt=None),
        receipt(of=701, record=None, salt=None),
        receipt(note=log.checkpoint(size=899), record=None, salt=None),
    ):
        status, facts = run(wrong, *KEY)
        assert (status, facts["kinds"]) == (1, {"tree": 1})


def test_a_receipt_needs_the_ledgers_signature(receipt, run, log):
    status, facts = run(receipt(note=log.checkpoint(signer=Signer.generate(ORIGIN))), *KEY)
    assert (status, facts["kinds"]) == (1, {"signature": 1})


def test_without_a_key_nothing_can_be_said(receipt, run):
    status, facts = run(receipt())
    assert (status, facts["verdict"]) == (2, "unreadable")
    assert "--key" in facts["unreadable"]


def test_the_key_may_come_from_the_site(receipt, run, log, tmp_path):
    log.write(tmp_path / "site")
    assert run(receipt(), str(tmp_path / "site"))[0] == 0


@pytest.mark.parametrize("change", [lambda text: "x" + text, lambda text: text.replace("index 700", "index 0700"),
                                    lambda text: text.replace("extra ", "extra !"), lambda text: text[:100],
                                    lambda text: text.replace("index 700\n", ""), lambda text: ""])  # fmt: skip
def test_nonsense_is_no_receipt(change, receipt, run):
    path = receipt()
    path.write_text(change(path.read_text()))
    assert run(path, *KEY)[0] == 2


@pytest.mark.parametrize("extra", [b"", b"{}", b"[]", b"\xff", b'{"leaf":5}'])
def test_a_receipt_without_its_line_says_nothing(extra, receipt, run):
    assert run(receipt(extra=extra), *KEY)[0] == 2


def test_a_missing_file_is_named(run, tmp_path):
    assert run(tmp_path / "none", *KEY)[0] == 2
