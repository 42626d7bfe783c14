"""Every address of the platform, read from the URLconf: pages, and the API's operations method by method."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>|\(\?P<(?P<regex>\w+)>")


@dataclass(frozen=True)
class Route:
    """One address: its name with namespace, its pattern, the names of its parameters, the methods to try."""

    name: str
    pattern: str
    parameters: tuple[str, ...]
    methods: tuple[str, ...]


def routes() -> list[Route]:
    found: dict[str, Route] = {}
    for route in _walk(get_resolver().url_patterns, "", ""):
        same = found.setdefault(route.name, route)
        assert same.pattern == route.pattern, f"{route.name} names {same.pattern} and {route.pattern}"
    return [found[name] for name in sorted(found)]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, namespace: str) -> Iterator[Route]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _walk(one.url_patterns, prefix + str(one.pattern), inner)
            continue
        pattern = prefix + str(one.pattern)
        parameters = tuple(m["name"] or m["regex"] for m in PARAMETER.finditer(pattern))
        name = f"{namespace}{one.name or pattern}"
        yield Route(name, pattern, parameters, _methods(one, pattern))


def _methods(one: URLPattern, pattern: str) -> tuple[str, ...]:
    """GET and POST for a page; for the API what its operations answer to."""
    if pattern.startswith("api/v1/") and one.name not in ("api_schema", "api_documentation", "nowhere"):
        return _operations().get(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", "/" + pattern), ("GET",))
    return ("GET", "POST")


@cache
def _operations() -> dict[str, tuple[str, ...]]:
    """The methods of the API's addresses; asked once: making the schema takes a tenth of a second."""
    from jiangong.api.schema import api

    paths = api().get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return {
        path: tuple(sorted(method.upper() for method in operations)) for path, operations in paths.items()
    }
