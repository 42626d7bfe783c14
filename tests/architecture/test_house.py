"""The rules of the house that no tool checks: names of files, who may write, what every room says of itself."""

import ast
import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from jiangong.foundation.people.models import RosterImport

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "jiangong"
ROOMS = [
    HOUSE / "foundation" / "rulebook",
    HOUSE / "foundation" / "ledger",
    HOUSE / "foundation" / "organisations",
    HOUSE / "foundation" / "desk",
    HOUSE / "foundation" / "inbox",
    HOUSE / "foundation" / "people",
    HOUSE / "foundation" / "people" / "roster",
    HOUSE / "foundation" / "people" / "erasure",
    HOUSE / "foundation" / "people" / "corrections",
    HOUSE / "foundation" / "rulings",
    HOUSE / "foundation" / "documents",
    HOUSE / "foundation" / "notices",
    HOUSE / "foundation" / "samples",
    HOUSE / "foundation" / "credentials",
    HOUSE / "selection" / "judging",
    HOUSE / "selection" / "exams",
    HOUSE / "selection" / "draws",
    HOUSE / "selection" / "equity",
    HOUSE / "programmes" / "competitions",
    HOUSE / "programmes" / "growth",
    HOUSE / "programmes" / "venues" / "bases",
    HOUSE / "programmes" / "care" / "convalescence",
    HOUSE / "plan",
    HOUSE / "journeys" / "convalescing",
]
NAMES = {
    "__init__", "states", "models", "permissions", "rulebook", "formulas", "queries", "actions", "tasks",
    "forms", "views", "urls", "templates", "documents", "api", "locale", "apps", "migrations", "__pycache__",
}  # fmt: skip
# What a room has beyond the closed list, each with its reason.
MORE = {
    "rulebook": {"parameters", "explain"},  # values of rooms not built yet; reasons as data
    "ledger": {
        "tlog",
        "leaves",
        "keys",
        "parquet",
        "samples",
        "verifier",
    },  # the published log and its checkers
    "organisations": {"scope", "data"},  # scope: what every room's rights are built from
    "desk": {"pages"},  # what other rooms' pages use of it
    "inbox": {"channels"},  # one adapter for each way a message goes out
    "people": {
        "readlog",
        "roster",
        "erasure",
        "corrections",
        "signin",
        "adapters",
        "sealing",
        "cast",
    },  # rooms within the room; keys; the fixed cast
    "roster": {"sealed"},  # uploaded files at rest
    "erasure": {"register"},  # the file outside the database
    "documents": {
        "checking",
        "printing",
        "storing",
        "templatetags",
    },  # files: judged, made, kept; parts for other rooms
    "plan": {"definition", "plans", "recount"},  # a plan is data; counting it from columns
    "notices": {"guarding"},  # what migrations of other rooms call
    "samples": {"check_sample"},  # runs alone, for strangers
    "draws": {"check_draw"},  # runs alone, for strangers
    "credentials": {"securing"},  # signatures by open standards, without Django
    "growth": {"certificate"},
}
FORBIDDEN = {"utils", "helpers", "services", "managers", "signals"}
LONGEST = 400  # lines
# Each must be one file: strangers download it.
ONE_FILE = {
    HOUSE / "foundation" / "ledger" / "verifier" / "verify.py",
    HOUSE / "foundation" / "samples" / "check_sample.py",
    HOUSE / "selection" / "judging" / "formulas" / "shadow.py",
}


def python_files(folder: Path) -> list[Path]:
    return [
        file for file in sorted(folder.rglob("*.py")) if not {"migrations", "__pycache__"} & set(file.parts)
    ]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_has_only_files_of_the_closed_list(room):
    strange = {
        entry.stem
        for entry in room.iterdir()
        if entry.stem not in NAMES | MORE.get(room.name, set()) and not entry.name.startswith(".")
    }
    assert not strange


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_what_it_is(room):
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text()))
    assert said
    assert re.search(r"[\u4e00-\u9fff]", said), "the Chinese names of its nouns"


def test_no_junk_drawers():
    assert not [file for file in HOUSE.rglob("*") if file.stem in FORBIDDEN and file.suffix in ("", ".py")]


def test_no_file_is_too_long():
    long = {
        str(file.relative_to(ROOT)): n
        for file in python_files(HOUSE)
        if (n := file.read_text().count("\n")) > LONGEST and file not in ONE_FILE
    }
    assert not long


