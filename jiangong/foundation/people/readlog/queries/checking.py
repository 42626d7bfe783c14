"""Whether the read log is whole: numbers, chain, contents, and the ledger's word on it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max

from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people.models import Look, Person, User
from jiangong.foundation.people.readlog.formulas import FIRST, commitment_of, digest_of, hash_of
from jiangong.foundation.people.readlog.models import Export, ExportPart, Reading
from jiangong.foundation.people.readlog.states import Kind, Verb

CHUNK = 1000
BEFORE = '"before":true'  # in what is said of looks that were made before the log had numbers


@dataclass
class Checked:
    """What a check found, as numbers of places. `first` and `last` are the places read, `total` how many there are.

    missing: left out, or in the ledger and not here. broken: the row does not hash to its hash, or not onto the one
    before. altered: what a look or export says is not what the place commits to. gone: it says nothing any more, and
    no erasure names it. unknown: the ledger does not know the place, or knows another hash. erased: by law.
    """

    first: int
    last: int
    total: int
    missing: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    altered: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    erased: int = 0

    @property
    def whole(self) -> bool:
        return not (self.missing or self.broken or self.altered or self.gone or self.unknown)


def check(*, newest: int | None = None) -> Checked:
    """Check the newest places of the log, or all; some eight queries for each thousand.

    Numbers are counted over the whole log in any case.
    """
    counted = Reading.objects.aggregate(last=Max("number"), total=Count("number"))
    in_ledger = Entry.objects.filter(verb=Verb.READ).aggregate(last=Max("subject_id"))["last"] or 0
    last, total = counted["last"] or 0, counted["total"]
    first = max(1, last - newest + 1) if newest else 1
    found = Checked(first, last, total)
    found.missing = list(range(last + 1, in_ledger + 1))[:CHUNK]
    if total != last:
        found.missing = sorted({*found.missing, *_holes(last)})
    covered = {
        number
        for covers in Reading.objects.filter(kind=Kind.ERASED).values_list("covers", flat=True)
        for number in covers
    }
    before = Reading.objects.filter(number__lt=first).order_by("-number").first()
    previous = bytes(before.hash) if before else FIRST
    for chunk in _chunks(first, last):
        for reading in chunk:
            if bytes(reading.previous) != previous or _hash(reading) != bytes(reading.hash):
                found.broken.append(reading.number)
            previous = bytes(reading.hash)
        _check_contents(chunk, covered, found)
        _check_ledger(chunk, found)
    return found


def _holes(last: int) -> Iterable[int]:
    """The numbers left out, the first thousand of them."""
    holes: list[int] = []
    expected = 1
    for number in Reading.objects.order_by("number").values_list("number", flat=True).iterator():
        holes.extend(range(expected, number))
        expected = number + 1
        if len(holes) >= CHUNK:
            break
    return holes[:CHUNK]


def _chunks(first: int, last: int) -> Iterator[Sequence[Reading]]:
    for start in range(first, last + 1, CHUNK):
        yield list(Reading.objects.filter(number__gte=start, number__lt=start + CHUNK).order_by("number"))


def _hash(reading: Reading) -> bytes:
    return hash_of(
        number=reading.number,
        at=reading.at,
        kind=reading.kind,
        people=reading.people,
        covers=reading.covers,
        commitment=bytes(reading.commitment),
        previous=bytes(reading.previous),
    )


def _check_contents(chunk: Sequence[Reading], covered: set[int], found: Checked) -> None:
    numbers = [one.number for one in chunk]
    details: dict[int, Any] = {
        one.number: one for one in Look.objects.filter(number__in=numbers) if one.number
    }
    exports = {one.number: one for one in Export.objects.filter(number__in=numbers)}
    parts: dict[int, dict[int, bytes]] = {one.pk: {} for one in exports.values()}
    for part in ExportPart.objects.filter(export__in=parts):
        parts[part.export_id][part.bucket] = bytes(part.bits)
    elsewhere = _merged(details.values())
    accounts = _accounts([*details.values(), *exports.values()])
    details |= exports
    for reading in chunk:
        if reading.kind == Kind.ERASED:
            continue
        if reading.number in covered:
            found.erased += 1
            continue
        detail = details.get(reading.number)
        if detail is None:
            found.gone.append(reading.number)
            continue
        on_it = parts.get(detail.pk, {}) if isinstance(detail, Export) else None
        if (
            commitment_of(detail.said, bytes(detail.salt or b"")) != bytes(reading.commitment)
            or (detail.at if isinstance(detail, Export) else detail.looked_at) != reading.at
            or not _agrees(detail, on_it, elsewhere, accounts)
        ):
            found.altered.append(reading.number)


def _agrees(
    detail: Any, parts: dict[int, bytes] | None, elsewhere: dict[int, int], accounts: set[int]
) -> bool:
    """Whether the columns that people read say what the committed text says."""
    said = json.loads(detail.said)
    same = (
        said["what"] == detail.what
        and said["purpose"] == detail.purpose
        and said["organisation"] == detail.organisation_id
        # the account of whoever looked may have been erased, with the name and nothing else
        and (said["by"] == detail.by_id or (detail.by_id is None and said["by"] not in accounts))
    )
    if parts is None:
        [person] = said["people"]
        return same and detail.person_id in (person, elsewhere.get(person))
    return same and said["title"] == detail.title and said["digest"] == digest_of(parts)


def _merged(looks: Iterable[Look]) -> dict[int, int]:
    """Persons said in looks that are another number now, because two turned out to be one."""
    said = {json.loads(one.said)["people"][0] for one in looks if one.said}
    rows = Person.objects.filter(pk__in=said, merged_into__isnull=False).values_list("pk", "merged_into")
    found = {pk: into for pk, into in rows if into is not None}
    return {pk: found.get(into, into) for pk, into in found.items()}


def _accounts(details: Iterable[Any]) -> set[int]:
    """The accounts named in texts whose row names none, that still exist."""
    said = {json.loads(one.said)["by"] for one in details if one.said and one.by_id is None}
    return set(User.objects.filter(pk__in=said - {None}).values_list("pk", flat=True))


def _check_ledger(chunk: Sequence[Reading], found: Checked) -> None:
    """Each look and export has one entry, which repeats its hash."""
    label = Reading._meta.label_lower
    known = {
        number: payload.get("hash")
        for number, payload in Entry.objects.filter(
            subject_type=label, subject_id__in=[one.number for one in chunk], verb=Verb.READ
        ).values_list("subject_id", "payload")
    }
    old = set(
        Look.objects.filter(
            number__in=[one.number for one in chunk if one.number not in known], said__contains=BEFORE
        ).values_list("number", flat=True)
    )
    for reading in chunk:
        if reading.kind == Kind.ERASED or reading.number in old:
            continue
        if known.get(reading.number) != bytes(reading.hash).hex():
            found.unknown.append(reading.number)
