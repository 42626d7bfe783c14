"""What an import keeps of the file itself, sealed: the upload until it is read, the cells of rows with problems."""

import json

from jiangong.foundation.common.spreadsheets import Cell, as_text
from jiangong.foundation.people import sealing

_MODEL = "roster.upload"


def seal_file(content: bytes, *, pk: int) -> bytes:
    """Ciphertext of a whole file, bound to the import `pk`."""
    return sealing.seal_file(content, model=_MODEL, pk=pk)


def unseal_file(sealed: bytes | memoryview, *, pk: int) -> bytes:
    """The file again; raises sealing.Unreadable or cryptography's InvalidTag if it was changed or moved."""
    return sealing.unseal_file(sealed, model=_MODEL, pk=pk)


def seal_cells(row: list[Cell], *, roster_import: int, number: int) -> str:
    """The cells of a row as clean text, sealed; bound to the import and the row's number."""
    text = json.dumps([as_text(cell) for cell in row], ensure_ascii=False)
    return sealing.seal(text, model=f"roster.import{roster_import}", field="cells", pk=number)


def unseal_cells(sealed: str, *, roster_import: int, number: int) -> list[str]:
    if not sealed:
        return []
    text = sealing.unseal(sealed, model=f"roster.import{roster_import}", field="cells", pk=number)
    cells: list[str] = json.loads(text)
    return cells
