"""Notes, keys and cosignatures: read back as written, unknown lines ignored, everything malformed refused with a reason."""

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.foundation.ledger.tlog.notes import (
    COSIGNATURE,
    ED25519,
    NoteError,
    Signer,
    Verifier,
    cosign,
    decode,
    open_note,
    read_cosignature,
    split_note,
)


def signer(name, kind, seed):
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return Signer(Verifier(name, kind, public), seed)


def key_text(kind):
    return base64.b64encode(bytes([kind]) + bytes(32)).decode()


LOG = signer("demo.example/log", ED25519, bytes(32))
OTHER = Signer.generate("demo.example/log")
WITNESS = Signer.generate("witness.example/w1", COSIGNATURE)
TEXT = "demo.example/log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
WHEN = 1_700_000_000
SIGNED = LOG.sign(TEXT)
COSIGNED = cosign(WITNESS, TEXT, WHEN)
FOREIGN = f"— 演示.example/sm2 {base64.b64encode(b'abcd' + bytes(70)).decode()}\n"
NOTE = f"{TEXT}\n{SIGNED}{FOREIGN}{COSIGNED}"


def why(call, *arguments):
    """The words of the NoteError that a call ends with."""
    with pytest.raises(NoteError) as refused:
        call(*arguments)
    return str(refused.value)


def line_of(name, blob):
    return f"— {name} {base64.b64encode(blob).decode()}\n"


def test_a_keys_id_is_the_specified_hash():
    for kind in (ED25519, COSIGNATURE):
        verifier = Verifier("a", kind, bytes(range(32)))
        assert verifier.id == sha256(b"a\n" + bytes([kind]) + bytes(range(32))).digest()[:4]
        assert verifier.vkey == (
            f"a+{verifier.id.hex()}+{base64.b64encode(bytes([kind]) + bytes(range(32))).decode()}"
        )
        assert Verifier.parse(verifier.vkey) == verifier


def test_keys_are_read_back_and_stay_secret():
    for signer in (LOG, OTHER, WITNESS):
        assert Signer.parse(signer.skey) == signer
        assert Verifier.parse(signer.verifier.vkey) == signer.verifier
        seed = base64.b64encode(bytes([signer.verifier.kind]) + signer.seed).decode()
        assert signer.skey == f"PRIVATE+KEY+{signer.verifier.name}+{signer.verifier.id.hex()}+{seed}"
        assert "seed" not in repr(signer)
    assert OTHER.verifier.kind == ED25519
    assert Signer.generate("x").seed != Signer.generate("x").seed
    assert len(OTHER.seed) == 32


@pytest.mark.parametrize(
    "name",
    ["", "a b", "a\u00a0b", "a\u3000b", "a\u2028b", "a\u0085b", "a+b", "a\nb", "a\x00b", "a\x1fb", "a\ud800"],
)
def test_names_that_no_key_can_have(name):
    words = "a key's name is not empty and has no space, plus or control character"
    assert why(Verifier, name, ED25519, bytes(32)) == words
    assert why(Signer.generate, name) == words


def test_keys_of_other_kinds_and_lengths_are_refused():
    assert why(Verifier, "a", 2, bytes(32)) == "keys of kind 2 are not known here"
    assert why(Signer.generate, "a", 6) == "keys of kind 6 are not known here"
    for length in (0, 31, 33):
        assert why(Verifier, "a", ED25519, bytes(length)) == "an Ed25519 key has 32 bytes"


GOOD = LOG.verifier.vkey


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a key has a name, an id and a base64 part, joined by +"),
        ("demo.example/log+00000000", "a key has a name, an id and a base64 part, joined by +"),
        (GOOD + "\n", "not base64"),
        (GOOD[:-4], "30 bytes where 33 belong"),
        (GOOD + "AAAA", "36 bytes where 33 belong"),
        (GOOD.replace("log", "log2"), "the verifier key's id does not fit its name and key"),
        (
            GOOD.replace(LOG.verifier.id.hex(), "00000000"),
            "the verifier key's id does not fit its name and key",
        ),
        (
            GOOD.replace(LOG.verifier.id.hex(), "0EBCBA42"),
            "the verifier key's id does not fit its name and key",
        ),
        (
            "+" + GOOD.split("+", 1)[1],
            "a key's name is not empty and has no space, plus or control character",
        ),
        (f"a+00000000+{key_text(2)}", "keys of kind 2 are not known here"),
        ("a+00000000+密钥", "not base64"),
    ],
)
def test_malformed_verifier_keys(text, words):
    assert why(Verifier.parse, text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a signer key begins with PRIVATE+KEY+"),
        (GOOD, "a signer key begins with PRIVATE+KEY+"),
        ("PRIVATE+KEY+a", "a key has a name, an id and a base64 part, joined by +"),
        (LOG.skey.replace("log", "log2"), "the signer key's id does not fit its name and key"),
        (LOG.skey[:-1], "not base64"),
    ],
)
def test_malformed_signer_keys(text, words):
    assert why(Signer.parse, text) == words


