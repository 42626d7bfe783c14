"""Signatures: W3C's own example, every change of a value, keys that change, and what the signer refuses."""

import base64
import copy
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials import actions, queries
from jiangong.foundation.credentials.formulas import Issuer, did_of, hashed, normal_code
from jiangong.foundation.credentials.models import IssuerKey, Signed, StatusList
from jiangong.foundation.credentials.securing import baking, bits, multibase, proofs, shapes
from jiangong.foundation.credentials.states import Verdict
from jiangong.foundation.ledger.actions import sequence
from jiangong.foundation.ledger.models import Entry
from jiangong.operations import badges
from jiangong.operations.console import Stopped
from tests.foundation.notices.conftest import as_owner

# W3C, Data Integrity EdDSA Cryptosuites 1.0, appendix B.1: the numbers that every implementation must come to.
W3C_PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
W3C_METHOD = f"did:key:{W3C_PUBLIC}#{W3C_PUBLIC}"
W3C_OPTIONS = "bea7b7acfbad0126b135104024a5f1733e705108f42d59668b05c0c50004c6b0"
W3C_DOCUMENT = "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
W3C_PROOF = "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
W3C_SIGNATURE = (
    "4d8e53c2d5b3f2a7891753eb16ca993325bdb0d3cfc5be1093d0a18426f5ef85"
    "78cadc0fd4b5f4dd0d1ce0aefd15ab120b7a894d0eb094ffda4e6553cd1ed50d"
)


REFUSED = {Verdict.ALTERED, Verdict.UNKNOWN_ISSUER, Verdict.UNREADABLE}


def w3c_example():
    """The example's document; the words of its second context, which only the example has, are spelled out."""
    from jiangong.foundation.credentials.formulas.documents import W3C

    examples = "https://www.w3.org/ns/credentials/examples#"
    document = {
        "@context": [
            W3C,
            {"AlumniCredential": f"{examples}AlumniCredential", "alumniOf": f"{examples}alumniOf"},
        ],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "description": "A minimum viable example of an Alumni Credential.",
        "issuer": "https://vc.example/issuers/5678",
        "validFrom": "2023-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    }
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": W3C_METHOD,
        "proofPurpose": "assertionMethod",
    }
    return document, proof


def test_the_example_of_w3c_comes_out_byte_by_byte():
    document, proof = w3c_example()
    assert proofs.hash_data(document, proof).hex() == W3C_OPTIONS + W3C_DOCUMENT
    assert multibase.decode(W3C_PROOF).hex() == W3C_SIGNATURE
    assert multibase.encode(bytes.fromhex(W3C_SIGNATURE)) == W3C_PROOF
    whole = {**document, "proof": {**proof, "proofValue": W3C_PROOF}}
    assert proofs.verifies(whole, {W3C_METHOD: W3C_PUBLIC})
    whole["name"] = "Alumni credential"
    assert not proofs.verifies(whole, {W3C_METHOD: W3C_PUBLIC})


@given(st.binary(max_size=80))
def test_multibase_there_and_back(data):
    assert multibase.decode(multibase.encode(data)) == data
    assert multibase.decode_url(multibase.encode_url(data)) == data


@given(st.sets(st.integers(0, bits.PLACES - 1), max_size=30), st.integers(0, bits.PLACES - 1))
def test_a_list_says_what_was_put_in(places, other):
    read = bits.decoded(bits.encoded(bits.of(places)))
    assert all(bits.is_set(read, one) for one in places)
    assert bits.is_set(read, other) == (other in places)
    assert bits.count(read) == len(places)


def test_place_nought_is_the_leftmost_bit():
    assert bits.of([0])[0] == 0x80
    assert bits.of([bits.PLACES - 1])[-1] == 1


def test_a_list_that_unpacks_for_ever_is_no_list():
    import gzip

    bomb = multibase.encode_url(gzip.compress(b"\0" * 10_000_000))
    with pytest.raises(ValueError, match="16384"):
        bits.decoded(bomb)


@pytest.mark.parametrize(
    ("site", "did"),
    [
        ("https://union.example.cn", "did:web:union.example.cn"),
        ("http://127.0.0.1:8000/", "did:web:127.0.0.1%3A8000"),
    ],
)
def test_the_did_follows_from_the_address(site, did):
    assert did_of(site) == did


