"""Keep the English catalogues true to the code.

    python tools/messages.py [ROOM …]   read the msgids from code and templates into each room's catalogue
    python tools/messages.py --check    fail where English is missing, fuzzy, left over, disputed, or lost a placeholder
    python tools/messages.py --missing  list what still needs English

A room is a folder with locale/en/LC_MESSAGES; a room inside a room keeps its own catalogue.
"""

import argparse
import ast
import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")
os.environ.setdefault("JIANGONG_DEMONSTRATION", "1")

import django
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "jiangong"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2), "ngettext": (1, 2), "ngettext_lazy": (1, 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
LITERAL = re.compile(r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""", re.DOTALL)
_LITERALS = r"(?:\s*" + LITERAL.pattern.replace("u?(", "u?(?:", 1) + r"\s*,?)+"
CALL = re.compile(r"\b(gettext|ngettext|pgettext|npgettext|_)\((" + _LITERALS + ")", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[#0-9.]*[sdf]|%[sd]|\{\w*\}")


def rooms() -> list[Path]:
    """Every folder that keeps a catalogue, innermost first."""
    found = {path.parents[1] for path in PACKAGE.rglob("locale/en")} | {
        path.parents[2] for path in PACKAGE.rglob("locale/en/LC_MESSAGES")
    }
    found = {path.parent if path.name == "locale" else path for path in found}
    return sorted(found, key=lambda path: -len(path.parts))


def sources(room: Path) -> list[Path]:
    """The room's own code and templates, without those of rooms inside it and without migrations."""
    inner = [other for other in rooms() if other != room and room in other.parents]
    files = [path for pattern in ("*.py", "*.html", "*.txt") for path in room.rglob(pattern)]
    return sorted(
        path
        for path in files
        if "migrations" not in path.parts and not any(other in path.parents for other in inner)
    )


def extracted(room: Path) -> Catalog:
    """What the room's code asks to be translated."""
    catalogue = Catalog(locale="en", project="jiangong", charset="utf-8", fuzzy=False)
    for path in sources(room):
        where = path.relative_to(ROOT).as_posix()
        for line, function, texts in _in_python(path) if path.suffix == ".py" else _in_template(path):
            for msgid, context in _message(function, texts):
                catalogue.add(msgid, locations=[(where, line)], context=context)
    return catalogue


def _in_python(path: Path) -> Iterator[tuple[int, str, object]]:
    with path.open("rb") as file:
        for line, function, texts, _ in extract_python(file, KEYWORDS, [], {"encoding": "utf-8"}):
            yield line, function or "", texts


def _in_template(path: Path) -> Iterator[tuple[int, str, object]]:
    """Django turns a template into calls of gettext with everything else blotted out; read the calls."""
    code = templatize(path.read_text(), origin=str(path))
    for call in CALL.finditer(code):
        texts = tuple(ast.literal_eval(text) for text in LITERAL.findall(call[2]))
        yield code.count("\n", 0, call.start()) + 1, call[1], texts


def _message(function: str | None, texts: object) -> list[tuple[str | tuple[str, str], str | None]]:
    """The msgid (or singular and plural) and the context of one call, nothing if it holds no literal."""
    parts = [texts] if isinstance(texts, str) else [part for part in texts if isinstance(part, str)]  # type: ignore[attr-defined]
    context = None
    if function and "pgettext" in function:
        context, *parts = parts
    if not parts or not parts[0]:
        return []
    if function and function.startswith(("ngettext", "npgettext")) and len(parts) > 1:
        return [((parts[0], parts[1]), context)]
    return [(parts[0], context)]


def po_path(room: Path) -> Path:
    return room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def current(room: Path) -> Catalog:
    path = po_path(room)
    if not path.exists():
        return Catalog(locale="en", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="en")


def update(room: Path) -> None:
    """Bring the catalogue in line with the code; translations of texts that stayed are kept."""
    wanted, had = extracted(room), current(room)
    for message in wanted:
        if not message.id:
            continue
        old = had.get(message.id, message.context)
        if old is not None:
            message.string = old.string
            message.flags -= {"fuzzy"}
    draft = io.BytesIO()
    write_po(draft, wanted, width=110, sort_output=True, omit_header=False, include_lineno=False)
    text = re.sub(rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By)[^\n]*\n', b"", draft.getvalue())
    if wanted and len(wanted):
        po_path(room).parent.mkdir(parents=True, exist_ok=True)
        po_path(room).write_bytes(text)


def problems(room: Path) -> list[str]:
    """One line for each text that is not properly in English."""
    wanted, had = extracted(room), current(room)
    name = room.relative_to(ROOT).as_posix()
    found = []
    for message in wanted:
        if not message.id:
            continue
        old = had.get(message.id, message.context)
        if old is None or not _strings(old) or not all(_strings(old)):
            found.append(f"{name}: no English for {_first(message)!r}")
        elif "fuzzy" in old.flags:
            found.append(f"{name}: fuzzy: {_first(message)!r}")
        elif Counter(PLACEHOLDER.findall(_first(message))) != Counter(PLACEHOLDER.findall(_strings(old)[-1])):
            found.append(f"{name}: placeholders differ: {_first(message)!r} / {_strings(old)[-1]!r}")
    found += [
        f"{name}: left over: {_first(message)!r}"
        for message in had
        if message.id and wanted.get(message.id, message.context) is None
    ]
    return found


def disputed() -> list[str]:
    """One line for each text that two rooms say differently: Django puts all catalogues into one, and only one English is shown."""
    said: dict[tuple[str | None, str], dict[object, list[str]]] = {}
    for room in rooms():
        for message in current(room):
            if message.id and message.string:
                wordings = said.setdefault((message.context, _first(message)), {})
                wordings.setdefault(_strings(message)[-1], []).append(room.name)
    return [
        f"disputed: {text!r}: "
        + "; ".join(f"{wording!r} in {', '.join(where)}" for wording, where in wordings.items())
        + " (say it alike, or give it a context: pgettext)"
        for (_context, text), wordings in said.items()
        if len(wordings) > 1
    ]


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "rooms", nargs="*", help="folder names of rooms, such as growth; all if none is given"
    )
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--missing", action="store_true")
    options = parser.parse_args()
    django.setup()
    chosen = [room for room in rooms() if not options.rooms or room.name in options.rooms]
    if not options.check and not options.missing:
        for room in chosen:
            update(room)
    found = [line for room in chosen for line in problems(room)] + disputed()
    print("\n".join(found) or f"English is complete in {len(chosen)} rooms.")
    return 1 if found and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
