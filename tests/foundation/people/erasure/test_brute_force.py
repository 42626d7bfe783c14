"""Whoever tries identity numbers one by one, with every key in hand, confirms nobody who was forgotten.

The same attack with a million candidates, on a server of its own: python -m tests.load.brute_force
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator

import pytest
from django.core.files.storage import default_storage

from jiangong.foundation.people.erasure import actions, queries
from jiangong.foundation.people.erasure.states import Ground
from tests.load import brute_force

from .conftest import DOCUMENT, NAME, PHONE

KEYS = brute_force.Keys(b"i" * 32, b"t" * 32, b"s" * 32)
GUESS = brute_force.Guess(NAME, PHONE, 7, (b"a" * 32,), (b"record",), frozenset())


def others() -> list[str]:
    return brute_force.candidates(DOCUMENT, 2_000)


@pytest.mark.parametrize(
    "trace",
    [
        f"somewhere {DOCUMENT} stands".encode(),
        hmac.digest(KEYS.index, f"document|{DOCUMENT}".encode(), "sha256")[:16].hex().encode(),
        hashlib.sha256(DOCUMENT.encode()).hexdigest().encode(),
        b'"' + base64.b64encode(hashlib.sha256(DOCUMENT.encode()).digest()),
        base64.urlsafe_b64encode(hmac.digest(KEYS.tag, DOCUMENT.encode(), "sha256")[:16]).rstrip(b"="),
        b"\n" + hashlib.md5(DOCUMENT.encode()).hexdigest().encode() + b"\n",
        b"0" * 32 + hashlib.sha256(b"a" * 32 + DOCUMENT.encode()).digest(),
    ],
)
def test_the_attack_finds_what_is_planted(trace):
    clear, digests = brute_force.haystack([b"nothing here", trace])
    assert brute_force.attack(others(), clear, digests, set(), KEYS, GUESS).keys() == {DOCUMENT}


def test_nobody_is_confirmed_after_an_erasure(life, tree):
    def confirmed() -> set[str]:
        papers = list(_papers())
        clear, digests = brute_force.haystack([*brute_force.database_texts(), *papers])
        people = [life.person.pk]
        guess = brute_force.what_is_known(NAME, PHONE, tree.enterprise.pk, people)
        keys = brute_force.keys_of_this_installation()
        return set(brute_force.attack(others(), clear, digests, brute_force.opened(), keys, guess))

    assert confirmed() == {DOCUMENT}, "the control: with all keys the living are found"
    people = queries.numbers_of(life.person)
    actions.erase_person(life.asked, reason=Ground.CONSENT, by=life.other)
    assert brute_force.what_is_known(NAME, PHONE, 0, people).salts == ()
    assert confirmed() == set()


def _papers() -> Iterator[bytes]:
    for folder in default_storage.listdir("certificates")[0]:
        for name in default_storage.listdir(f"certificates/{folder}")[1]:
            with default_storage.open(f"certificates/{folder}/{name}") as file:
                yield file.read()
