"""The pure-Python Ed25519 check against RFC 8032's vectors, its order rules, and the `cryptography` library."""

import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.foundation.ledger.tlog.merkle import leaf_hash
from jiangong.foundation.ledger.tlog.notes import NoteError, Signer, Verifier
from jiangong.foundation.ledger.tlog.tiles import grow, inclusion_proof, pack, tile_path
from jiangong.foundation.ledger.verifier import verify

# RFC 8032, 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]
# The eight points of small order, in every way to write them that has a y below p, and some that do not.
SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


def theirs(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def pair(seed: bytes) -> tuple[bytes, Ed25519PrivateKey]:
    secret = Ed25519PrivateKey.from_private_bytes(seed)
    return secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), secret


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_vectors_of_the_specification(key, message, signature):
    key, message, signature = (bytes.fromhex(one) for one in (key, message, signature))
    assert verify.signed_by(key, message, signature)
    assert not verify.signed_by(key, message + b"x", signature)
    for at in range(0, 64, 5):
        wrong = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        assert not verify.signed_by(key, message, wrong)


seeds = st.binary(min_size=32, max_size=32)


@settings(max_examples=40, deadline=None)
@given(seeds, st.binary(max_size=200))
def test_it_accepts_what_others_sign(seed, message):
    key, secret = pair(seed)
    assert verify.signed_by(key, message, secret.sign(message))


@settings(max_examples=80, deadline=None)
@given(seeds, st.binary(max_size=50), st.integers(0, 95), st.integers(1, 255))
def test_it_judges_damage_as_others_do(seed, message, at, change):
    """One byte of key or signature is changed."""
    key, secret = pair(seed)
    both = bytearray(key + secret.sign(message))
    both[at] ^= change
    key, signature = bytes(both[:32]), bytes(both[32:])
    assert verify.signed_by(key, message, signature) is theirs(key, message, signature) is False


@settings(max_examples=40, deadline=None)
@given(seeds, st.binary(max_size=50))
def test_s_is_below_the_order(seed, message):
    """S + order satisfies the equation too: whoever takes it lets a stranger make a second signature."""
    key, secret = pair(seed)
    signature = secret.sign(message)
    s = int.from_bytes(signature[32:], "little") + verify.ORDER
    second = signature[:32] + s.to_bytes(32, "little")
    assert not verify.signed_by(key, message, second)
    assert not theirs(key, message, second)


@pytest.mark.parametrize("key", SMALL)
def test_keys_of_small_order_sign_nothing(key):
    """Under such a key one signature fits many messages; here S = 0 and R = every small point."""
    for point in SMALL:
        for message in (b"", b"a", b"b", b"c", b"d"):
            assert not verify.signed_by(bytes.fromhex(key), message, bytes.fromhex(point) + bytes(32))


def test_odd_lengths_sign_nothing():
    key, secret = pair(b"s" * 32)
    signature = secret.sign(b"m")
    assert verify.signed_by(key, b"m", signature)
    for wrong in (b"", signature[:63], signature + b"\0"):
        assert not verify.signed_by(key, b"m", wrong)
    assert not verify.signed_by(key[:31], b"m", signature)


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_points_are_read_in_their_only_form(data):
    """What is read is written again byte by byte, so no point has two names."""
    point = verify.decode_point(data)
    assert point is None or verify.encode_point(point) == data


names = st.text(st.characters(exclude_characters="+", exclude_categories=("Z", "C")), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(names, st.sampled_from([1, 4]), seeds)
def test_it_reads_the_keys_that_the_log_writes(name, kind, seed):
    try:
        verifier = Verifier(name, kind, pair(seed)[0])
    except NoteError:
        return
    key = verify.read_key(verifier.vkey, kind)
    assert (key.name, key.id, key.key) == (verifier.name, verifier.id, verifier.key)
    with pytest.raises(verify.Unreadable):
        verify.read_key(verifier.vkey, 5 - kind)


@pytest.mark.parametrize(
    "vkey", ["", "x", "x+y", "x+00000000+", "+00000000+AQ==", "a b+00000000+" + "A" * 44]
)
def test_it_reads_no_other_keys(vkey):
    with pytest.raises(verify.Unreadable):
        verify.read_key(vkey, 1)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 700), st.data())
def test_inclusion_is_judged_as_the_log_proves_it(size, data):
    hashes = [leaf_hash(b"%d" % n) for n in range(size)]
    tiles, _, root = grow({}, 0, hashes)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(lambda level, number, _: tiles[level, number], index, size)
    assert verify.root_with(hashes[index], index, size, proof) == root
    full = [verify.tile_root(hashes[at : at + 256]) for at in range(0, size - size % 256, 256)]
    assert verify.tree_root(full, hashes[size - size % 256 :]) == root
    other = data.draw(st.integers(0, size + 300))
    if other != index:
        assert verify.root_with(hashes[index], other, size, proof) != root
    assert verify.root_with(hashes[index], index, size, [*proof, root]) is None
    if proof:
        assert verify.root_with(hashes[index], index, size, proof[:-1]) != root


@settings(max_examples=60)
@given(st.integers(0, 10**9), st.integers(1, 256), st.sampled_from(["entries", 0, 1, 2]))
def test_tiles_are_where_the_log_puts_them(index, width, level):
    assert verify.tile_path(level, index, width) == tile_path(level, index, width)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=20), st.integers(1, 5))
def test_bundles_are_unpacked_or_refused(leaves, cut):
    bundle = pack(leaves)
    assert verify.unpack(bundle) == leaves
    cut_short = verify.unpack(bundle[:-cut])
    assert cut_short == [] or len(cut_short) < len(leaves)


def test_a_new_signer_is_a_good_test():
    """The helpers above speak of the same keys as the log's own signer."""
    signer = Signer.generate("x")
    line = signer.sign("text\n")
    raw = verify.from_base64(line.split()[2])
    assert raw is not None
    assert verify.signed_by(signer.verifier.key, b"text\n", raw[4:])
