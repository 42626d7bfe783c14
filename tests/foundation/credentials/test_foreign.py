"""Our badges, checked by a program that we did not write (tests/foreign/badge_checker.py)."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiangong.foundation.credentials import actions, queries
from jiangong.foundation.credentials.models import StatusList
from jiangong.foundation.credentials.securing import bits, proofs
from jiangong.foundation.credentials.securing.terms import canonical
from jiangong.operations import badges
from tests.foreign import badge_checker
from tests.foundation.credentials.test_proofs import changed, places_in

pytestmark = pytest.mark.skipif(
    bool(badge_checker.missing()), reason=badge_checker.missing() or "Node and the libraries are here"
)


def laid_out(folder: Path, client) -> Path:
    """DID document and status lists as the site serves them, for a checker without a network."""
    (folder / "lists").mkdir(parents=True, exist_ok=True)
    (folder / "did.json").write_bytes(client.get("/.well-known/did.json").content)
    for number in StatusList.objects.values_list("pk", flat=True):
        answer = client.get(f"/credentials/status/{number}")
        if answer.status_code == 200:
            (folder / "lists" / f"{number}.json").write_bytes(answer.content)
    return folder


def bare(document):
    return {key: value for key, value in document.items() if key != "proof"}


def test_others_believe_our_badges_and_hash_the_same_lines(issued, signer, cast, client, tmp_path):
    one = actions.ask_for_name(issued(), by=cast["worker"])
    signer.work()
    nameless, named = (queries.document_of(one, named=with_name) for with_name in (False, True))
    found = badge_checker.check(laid_out(tmp_path, client), [nameless, named])
    assert [outcome.why for outcome in found] == [[], []]
    assert all(outcome.verified for outcome in found)
    for outcome, document in zip(found, (nameless, named), strict=True):
        assert outcome.quads == canonical(bare(document)), "the published contexts say what our table says"


def test_others_believe_a_status_list(issued, signer, client, tmp_path):
    one = issued()
    signer.work()
    [found] = badge_checker.check(laid_out(tmp_path, client), [queries.public_list(one.status_list_id)[0]])
    assert (found.verified, found.why) == (True, [])


def test_others_refuse_every_change_of_one_value(issued, signer, client, tmp_path):
    one = issued()
    signer.work()
    document = queries.document_of(one, named=False)
    bad = [
        changed(document, path, lambda old: (not old) if isinstance(old, bool) else old + "x")
        for path in places_in(document)
    ]
    found = badge_checker.check(laid_out(tmp_path, client), bad)
    assert len(found) > 50
    believed = [path for path, outcome in zip(places_in(document), found, strict=True) if outcome.verified]
    assert believed == []


def test_others_refuse_what_another_key_signed(issued, signer, client, tmp_path):
    one = issued()
    signer.work()
    document = queries.document_of(one, named=False)
    stranger = Ed25519PrivateKey.generate()
    method = document["proof"]["verificationMethod"]
    forged = proofs.signed(bare(document), stranger.sign, method=method, at=datetime.now(UTC))
    [found] = badge_checker.check(laid_out(tmp_path, client), [forged])
    assert not found.verified
    assert found.why == ["Invalid signature."]


def test_others_see_the_revocation(issued, signer, client, tmp_path):
    one, other = issued(), issued()
    signer.work()
    both = [queries.document_of(each, named=False) for each in (one, other)]
    actions.revoke(one, reason="成绩更正", by=None)
    signer.work()
    found = badge_checker.check(laid_out(tmp_path, client), both)
    assert [(each.verified, each.why) for each in found] == [(False, ["revoked"]), (True, [])]


def test_others_believe_old_badges_after_the_key_changed(issued, signer, client, tmp_path):
    one = issued()
    signer.work()
    badges.new_key(badges.folder_of(signer.folder))
    other = issued()
    signer.work()
    found = badge_checker.check(
        laid_out(tmp_path, client), [queries.document_of(each, named=False) for each in (one, other)]
    )
    assert [each.verified for each in found] == [True, True]


def test_a_list_put_in_the_place_of_ours_is_refused(issued, signer, client, tmp_path):
    one = issued()
    signer.work()
    actions.revoke(one, reason="成绩更正", by=None)
    document = queries.document_of(one, named=False)
    signer.work()
    folder = laid_out(tmp_path, client)
    path = next((folder / "lists").iterdir())
    forged = copy.deepcopy(json.loads(path.read_text()))

    forged["credentialSubject"]["encodedList"] = bits.encoded(bits.of([]))
    path.write_text(json.dumps(forged))
    [found] = badge_checker.check(folder, [document])
    assert not found.verified
    assert "not verified" in found.why[0]