def test_a_note_is_taken_apart_and_put_together():
    assert split_note(NOTE) == (TEXT, [SIGNED, FOREIGN, COSIGNED])
    assert split_note(f"\n\n{SIGNED}") == ("\n", [SIGNED])
    assert split_note(f"a\n\nb\n\n\n{SIGNED}") == ("a\n\nb\n\n", [SIGNED])
    assert SIGNED.startswith("— demo.example/log ")
    assert SIGNED.endswith("\n")


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("", "a note has a blank line before its signatures"),
        (TEXT, "a note has a blank line before its signatures"),
        (TEXT + SIGNED, "a note has a blank line before its signatures"),
        (TEXT + "\n", "a note ends with a signature line and its newline"),
        (TEXT + "\n" + SIGNED[:-1], "a note ends with a signature line and its newline"),
        (TEXT + "\n" + SIGNED + "more", "a note ends with a signature line and its newline"),
        (TEXT + "\n" + SIGNED + "more\n", "not a signature line"),
        (TEXT + "\n" + SIGNED.replace("—", "-"), "not a signature line"),
        (TEXT + "\n" + SIGNED.replace("— ", "—"), "not a signature line"),
        (TEXT + "\n" + SIGNED.replace("— ", "—  "), "not a signature line"),
        (TEXT + "\n" + SIGNED.replace("\n", " \n"), "not a signature line"),
        (TEXT + "\n" + SIGNED.replace("\n", " x\n"), "not a signature line"),
        (TEXT + "\n—  AAAAAAAA\n", "a key's name is not empty and has no space, plus or control character"),
        (
            TEXT + "\n— a+b AAAAAAAA\n",
            "a key's name is not empty and has no space, plus or control character",
        ),
        (
            TEXT + "\n— a\u2028b AAAAAAAA\n",
            "a key's name is not empty and has no space, plus or control character",
        ),
        (TEXT + "\n— a \n", "a signature line without a signature"),
        (TEXT + "\n— a AAAAAA==\n", "a signature line without a signature"),
        (TEXT + "\n— a AAAAAAA\n", "not base64"),
        (TEXT + "\n— a AAAAAAB=\n", "not base64 in its canonical spelling"),
        (TEXT + "\n— a AAAA_AAA\n", "not base64"),
        (TEXT + "\n— a 签名\n", "not base64"),
        *[
            (
                f"a{character}b\n\n{SIGNED}",
                "a note is valid UTF-8 without control characters other than newline",
            )
            for character in "\x00\x01\x08\t\x0b\r\x1b\x1f\ud800\udfff"
        ],
    ],
)
def test_malformed_notes(note, words):
    assert why(split_note, note) == words
    assert why(open_note, note, [LOG.verifier]) == words


def test_a_note_has_at_most_a_hundred_signatures():
    assert len(split_note(f"{TEXT}\n{FOREIGN * 99}{SIGNED}")[1]) == 100
    assert open_note(f"{TEXT}\n{FOREIGN * 99}{SIGNED}", [LOG.verifier]) == (TEXT, [LOG.verifier])
    assert why(split_note, f"{TEXT}\n{FOREIGN * 100}{SIGNED}") == "more than 100 signatures"


def test_a_signature_of_one_byte_is_a_line_of_somebody():
    assert split_note(f"{TEXT}\n— a AAAAAAE=\n") == (TEXT, ["— a AAAAAAE=\n"])


def test_del_and_other_scripts_are_text():
    text = "工会\x7f\u0085\u2028\n"
    assert open_note(f"{text}\n{LOG.sign(text)}", [LOG.verifier]) == (text, [LOG.verifier])


