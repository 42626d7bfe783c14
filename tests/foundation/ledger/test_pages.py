"""The proof's pages: they tell the truth about the log, show a leaf's way to the root, and give receipts to whom it is about."""

import json
from base64 import b64decode
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import correct, destroy_salts, record, sequence
from jiangong.foundation.ledger.actions.signing import publish_checkpoint, publish_key
from jiangong.foundation.ledger.models import Cosignature
from jiangong.foundation.ledger.tlog import merkle
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.notes import Signer, cosign, open_note
from jiangong.foundation.ledger.tlog.proofs import read_proof
from jiangong.foundation.ledger.verifier import verify
from tests.factories import make_person
from tests.foundation.ledger.test_growing import DAY, complete, grow_all

LOG = Signer.generate("log.example.org")
WITNESS = Signer.generate("witness.example.org", 0x04)


def sign():
    size, root = queries.head()
    text = Checkpoint("log.example.org", size, root).text()
    publish_key(LOG.verifier.vkey)
    return publish_checkpoint(text + "\n" + LOG.sign(text), log=LOG.verifier)


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


@pytest.fixture
def entries(tree):
    """Eleven entries, one of them about nobody's business, one taken back; all logged, none signed."""
    person = make_person("演示职工甲")
    made = [complete(tree.enterprise, person) for _ in range(9)]
    made.append(record("organisations.renamed", tree.city, organisation=tree.city, by=None, happened_on=DAY))
    sequence()
    made.append(correct(made[0], reason="签到表录错", by=None))
    grow_all()
    return made


# --- the page about the proof -----------------------------------------------------------------------------


def test_before_the_first_checkpoint_nothing_is_claimed(client, db):
    text = page(client, "/ledger/")
    assert "还没有签出第一个检查点" in text
    assert "目前无见证" in text
    assert "<svg" not in text.split("proof-top")[1].split("</section>")[0]


def test_an_unwitnessed_checkpoint_says_so(client, entries):
    sign()
    text = page(client, "/ledger/")
    assert queries.state().root in text
    assert LOG.verifier.vkey in text.replace("&#x2B;", "+").replace("&#43;", "+")
    assert "目前无见证" in text
    assert "不能证明" in text
    assert "假记录也会被如实记下" in text
    english = client.get("/ledger/", headers={"Accept-Language": "en"}).content.decode()
    assert "Unwitnessed." in english
    assert "A false record is truthfully logged as well" in english


def test_witnesses_stand_with_their_last_signature_and_those_who_never_signed_too(client, entries, settings):
    silent = Signer.generate("silent.example.org", 0x04)
    settings.WITNESSES = [WITNESS.verifier.vkey, silent.verifier.vkey, "nonsense"]
    row = sign()
    line = cosign(WITNESS, row.note.split("\n\n")[0] + "\n", 1_790_000_000)
    Cosignature.objects.create(
        checkpoint=row, witness="witness.example.org", line=line, at="2026-09-21T13:33:20Z"
    )
    text = page(client, "/ledger/")
    assert "目前无见证" not in text
    assert "2026年9月21日 21:33" in text
    assert text.count("还没有签过") == 1
    assert "silent.example.org" in text


def test_the_qr_holds_the_note_itself(client, entries, monkeypatch):
    sign()
    drawn = []
    monkeypatch.setattr(
        "jiangong.foundation.ledger.views._qr", lambda note: drawn.append(note) or "<svg></svg>"
    )
    page(client, "/ledger/")
    open_note(drawn[0], [LOG.verifier])


def test_leaves_that_wait_and_a_held_log_are_said(client, entries, tree):
    from jiangong.foundation.ledger.models import Head

    sign()
    complete(tree.enterprise)
    grow_all()
    assert "另有 1 条等下一个检查点" in page(client, "/ledger/")
    Head.objects.update(held="演示：恢复出来的台账对不上")
    assert "台账已暂停入册" in page(client, "/ledger/")


# --- one leaf ---------------------------------------------------------------------------------------------


