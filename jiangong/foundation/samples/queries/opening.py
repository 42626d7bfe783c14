"""Opening a drawn entry: its leaf, the record and salt that the leaf commits to, and what its room holds about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.functional import Promise

from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.leaves import commitment, record_text
from jiangong.foundation.people.formulas import mask_name
from jiangong.foundation.samples.models import Draw


@dataclass(frozen=True)
class Opened:
    """What an auditor sees of an entry. `record` and `salt` are empty where erasure destroyed the salt.

    `fits`: whether record and salt give the leaf's commitment, that is, whether the entry still says what was logged.
    `facts` are the room's, in words and masked; None where the room holds nothing about it any more.
    """

    leaf: str
    record: str
    salt: str
    fits: bool | None
    who: str
    corrected: bool
    facts: Sequence[tuple[str | Promise, object]] | None


def opened(draw: Draw) -> Opened:
    """Read everything about a drawn entry. Whoever shows it to somebody writes that down first (actions.open_draw)."""
    entry, position = draw.entry, draw.position
    leaf = (ledger.leaf(position) or b"").decode()
    [source] = ledger.sources(position, position + 1)
    salt = ledger.salts(position, position + 1).get(position)
    record = record_text(source, entry.organisation.code)
    return Opened(
        leaf=leaf,
        record=record if salt else "",
        salt=salt.hex() if salt else "",
        fits=None if salt is None else f'"{commitment(salt, record)}"' in leaf,
        who=mask_name(entry.person.name) if entry.person else "",
        corrected=hasattr(entry, "correction"),
        facts=_held(entry.subject_type, entry.subject_id),
    )


def _held(subject_type: str, subject_id: int) -> Sequence[tuple[str | Promise, object]] | None:
    """What the room of the subject holds: a room whose entries are public has `facts_for_audit(model, pk)` in its
    queries, which gives rows of (label, value) without sealed data and with masked names, or None if it is gone."""
    label, _, model = subject_type.partition(".")
    name = f"{apps.get_app_config(label).name}.queries"
    find = getattr(import_module(name), "facts_for_audit", None) if find_spec(name) else None
    return find(model, subject_id) if find else ()