def _modules(*names: str) -> list[Path]:
    """Files of these names in every room, and files of packages of these names."""
    return [
        file
        for file in python_files(HOUSE)
        if "operations" not in file.parts
        and (file.stem in names or any(part in names for part in file.relative_to(HOUSE).parts[:-1]))
    ]


@pytest.mark.parametrize("file", _modules("views", "api"), ids=lambda file: str(file.relative_to(HOUSE)))
def test_views_and_api_neither_read_nor_write_tables(file):
    """Reads are in queries.py, writes in actions.py; the API's own room is named `api` and has both beside it."""
    if file.parent == HOUSE / "api" and file.stem != "views":
        pytest.skip("a file of the room that is named api")
    touched = [
        f"{node.lineno}: .{node.attr}"
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "save", "delete", "bulk_create", "get_or_create"}
        and not (isinstance(node.value, ast.Attribute) and node.value.attr == "session")
        and not (node.attr == "delete" and ast.unparse(node.value) == "router")
        and not (node.attr == "save" and "segno" in ast.unparse(node.value))
    ]
    assert not touched


@pytest.mark.parametrize(
    "file", _modules("actions", "queries", "formulas"), ids=lambda file: str(file.relative_to(HOUSE))
)
def test_what_rooms_offer_is_explained(file):
    """Every function that a class or another file may call has a docstring, unless its body is one or two lines."""
    silent = [
        node.name
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
        and (node.end_lineno or 0) - node.body[0].lineno >= 3
    ]
    assert not silent


def _storey(model: type[models.Model]) -> int:
    order = (
        "rulebook",
        "ledger",
        "organisations",
        "clocks",
        "desk",
        "inbox",
        "people",
        "readlog",
        "roster",
        "erasure",
        "corrections",
        "rulings",
        "documents",
        "notices",
        "samples",
        "credentials",
        "exams",
        "draws",
        "equity",
        "competitions",
        "growth",
        "bases",
        "convalescence",
        "plan",
        "journeys",
        "convalescing",
        "web",
        "api",
    )
    return order.index(model._meta.app_label)


# Written down because the guide allows it by name: an entry points at where and whom it counts.
UPWARD = {
    ("ledger.Entry", "organisations.Organisation"),
    ("ledger.Entry", "organisations.Lineage"),
    ("ledger.Entry", "people.Person"),
    ("ledger.Entry", "people.User"),
    ("desk.PendingAct", "people.User"),  # who sent it, who ended it: named by string
    ("desk.Draft", "people.User"),
}
# Rooms below people that say who did a thing, or for whom it waits: they name the table, never the module.
NAMING_PEOPLE = {"clocks", "desk", "inbox"}


def test_foreign_keys_point_down():
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("jiangong.")}
    up = {
        (model._meta.label, field.related_model._meta.label)
        for model in apps.get_models()
        if model._meta.app_label in labels
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label in labels
        and _storey(field.related_model) > _storey(model)
        and not (model._meta.app_label in NAMING_PEOPLE and field.related_model._meta.app_label == "people")
    }
    # Clocks, drafts and matters belong to people, and stand below them so that people can use them.
    up = {
        (one, other)
        for one, other in up
        if not (
            one.split(".")[0] in {"clocks", "desk", "inbox"} and other in {"people.Person", "people.User"}
        )
    }
    assert up - UPWARD - {("people.Membership", "roster.RosterImport")} == set()


def _state_tables() -> list[tuple[str, dict[str, frozenset[str]]]]:
    found = []
    for file in python_files(HOUSE):
        if file.stem != "states":
            continue
        module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        for name, value in vars(module).items():
            if name.endswith("TRANSITIONS"):
                found.append((f"{module.__name__}.{name}", value))
    return found


@pytest.mark.parametrize(
    ("name", "table"), _state_tables(), ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_state_has_its_row_of_transitions(name, table):
    kinds = {type(state) for state in table}
    states = set(RosterImport.State.values) if kinds == {str} else {state for kind in kinds for state in kind}
    assert set(table) == states, "a state without a row"
    assert {to for row in table.values() for to in row} <= states


def test_there_are_state_machines_to_check():
    assert len(_state_tables()) >= 4
