"""Every write to the ledger: record, correct, give places (sequence), publish (grow), sign, collect cosignatures."""

from jiangong.foundation.ledger.actions.copying import Row, copy_entries
from jiangong.foundation.ledger.actions.cosigning import Accepted, accept_cosignatures
from jiangong.foundation.ledger.actions.growing import destroy_salts, grow
from jiangong.foundation.ledger.actions.holding import hold, release
from jiangong.foundation.ledger.actions.recording import (
    Fact,
    correct,
    correct_many,
    record,
    record_many,
    recording,
)
from jiangong.foundation.ledger.actions.sequencing import sequence
from jiangong.foundation.ledger.actions.signing import Fork, publish_checkpoint, publish_key

__all__ = [
    "Accepted",
    "Fact",
    "Fork",
    "Row",
    "accept_cosignatures",
    "copy_entries",
    "correct",
    "correct_many",
    "destroy_salts",
    "grow",
    "hold",
    "publish_checkpoint",
    "publish_key",
    "record",
    "record_many",
    "recording",
    "release",
    "sequence",
]
