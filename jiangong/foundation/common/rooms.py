"""What rooms declare, found by name: a lower room asks the upper ones without importing them."""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from typing import Any

from django.apps import apps


def declared(name: str, module: str = "states") -> Iterator[tuple[str, Any]]:
    """The label of every room whose `module` holds `name`, with what it holds; in the order of INSTALLED_APPS."""
    for app in apps.get_app_configs():
        if app.name.startswith("jiangong.") and find_spec(f"{app.name}.{module}"):
            found = getattr(import_module(f"{app.name}.{module}"), name, None)
            if found is not None:
                yield app.label, found


def declared_kinds(
    name: str, module: str = "states", *, key: Callable[[Any], str] = attrgetter("code")
) -> dict[str, Any]:
    """The members of all rooms' lists `name` by their `key`; raises ValueError when two have the same."""
    found: dict[str, Any] = {}
    for _room, listed in declared(name, module):
        for one in listed:
            if key(one) in found:
                raise ValueError(f"Two rooms list {key(one)} in {name}.")
            found[key(one)] = one
    return found
