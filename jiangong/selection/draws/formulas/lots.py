"""Ranks 签序: from the announcement, the commitment and the randomness, nothing else.

    seed = SHA-256("jiangong/draw/v1" LF  announcement LF  commitment LF  randomness)
    lot  = SHA-256(seed ‖ ticket ‖ LF ‖ number of the lot as 4 bytes, big-endian), numbers from 0

An application's best lot is its smallest; the smallest best lot has rank 1. With v lots against w, the chance to stand in
front is v / (v + w).
"""
# not law in this file (4): bytes of a hash

from collections.abc import Iterable
from hashlib import sha256

from jiangong.selection.draws.formulas.applications import Application

_TAG = b"jiangong/draw/v1\n"


def seed(announcement: str, commitment: str, randomness: bytes) -> bytes:
    """The 32 bytes that decide. `announcement` and `commitment` are the texts as they stand in the ledger."""
    return sha256(_TAG + announcement.encode() + b"\n" + commitment.encode() + b"\n" + randomness).digest()


def best_lot(application: Application, seed: bytes) -> bytes:
    """The smallest of the application's lots."""
    start = sha256(seed + application.ticket.encode() + b"\n")
    lots = []
    for number in range(application.lots):
        lot = start.copy()
        lot.update(number.to_bytes(4, "big"))
        lots.append(lot.digest())
    return min(lots)


def ranked(applications: Iterable[Application], seed: bytes) -> list[Application]:
    """All applications, rank 1 first. Equal lots are as likely as two equal SHA-256 hashes; the ticket would decide."""
    return [one for _, _, one in sorted((best_lot(one, seed), one.ticket, one) for one in applications)]
