"""Photographs beside marks: of whom, of which cell, and who may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from jiangong.foundation.documents.models import Attachment
from jiangong.foundation.documents.states import AttachmentState
from jiangong.programmes.competitions.models import Contest, Entry, Office, Photo
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.layers import all_numbers


@dataclass(frozen=True)
class Shot:
    """One photograph as pages show it: `attachment` is the file's number."""

    code: str
    component: str
    aspect: str
    judge: str
    at: datetime
    attachment: int
    sha256: str


def shots(photos: QuerySet[Photo]) -> list[Shot]:
    """The photographs with their files, in the order they came; one query."""
    files = Attachment.objects.filter(
        subject_type=Photo._meta.label_lower, subject_id=OuterRef("pk"), state=AttachmentState.KEPT
    )
    rows = photos.annotate(
        file=Subquery(files.values("pk")[:1]), digest=Subquery(files.values("sha256")[:1])
    ).filter(file__isnull=False)
    places = rows.order_by("pk").values_list("code", "component", "aspect", "judge", "at", "file", "digest")
    return [Shot(*one) for one in places]


def photos_of_judge(office: Office, component: str, code: str) -> list[Shot]:
    """A judge's own photographs of one number in one component."""
    rows = Photo.objects.filter(contest=office.contest_id, judge=office.alias, component=component, code=code)
    return shots(rows)


def photos_of_number(contest: Contest, code: str) -> list[Shot]:
    """Everybody's photographs of one number, for the chief judge."""
    return shots(Photo.objects.filter(contest=contest, code=code))


def photos_of_line(
    contest: Contest, participant: str, component: str, user: Any
) -> tuple[int, Sequence[Shot]]:
    """How many photographs lie beneath a cell of the result (`component` empty: the whole line), and those the user may see.

    Only after the layers are open. All of a line concern the same person, so one that somebody else took decides for all.
    """
    numbers, _entries = all_numbers(Book(contest))
    codes = [number for number, who in numbers.items() if who == participant]
    rows = Photo.objects.filter(contest=contest, code__in=codes)
    if component:
        rows = rows.filter(component=component)
    found = list(rows.select_related("contest__organiser"))
    if not found or getattr(user, "person_id", None) is None:
        return len(found), []
    own = set(Office.objects.filter(contest=contest, person=user.person_id).values_list("alias", flat=True))
    others = next((one for one in found if one.judge not in own), None)
    if others is not None and user.has_perm("competitions.see_photo", others):
        return len(found), shots(rows)
    mine = [one.pk for one in found if one.judge in own and user.has_perm("competitions.see_photo", one)]
    return len(found), shots(rows.filter(pk__in=mine))


def photo_lines(contest: Contest) -> list[str]:
    """What the seal of the sheet says of each photograph: its place, who took it, the hash of its bytes as kept."""
    rows = shots(Photo.objects.filter(contest=contest))
    return ["\x1f".join((one.code, one.component, one.aspect, one.judge, one.sha256)) for one in rows]


def entry_behind(contest: Contest, code: str) -> Entry | None:
    """Whose number it was. The machine's own knowledge: only for contests whose layers are open."""
    numbers, entries = all_numbers(Book(contest))
    return entries.get(numbers.get(code, ""))