def test_every_leaf_leads_to_the_root_step_by_step(client, entries):
    sign()
    root = queries.newest_checkpoint().statement.root
    for position in range(11):
        shown = queries.shown_leaf(position)
        reached = merkle.leaf_hash(shown.text.encode())
        covered = 1
        for step in shown.steps:
            sibling = b64decode(step.sibling)
            reached = (
                merkle.node_hash(sibling, reached) if step.from_left else merkle.node_hash(reached, sibling)
            )
            covered += step.covers
            assert b64decode(step.reached) == reached
        assert (reached, covered) == (root, 11)
        text = page(client, f"/ledger/leaves/{position}/")
        assert text.count("ladder-neighbour") == len(shown.steps)
        proof = read_proof(page(client, f"/ledger/leaves/{position}/proof"))
        leaf = json.loads(proof.extra)["leaf"].encode()
        open_note(proof.note, [LOG.verifier])
        merkle.verify_inclusion(merkle.leaf_hash(leaf), position, 11, proof.proof, root)
        assert set(json.loads(proof.extra)) == {"leaf"}  # nothing that opens it


def test_a_leaf_says_in_words_what_it_is_and_never_who(client, entries, tree):
    sign()
    text = page(client, "/ledger/leaves/1/")
    assert "培训结业" in text
    assert "<dt>授课方式</dt><dd>线上</dd>" in text
    assert "<dt>课时</dt><dd>8</dd>" in text
    english = client.get("/ledger/leaves/1/", headers={"Accept-Language": "en"}).content.decode()
    assert "<dd>Online</dd>" in english
    assert tree.township.name in text
    assert "演示职工甲" not in text
    assert "演**" not in text
    assert "已由第 10 条更正" in page(client, "/ledger/leaves/0/")
    assert "更正：撤回“培训结业”" in page(client, "/ledger/leaves/10/")
    bare = page(client, "/ledger/leaves/9/")
    assert "内容不公开" in bare
    assert tree.city.name not in bare.split("<main")[1].split("</main>")[0]


def test_a_leaf_without_a_checkpoint_waits_and_has_no_proof(client, entries):
    text = page(client, "/ledger/leaves/3/")
    assert "等下一个检查点" in text
    assert "own-check" not in text.split("<main")[1].split("</main>")[0]
    page(client, "/ledger/leaves/3/proof", 404)


@pytest.mark.parametrize("path", ["11/", "11/proof", "99999999999999999999999/", "4611686018427387904/proof"])
def test_what_is_not_logged_is_not_found(client, entries, path):
    sign()
    page(client, f"/ledger/leaves/{path}", 404)


def test_the_pages_need_few_queries(client, cast, entries):
    sign()
    client.force_login(cast["worker"])
    for path in ("/ledger/", "/ledger/leaves/0/", "/ledger/leaves/0/proof"):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            page(client, path)
        assert len(captured) <= 12, path


# --- receipts ---------------------------------------------------------------------------------------------


@pytest.fixture
def mine(cast, tree):
    entry = complete(tree.enterprise, cast["worker"].person)
    other = complete(tree.enterprise, make_person())
    grow_all()
    return entry, other


def test_a_receipt_opens_the_commitment_and_proves_the_leaf(client, cast, mine):
    sign()
    client.force_login(cast["worker"])
    answer = client.get(f"/me/records/{mine[0].pk}/receipt")
    assert "no-store" in answer["Cache-Control"]
    proof = read_proof(answer.content.decode())
    extra = json.loads(proof.extra)
    leaf = json.loads(extra["leaf"])
    assert sha256(b64decode(extra["salt"]) + extra["record"].encode()).digest() == b64decode(
        leaf["commitment"]
    )
    assert json.loads(extra["record"])["person"] == cast["worker"].person_id
    statement = Checkpoint.parse(open_note(proof.note, [LOG.verifier])[0])
    merkle.verify_inclusion(
        merkle.leaf_hash(extra["leaf"].encode()), proof.index, statement.size, proof.proof, statement.root
    )
    text = page(client, "/me/records/")
    assert f"/me/records/{mine[0].pk}/receipt" in text
    assert "python3 verify.py --receipt" in text


def test_nobody_else_gets_a_receipt(client, cast, mine):
    sign()
    for who in ("outsider", "chair", "city_officer", "auditor", "administrator"):
        client.force_login(cast[who])
        page(client, f"/me/records/{mine[0].pk}/receipt", 404)
    client.force_login(cast["worker"])
    page(client, f"/me/records/{mine[1].pk}/receipt", 404)
    client.logout()
    assert client.get(f"/me/records/{mine[0].pk}/receipt").status_code == 302