def test_a_note_opens_with_those_who_signed_it_in_its_order():
    log, witness = LOG.verifier, WITNESS.verifier
    assert open_note(NOTE, [log]) == (TEXT, [log])
    assert open_note(NOTE, [witness]) == (TEXT, [witness])
    assert open_note(NOTE, [witness, OTHER.verifier, log, log]) == (TEXT, [log, witness])
    assert open_note(f"{TEXT}\n{SIGNED}{SIGNED}", [log]) == (TEXT, [log])
    later = cosign(WITNESS, TEXT, WHEN + 1)
    assert open_note(f"{TEXT}\n{COSIGNED}{later}", [witness]) == (TEXT, [witness])


def test_a_note_without_a_known_signature_is_refused():
    assert why(open_note, NOTE, []) == "no known key signed this note"
    assert why(open_note, NOTE, [OTHER.verifier]) == "no known key signed this note"
    # The same name or the same id alone makes no key known.
    blob = base64.b64decode(SIGNED.split(" ")[2])
    assert why(open_note, f"{TEXT}\n{line_of('other.example', blob)}", [LOG.verifier]) == (
        "no known key signed this note"
    )
    assert why(open_note, f"{TEXT}\n{line_of(LOG.verifier.name, b'abcd' + blob[4:])}", [LOG.verifier]) == (
        "no known key signed this note"
    )


def test_a_bad_signature_of_a_known_key_spoils_the_note():
    bad = line_of(LOG.verifier.name, LOG.verifier.id + bytes(64))
    short = line_of(LOG.verifier.name, LOG.verifier.id + b"x")
    long = line_of(LOG.verifier.name, base64.b64decode(SIGNED.split(" ")[2]) + b"x")
    words = "the signature by demo.example/log does not verify"
    for lines in (bad, bad + COSIGNED, COSIGNED + bad, SIGNED + bad, short, long):
        assert why(open_note, f"{TEXT}\n{lines}", [LOG.verifier, WITNESS.verifier]) == words
    assert why(open_note, f"x{NOTE}", [LOG.verifier]) == words
    assert why(open_note, f"x{NOTE}", [WITNESS.verifier]) == (
        "the signature by witness.example/w1 does not verify"
    )


def test_two_keys_with_one_name_and_id_are_refused():
    twin = Verifier(LOG.verifier.name, ED25519, OTHER.verifier.key)
    object.__setattr__(twin, "id", LOG.verifier.id)  # finding a real collision takes 2^32 tries
    assert why(open_note, NOTE, [LOG.verifier, twin]) == "two keys of demo.example/log with one id"


def test_only_texts_that_a_note_can_have_are_signed():
    assert why(LOG.sign, "no newline") == "a note's text ends with a newline"
    assert why(LOG.sign, "") == "a note's text ends with a newline"
    words = "a note is valid UTF-8 without control characters other than newline"
    assert why(LOG.sign, "tab\t\n") == words
    assert why(cosign, WITNESS, "tab\t\n", WHEN) == words
    assert why(cosign, WITNESS, "no newline", WHEN) == "a note's text ends with a newline"
    assert why(read_cosignature, WITNESS.verifier, "\ud800\n", COSIGNED) == words


def test_each_kind_of_key_signs_its_own():
    assert why(WITNESS.sign, TEXT) == "a witness's key signs checkpoints with a time, nothing else"
    assert why(cosign, LOG, TEXT, WHEN) == "only a witness's key cosigns"
    assert why(read_cosignature, LOG.verifier, TEXT, SIGNED) == "only a witness's key cosigns"
    # A log's key that belongs to the same seed under the other kind verifies nothing of the other.
    twin = signer("witness.example/w1", ED25519, WITNESS.seed)
    assert why(open_note, f"{TEXT}\n{COSIGNED}", [twin.verifier]) == "no known key signed this note"


def test_a_cosignature_signs_the_time_with_the_text():
    """The signed message is that of tlog-cosignature, checked with the primitive itself."""
    blob = base64.b64decode(COSIGNED.split(" ")[2])
    assert blob[:12] == WITNESS.verifier.id + WHEN.to_bytes(8, "big")
    message = f"cosignature/v1\ntime {WHEN}\n{TEXT}".encode()
    Ed25519PublicKey.from_public_bytes(WITNESS.verifier.key).verify(blob[12:], message)