def places_in(value, path=()):
    """Every place of a document that holds a text or a truth value."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from places_in(one, (*path, key))
    elif isinstance(value, list):
        for nth, one in enumerate(value):
            yield from places_in(one, (*path, nth))
    else:
        yield path


def changed(document, path, value):
    document = copy.deepcopy(document)
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value(inner[path[-1]])
    return document


@pytest.fixture
def file(issued, signer):
    """A signed credential without the name."""
    one = issued()
    assert signer.work().made == 1
    return queries.document_of(one, named=False)


def verdict(document) -> Verdict:
    return queries.check(json.dumps(document).encode()).verdict


def test_a_file_of_ours_is_valid_and_every_change_of_one_value_is_refused(file):
    assert verdict(file) == Verdict.VALID
    tried = 0
    for path in places_in(file):
        for value in (
            lambda old: (not old) if isinstance(old, bool) else old + "x",
            lambda old: "" if isinstance(old, str) else None,
            lambda old: 7,
        ):
            bad = changed(file, path, value)
            assert verdict(bad) in REFUSED, path
            tried += 1
    assert tried > 150


def test_every_thing_put_in_or_taken_out_is_refused(file):
    def things(value):
        if isinstance(value, dict):
            yield value
            for one in value.values():
                yield from things(one)
        elif isinstance(value, list):
            for one in value:
                yield from things(one)

    many = len(list(things(file)))
    for nth in range(many):
        more = copy.deepcopy(file)
        list(things(more))[nth]["image"] = "https://elsewhere.example/x.png"
        assert verdict(more) == Verdict.ALTERED
        for key in list(list(things(file))[nth]):
            less = copy.deepcopy(file)
            del list(things(less))[nth][key]
            assert verdict(less) in REFUSED, key


def test_the_order_of_keys_and_blanks_do_not_matter(file):
    turned = dict(reversed(list(file.items())))
    assert queries.check(json.dumps(turned, indent=3, ensure_ascii=True).encode()).verdict == Verdict.VALID


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'"text"',
        b"\x89PNG\r\n\x1a\n",
        b"<svg></svg>",
        b"[" * 100_000,
        b'{"a":NaN}',
        b"\xff\xfe",
        b'{"a":1}' + b" " * 2_000_000,
    ],
)
def test_what_is_no_credential_is_unreadable(db, data):
    assert queries.check(data).verdict == Verdict.UNREADABLE


def test_a_key_that_stands_twice_is_refused(file):
    text = json.dumps(file)
    twice = text.replace('"name":', '"name": "x", "name":', 1)
    assert queries.check(twice.encode()).verdict == Verdict.UNREADABLE


def test_the_signature_of_a_key_that_is_not_ours_is_refused(file):
    stranger = Ed25519PrivateKey.generate()
    bare = {key: value for key, value in file.items() if key != "proof"}
    forged = proofs.signed(
        bare, stranger.sign, method=file["proof"]["verificationMethod"], at=datetime.now(UTC)
    )
    assert verdict(forged) == Verdict.ALTERED
    own = multibase.key_text(stranger.public_key().public_bytes_raw())
    elsewhere = proofs.signed(bare, stranger.sign, method=f"did:key:{own}#{own}", at=datetime.now(UTC))
    assert verdict(elsewhere) == Verdict.ALTERED
    elsewhere["issuer"]["id"] = f"did:key:{own}"
    assert verdict(elsewhere) == Verdict.UNKNOWN_ISSUER


def test_a_credential_of_somebody_else_is_said_to_be_unknown(db):
    document, proof = w3c_example()
    whole = {**document, "proof": {**proof, "proofValue": W3C_PROOF}}
    found = queries.check(json.dumps(whole).encode())
    assert (found.verdict, found.issuer) == (Verdict.UNKNOWN_ISSUER, "https://vc.example/issuers/5678")


def test_the_holders_code_fits_and_no_other(issued, signer):
    one = issued()
    signer.work()
    data = json.dumps(queries.document_of(one, named=False)).encode()
    assert queries.check(data).agrees is None
    assert queries.check(data, code=one.holder_code.lower().replace("-", " ")).agrees is True
    assert queries.check(data, code="AAAA-AAAA-AAAA-AAAA-AAAA").agrees is False
    assert one.holder_name not in data.decode()
    identity = json.loads(data)["credentialSubject"]["identifier"][0]
    expected = sha256((normal_code(one.holder_code) + one.salt).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${expected}" == hashed(normal_code(one.holder_code), one.salt)


def test_the_name_is_in_it_only_after_the_holder_asked(issued, signer, cast):
    one = issued()
    signer.work()
    assert queries.document_of(one, named=True) is None
    actions.ask_for_name(one, by=cast["worker"])
    assert signer.work().made == 1
    data = json.dumps(queries.document_of(one, named=True)).encode()
    found = queries.check(data, code=f" {one.holder_name} ")
    assert (found.verdict, found.name, found.agrees) == (Verdict.VALID, one.holder_name, True)
    assert queries.check(data, code="演示别人").agrees is False
    assert "licenseNumber" in found.document["credentialSubject"], "the number leads to the name"
    assert "licenseNumber" not in queries.document_of(one, named=False)["credentialSubject"]


def test_revoking_sets_the_bit_and_no_other(issued, signer):
    one, other = issued(), issued()
    signer.work()
    data = json.dumps(queries.document_of(one, named=False)).encode()
    actions.revoke(one, reason="成绩更正", by=None)
    assert queries.check(data).verdict == Verdict.REVOKED, "at once, before the list is signed again"
    signer.work()
    document, _ = queries.public_list(one.status_list_id)
    shapes.check_status_list(document)
    assert proofs.verifies(document, {f"{queries.issuer().did}#key-1": queries.public_keys()[0][1]})
    said = bits.decoded(document["credentialSubject"]["encodedList"])
    assert bits.is_set(said, one.status_index)
    assert not bits.is_set(said, other.status_index)
    assert bits.count(said) == 1


def test_a_list_is_signed_again_only_when_it_changes_or_grows_old(issued, signer):
    one = issued()
    signer.work()
    first = queries.public_list(one.status_list_id)
    signer.work()
    assert queries.public_list(one.status_list_id) == first
    StatusList.objects.update(signed_at=first[1] - timedelta(days=4))
    signer.work()
    assert queries.public_list(one.status_list_id)[1] > first[1]


def test_what_was_revoked_stays_so_whatever_the_database_says(issued, signer):
    one = issued()
    actions.revoke(one, reason="成绩更正", by=None)
    signer.work()
    as_owner(
        f"UPDATE credentials_credential SET state = 'issued', revoked_at = NULL WHERE id = {one.pk}",
        "UPDATE credentials_statuslist SET revoked = 0",
    )
    signer.work()
    document, _ = queries.public_list(one.status_list_id)
    assert bits.is_set(bits.decoded(document["credentialSubject"]["encodedList"]), one.status_index)


def test_with_a_new_key_old_credentials_stay_valid_and_new_ones_have_the_new_key(issued, signer):
    one = issued()
    signer.work()
    old = queries.document_of(one, named=False)
    badges.new_key(badges.folder_of(signer.folder))
    other = issued()
    signer.work()
    new = queries.document_of(other, named=False)
    assert old["proof"]["verificationMethod"].endswith("#key-1")
    assert new["proof"]["verificationMethod"].endswith("#key-2")
    assert verdict(old) == verdict(new) == Verdict.VALID
    document = queries.public_did_document()
    assert [one["id"].split("#")[1] for one in document["verificationMethod"]] == ["key-1", "key-2"]
    assert len(document["assertionMethod"]) == 2
    old["proof"]["verificationMethod"] = new["proof"]["verificationMethod"]
    assert verdict(old) == Verdict.ALTERED


def test_a_key_in_other_hands_is_void_and_the_true_ones_are_signed_anew(issued, signer, cast):
    one = actions.ask_for_name(issued(), by=cast["worker"])
    gone = actions.revoke(issued(), reason="成绩更正", by=None)
    signer.work()
    old = queries.document_of(one, named=False)
    list_before = queries.public_list(one.status_list_id)
    assert actions.distrust_key(1, by=None) == 1
    assert verdict(old) == Verdict.ALTERED, "true or forged: nobody can tell"
    assert queries.public_did_document()["verificationMethod"] == []
    assert signer.work().made == 2
    new = queries.document_of(one, named=False)
    assert new["proof"]["verificationMethod"].endswith("#key-2")
    assert verdict(new) == Verdict.VALID
    assert queries.document_of(one, named=True) is not None
    document, signed_at = queries.public_list(one.status_list_id)
    assert signed_at > list_before[1]
    assert document["proof"]["verificationMethod"].endswith("#key-2")
    assert bits.is_set(bits.decoded(document["credentialSubject"]["encodedList"]), gone.status_index)
    assert Entry.objects.get(verb="credentials.key_distrusted").payload == {"number": "1"}
    with pytest.raises(Refused, match="没有可信的"):
        actions.distrust_key(1, by=None)
    with pytest.raises(DatabaseError, match="不能改"), transaction.atomic():
        IssuerKey.objects.filter(number=1).update(distrusted_at=None)


def test_every_key_is_entered_into_the_ledger_once(tree, signer):
    signer.work()
    assert actions.note_keys() == 1
    assert actions.note_keys() == 0
    entry = Entry.objects.get(verb="credentials.key_added")
    assert entry.payload == {"number": "1", "key": queries.public_keys()[0][1]}


def test_a_signer_without_its_key_signs_nothing(issued, signer):
    issued()
    signer.work()
    (badges.folder_of(signer.folder) / "key-1").unlink()
    with pytest.raises(Stopped, match="没有现在的凭证签发密钥"):
        signer.work()


def test_nothing_is_signed_that_the_signed_log_does_not_hold(issued, signer):
    issued()
    key = badges.current_key(badges.folder_of(signer.folder))
    badges.tell_key(key)
    assert badges.sign_waiting(key, below=1_000_000).made == 0, "it has no place yet"
    assert signer.work().made == 1


def test_nothing_is_signed_that_is_not_what_was_issued(issued, signer):
    one, other = issued(), issued()
    as_owner(
        f"UPDATE credentials_credential SET claims = jsonb_set(claims, '{{title}}', '\"全国第一名\"') WHERE id = {one.pk}"
    )
    done = signer.work()
    assert (done.made, done.refused) == (1, (one.pk,))
    assert set(Signed.objects.values_list("credential", flat=True)) == {other.pk}


def test_the_signer_needs_no_more_rights_than_deploy_gives_it(issued, signer, cast):
    first = issued()
    signer.work()
    actions.revoke(first, reason="成绩更正", by=None)
    one = actions.ask_for_name(issued(), by=cast["worker"])
    while sequence():
        pass
    grants = (Path(__file__).parents[3] / "deploy" / "signer.sql").read_text()
    grants = grants.replace("LOGIN PASSWORD :'password'", "").replace("jiangong_signer", "trial_signer")
    own = badges.folder_of(signer.folder)
    badges.new_key(own)
    with connection.cursor() as cursor:
        cursor.execute(grants)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE trial_signer")
        try:
            key = badges.current_key(own)
            badges.tell_key(key)
            assert badges.sign_waiting(key, below=1_000_000).made == 2
            assert badges.sign_lists(own, key) == 1
        finally:
            cursor.execute("RESET ROLE")
    one.refresh_from_db()
    assert not one.waits


def test_a_killed_signer_goes_on(issued, signer, monkeypatch):
    one = issued()
    with monkeypatch.context() as patch:
        patch.setattr(actions, "no_longer_waits", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            signer.work()
    assert signer.work().made == 0, "it was kept before the kill"
    assert Signed.objects.filter(credential=one).count() == 1


def test_baked_into_a_picture_and_out_again(file):
    text = json.dumps(file, ensure_ascii=False)
    dot = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    png = baking.into_png(dot, text)
    svg = baking.into_svg('<svg xmlns="http://www.w3.org/2000/svg"><path d=""/></svg>', text)
    for baked in (png, svg.encode()):
        assert queries.check(baked).verdict == Verdict.VALID
        assert queries.check(baked.replace("焊工".encode(), "电工".encode())).verdict == Verdict.ALTERED
    assert queries.check(dot).verdict == Verdict.UNREADABLE


def test_pictures_of_other_programs_are_read(file):
    import io

    from PIL import Image, PngImagePlugin

    out = io.BytesIO()
    info = PngImagePlugin.PngInfo()
    info.add_itxt("openbadgecredential", json.dumps(file), zip=True)
    Image.new("RGB", (4, 4)).save(out, "png", pnginfo=info)
    assert queries.check(out.getvalue()).verdict == Verdict.VALID


def test_an_issuer_is_an_address():
    assert Issuer("https://a.example").did == "did:web:a.example"
