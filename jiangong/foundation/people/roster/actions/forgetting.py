"""What imports forget of a person beside what foreign keys find (foundation/people/erasure)."""

from collections.abc import Collection
from contextlib import suppress

from jiangong.foundation.people.formulas import normalise_document, normalise_phone
from jiangong.foundation.people.roster.models import StagedRow
from jiangong.foundation.people.roster.sealed import unseal_cells
from jiangong.foundation.people.sealing import Unreadable, blind_index


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Staged rows about these persons go; rows with problems that mention them lose the cells kept for the preview.

    An import that waits is written without such a row; one that was written cannot take it back any more. An upload
    that nobody has read yet (minutes) is not looked into: what is in it is a new registration by a union.
    """
    StagedRow.objects.filter(person_id__in=people).delete()
    if not words:
        return
    StagedRow.objects.filter(document_index__in=[blind_index("document", word) for word in words]).delete()
    mentioned = []
    for row in StagedRow.objects.exclude(cells_sealed="").iterator(chunk_size=2_000):
        with suppress(Unreadable):
            cells = unseal_cells(row.cells_sealed, roster_import=row.roster_import_id, number=row.number)
            if any({cell, normalise_document(cell), normalise_phone(cell)} & set(words) for cell in cells):
                mentioned.append(row.pk)
    StagedRow.objects.filter(pk__in=mentioned).update(cells_sealed="")