@pytest.mark.parametrize("when", [0, 1, WHEN, 2**63 - 1])
def test_a_cosignature_says_when(when):
    line = cosign(WITNESS, TEXT, when)
    assert read_cosignature(WITNESS.verifier, TEXT, line) == when
    assert read_cosignature(WITNESS.verifier, TEXT, line.rstrip("\n")) == when


def test_times_out_of_range():
    for when in (-1, 2**63):
        assert why(cosign, WITNESS, TEXT, when) == f"no timestamp {when}"
    blob = WITNESS.verifier.id + (2**63).to_bytes(8, "big") + bytes(64)
    assert why(read_cosignature, WITNESS.verifier, TEXT, line_of(WITNESS.verifier.name, blob)) == (
        f"no timestamp {2**63}"
    )


def test_cosignatures_that_are_none():
    verifier = WITNESS.verifier
    blob = base64.b64decode(COSIGNED.split(" ")[2])
    failed = f"the signature by {verifier.name} does not verify"
    assert why(read_cosignature, verifier, TEXT, SIGNED) == f"not a signature by {verifier.name}"
    assert (
        why(read_cosignature, verifier, TEXT, line_of("other", blob)) == f"not a signature by {verifier.name}"
    )
    assert why(read_cosignature, verifier, TEXT, COSIGNED + "\n") == "not base64"
    assert why(read_cosignature, verifier, TEXT, "") == "not a signature line"
    assert why(read_cosignature, verifier, TEXT + "more\n", COSIGNED) == failed
    for wrong in (blob[:-1], blob + b"x", blob[:8], blob[:12], blob[:11] + b"\x01" + blob[12:]):
        assert why(read_cosignature, verifier, TEXT, line_of(verifier.name, wrong)) == failed
    # A plain signature of the text by the same key, its first eight bytes read as a time, is no cosignature either.
    plain = signer("w", ED25519, WITNESS.seed).sign(TEXT)
    raw = base64.b64decode(plain.split(" ")[2])[4:]
    with pytest.raises(NoteError):
        read_cosignature(verifier, TEXT, line_of(verifier.name, verifier.id + raw))


@pytest.mark.parametrize(
    ("text", "length", "words"),
    [
        ("AAA", None, "not base64"),
        ("AA==AA==", None, "not base64"),
        ("AAAA====", None, "not base64"),
        ("AA AA", None, "not base64"),
        ("AAAA\n", None, "not base64"),
        ("AB==", None, "not base64 in its canonical spelling"),
        ("AA==", 2, "1 bytes where 2 belong"),
    ],
)
def test_base64_has_one_spelling(text, length, words):
    with pytest.raises(NoteError, match=rf"^{words}( in its canonical spelling)?$"):
        decode(text, length)


def test_base64_of_nothing_is_nothing():
    assert decode("") == b""
    assert decode("", 0) == b""


TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs", "Cc"))).map(
    lambda text: text + "\n"
)


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4).map("".join), st.integers(0, 2**63 - 1))
def test_every_text_is_signed_and_opened(text, when):
    note = f"{text}\n{LOG.sign(text)}{cosign(WITNESS, text, when)}"
    assert open_note(note, [LOG.verifier, WITNESS.verifier]) == (text, [LOG.verifier, WITNESS.verifier])
    assert read_cosignature(WITNESS.verifier, text, split_note(note)[1][1]) == when


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(NOTE) - 1), st.characters(exclude_categories=("Cs",)))
def test_no_changed_character_passes_unnoticed(at, character):
    """A change in the text or in a known line is refused; one in a foreign line changes nothing of what was signed."""
    changed = NOTE[:at] + character + NOTE[at + 1 :]
    try:
        text, verified = open_note(changed, [LOG.verifier, WITNESS.verifier])
    except NoteError:
        return
    assert text == TEXT
    assert set(verified) <= {LOG.verifier, WITNESS.verifier}
    if len(verified) == 2 and changed != NOTE:
        assert len(TEXT) + len(SIGNED) < at <= len(TEXT) + 1 + len(SIGNED) + len(FOREIGN)


@given(st.text())
def test_no_text_breaks_a_parser_otherwise_than_by_a_refusal(text):
    for parse in (split_note, Verifier.parse, Signer.parse, decode):
        try:
            parse(text)
        except NoteError:
            continue
