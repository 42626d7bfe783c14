"""Nothing shows or exports personal data past the read log: who may unseal, who may write it, who may make a file."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2] / "jiangong"

# Every function that opens what is sealed, and why nothing leaves it in clear without a look.
UNSEALS = {
    "foundation/people/actions/looking.py:reveal": "after the look is committed",
    "foundation/people/queries/persons.py:masked_document": "masks it",
    "foundation/people/queries/persons.py:masked_phone": "masks it",
    "foundation/people/queries/accounts.py:phone_of": "for its owner's own sign-in",
    "foundation/people/actions/keys.py:*": "seals it again under another key, or sees whether it opens",
    "foundation/people/actions/merging.py:*": "seals it again for the registration that is kept",
    "foundation/people/erasure/actions/forgetting.py:_words": "looks for it, to take it away",
    "foundation/people/queries/reaching.py:reach": "sends its owner a message by it; nobody is shown more than masked",
    "foundation/people/erasure/actions/erasing.py:_phone": "tells its owner that it is gone",
    "foundation/people/roster/sealed.py:unseal_cells": "the cells of an upload, see CELLS",
    "foundation/people/corrections/queries.py:_clear": "compares it with what its owner asks for; shown masked",
    "foundation/people/corrections/queries.py:asked_of": "shown masked; in clear only behind a look (views.look)",
    "foundation/people/corrections/actions/asking.py:opened": "seals it again with the request",
    "foundation/documents/queries/attachments.py:content_of": "a file; sealed ones go out by open_attachment alone",
    "programmes/competitions/actions/computing.py:open_layer": "a draw's secret, no person's data; public from then on",
    "programmes/competitions/queries/layers.py:_drawn": "a draw's secret, no person's data; it leaves as numbers only",
    "programmes/care/convalescence/actions/attending.py:read_incident": "after the look is committed",
    "programmes/care/convalescence/actions/health.py:_answers": "behind a look (read_health_form), or for its owner",
    "programmes/care/convalescence/queries/finishing.py:_clear": "for the insurer and the leader; lists.py hands out only what `exported` wrote down first",
    "programmes/growth/queries/sheets.py:_has_document": "compares the last digits with those somebody brought",
}
# Who reads the cells of an uploaded roster in clear: shown and fetched only after say_shown.
CELLS = {
    "foundation/people/roster/queries.py:_shown",
    "foundation/people/roster/actions/forgetting.py:forget",  # looks for whom to forget
}
SHOWS_CELLS = {
    "foundation/people/roster/views.py:_page": "shown_rows",
    "foundation/people/roster/views.py:result": "result_rows",
}
# Files made for people to take away that name no person, or only what their owner brought.
NAMES_NOBODY = {
    "foundation/organisations/actions/report.py:*": "organisations",
    "foundation/people/roster/actions/whole.py:*": "the operator's own file, on the operator's machine",
    "selection/exams/views/banks.py:*": "questions",
    "selection/equity/views/public.py:*": "numbers of groups",
    "selection/equity/views/trials.py:*": "numbers of invented people",
    "selection/exams/views/papers.py:*": "codes of an examination; the room never reads a name",
    "selection/exams/views/marking.py:*": "codes of an examination; the room never reads a name",
    "foundation/people/roster/queries.py:report": "the operator's own file, on the operator's machine",
}


def functions() -> Iterator[tuple[str, ast.FunctionDef, set[str]]]:
    """Every function of the house: its place, itself, and the names it calls."""
    for file in sorted(HOUSE.rglob("*.py")):
        place = file.relative_to(HOUSE).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{place}:{node.name}", node, called(node)


def called(node: ast.AST) -> set[str]:
    found = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            function = one.func
            found.add(function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", ""))
    return found


def listed(place: str, table: object) -> bool:
    file = place.partition(":")[0]
    return place in table or f"{file}:*" in table


ALL = list(functions())


@cache
def guarded(file: str) -> frozenset[str]:
    """The names that a file imports of the tables of looks and lists."""
    tables = {"Look", "Export", "ExportPart", "Reading"}
    return frozenset(
        alias.asname or alias.name
        for node in ast.walk(ast.parse((HOUSE / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and str(node.module).endswith(("foundation.people.models", "readlog.models"))
        for alias in node.names
        if alias.name in tables
    )


def test_only_these_functions_unseal():
    found = {place for place, _node, calls in ALL if "unseal" in calls and "sealing.py" not in place}
    assert {place for place in found if not listed(place, UNSEALS)} == set()


def test_cells_of_a_roster_are_read_in_one_place_and_shown_after_it_is_written_down():
    assert {place for place, _node, calls in ALL if "unseal_cells" in calls} == CELLS
    shows = {
        place: name
        for place, _node, calls in ALL
        for name in ("shown_rows", "result_rows")
        if name in calls and "/queries" not in place and not listed(place, NAMES_NOBODY)
    }
    assert shows == SHOWS_CELLS
    for place, _node, calls in ALL:
        if place in SHOWS_CELLS:
            assert "say_shown" in calls, place


def test_looks_and_lists_are_written_by_the_read_log_alone():
    writers = set()
    for place, node, _calls in ALL:
        names = guarded(place.partition(":")[0])
        for one in ast.walk(node):
            if (
                isinstance(one, ast.Attribute)
                and one.attr in ("create", "bulk_create", "get_or_create", "update_or_create")
                and isinstance(one.value, ast.Attribute)
                and isinstance(one.value.value, ast.Name)
                and one.value.value.id in names
            ):
                writers.add(place.partition(":")[0])
    assert {one for one in writers if "/migrations/" not in one} == {
        "foundation/people/readlog/actions/writing.py"
    }


def test_every_file_that_names_people_is_written_down_before_it_is_made():
    """Whoever makes a spreadsheet calls `exported` (or a function of its room that does), or names nobody."""
    for place, _node, calls in ALL:
        file, _, name = place.partition(":")
        if file.startswith("foundation/common/") or listed(place, NAMES_NOBODY) or name == "_file":
            continue
        here = [(other.partition(":")[2], does) for other, _node, does in ALL if other.startswith(f"{file}:")]
        makers = {"write_xlsx"} | {one for one, does in here if one == "_file" and "write_xlsx" in does}
        say = {"exported", "say_shown"}
        say |= {one for one, does in here if does & say}
        if calls & makers:
            assert calls & say, f"{place} makes a file without writing it down"


@pytest.mark.parametrize("table", [UNSEALS, NAMES_NOBODY])
def test_the_tables_name_nothing_that_is_gone(table):
    places = {place for place, _node, _calls in ALL}
    files = {place.partition(":")[0] for place in places}
    for one in table:
        file, _, name = one.partition(":")
        assert one in places or (name == "*" and file in files), one