def test_a_receipt_waits_for_the_next_checkpoint(client, cast, mine):
    client.force_login(cast["worker"])
    assert "等下一个检查点" in page(client, "/me/records/")
    page(client, f"/me/records/{mine[0].pk}/receipt", 404)


def test_an_erased_entry_has_no_receipt(client, cast, mine):
    sign()
    destroy_salts([mine[0].pk])
    client.force_login(cast["worker"])
    text = page(client, "/me/records/")
    assert "已删除，不再有凭证" in text
    assert "/receipt" not in text
    page(client, f"/me/records/{mine[0].pk}/receipt", 404)


# --- receipts as verify.py sees them ----------------------------------------------------------------------


@pytest.fixture
def check(client, cast, tmp_path, capsys):
    """Download a receipt as the worker and run verify.py on it with the key that the page names; (status, facts)."""

    def check(entry, *more):
        client.force_login(cast["worker"])
        file = tmp_path / f"{entry.pk}.tlog-proof"
        file.write_bytes(client.get(f"/me/records/{entry.pk}/receipt").content)
        command = page(client, "/me/records/").split("python3 verify.py ")[1].split("</pre>")[0]
        key = command.partition(" --key ")[2].replace("&#x2B;", "+").replace("&#43;", "+")
        status = verify.main(["--receipt", str(file), "--key", key, "--json", *more])
        return status, json.loads(capsys.readouterr().out)

    return check


def test_verify_py_accepts_the_receipt_of_every_kind_of_entry(check, cast, tree):
    me = cast["worker"].person
    plain = complete(tree.enterprise, me)
    odd = record(
        "growth.completed", plain, organisation=tree.enterprise, person=me, happened_on=DAY, by=cast["chair"],
        quantity="2.50", attribute='焊工\\"1 😀', payload={"mode": "online", "hours": 8, "field": None, "note": ["x", 1.5]},
    )  # fmt: skip
    bare = record("people.joined", me, organisation=tree.enterprise, person=me, by=None, happened_on=DAY)
    pair = {"from": make_person().pk, "into": me.pk}
    merged = record("people.merged", me, organisation=tree.city, person=me, payload=pair, by=None)
    sequence()
    taken_back = [correct(one, reason="录错", by=None) for one in (plain, bare, merged)]
    grow_all()
    sign()
    for entry in (plain, odd, bare, merged, *taken_back):
        status, facts = check(entry)
        assert (status, facts["opens"], facts["witnesses"]) == (0, True, {}), facts
        assert facts["index"] == entry.place.position


def test_a_receipt_carries_the_newest_checkpoint_that_a_witness_cosigned(
    client, check, mine, cast, tree, settings
):
    settings.WITNESSES = [WITNESS.verifier.vkey]
    row = sign()
    client.force_login(cast["worker"])
    text = page(client, "/me/records/")
    assert '<span class="faint">尚未见证' not in text  # said once, not on every line
    assert "这些凭证里的检查点还没有见证人联署" in text
    assert "还没有见证人联署" in page(client, f"/ledger/leaves/{mine[0].place.position}/")
    line = cosign(WITNESS, row.note.split("\n\n")[0] + "\n", 1_790_000_000)
    Cosignature.objects.create(
        checkpoint=row, witness="witness.example.org", line=line, at="2026-09-21T13:33:20Z"
    )
    later = complete(tree.enterprise, cast["worker"].person)
    grow_all()
    assert sign().size > row.size
    facts = check(mine[0], "--witness", WITNESS.verifier.vkey)[1]
    assert (facts["size"], facts["witnesses"]) == (row.size, {"witness.example.org": 1_790_000_000})
    facts = check(later, "--witness", WITNESS.verifier.vkey)[1]
    assert (facts["size"], facts["witnesses"]) == (row.size + 1, {})
    text = page(client, "/me/records/")
    assert text.count('<span class="faint">尚未见证') == 1
    assert "witness.example.org" in page(client, f"/ledger/leaves/{mine[0].place.position}/")
    assert "还没有见证人联署" in page(client, f"/ledger/leaves/{later.place.position}/")
