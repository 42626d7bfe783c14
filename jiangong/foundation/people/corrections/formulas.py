"""What differs between a record and what its owner says, as texts: pure functions on plain mappings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiangong.foundation.people.corrections.states import Field
from jiangong.foundation.people.formulas import Document, check_document, mask_document, mask_phone

YES = "1"


@dataclass(frozen=True)
class Asked:
    """What a request says: by field what stood there and what should, and the person's own words."""

    old: Mapping[str, str]
    new: Mapping[str, str]
    words: str = ""

    def dumped(self) -> str:
        return json.dumps({"old": self.old, "new": self.new, "words": self.words}, ensure_ascii=False)


def read(text: str) -> Asked:
    """The request out of its JSON."""
    return Asked(**json.loads(text))


def as_text(value: Any) -> str:
    """A value of a record as text: a day as ISO, yes as "1", nothing as ""."""
    if value is None or value is False:
        return ""
    if value is True:
        return YES
    return value.isoformat() if isinstance(value, date) else str(value)


def as_value(field: str, text: str) -> Any:
    """The text again as the record has it."""
    if field in (Field.BORN_ON, Field.JOINED_ON):
        return date.fromisoformat(text) if text else None
    return text == YES if field == Field.IS_MIGRANT_WORKER else text


def different(known: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """What of `wanted` is not what is known, in the order of the fields."""
    return {
        one.value: wanted[one.value]
        for one in Field
        if one.value in wanted and wanted[one.value] != known.get(one.value, "")
    }


def gone_on(asked: Asked, now: Mapping[str, str]) -> list[str]:
    """Fields that hold now neither what stood there when it was asked, nor what was asked for."""
    return [
        name for name, text in asked.new.items() if now.get(name, "") not in (text, asked.old.get(name, ""))
    ]


def document_text(type: str, number: str) -> str:
    """A document as one text: its type and number; "" without a number."""
    return f"{type} {number}" if number else ""


def document_of(text: str) -> Document | None:
    """The checked document again; None for none."""
    type, _space, number = text.partition(" ")
    found = check_document(type, number) if number else None
    return found if isinstance(found, Document) else None


def masked(field: str, text: str) -> str:
    """A document or phone with its middle hidden; anything else as it is."""
    if field == Field.DOCUMENT:
        return mask_document(text.partition(" ")[2]) if text else ""
    return mask_phone(text) if field == Field.PHONE and text else text
