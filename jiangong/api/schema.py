"""The published schema (OpenAPI 3.1): what docs/openapi.json holds and the pages show."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import translation

from jiangong.api.assembly import assemble


@cache
def api() -> Any:
    """The one API of this process."""
    return assemble()


@cache
def published() -> dict[str, Any]:
    """The schema as data, in Chinese whatever language the reader has: it is one document."""
    with translation.override("zh-hans"):
        schema: dict[str, Any] = json.loads(
            json.dumps(api().get_openapi_schema(path_prefix="/api/v1/"), default=str)
        )
    return schema


def as_text() -> str:
    """The schema as it stands in docs/openapi.json."""
    return json.dumps(published(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@dataclass(frozen=True)
class Described:
    """One operation as the documentation page shows it."""

    method: str
    path: str
    summary: str
    parameters: list[dict[str, Any]]
    body: list[tuple[str, str, bool]]
    answers: list[str]
    open: bool


@cache
def operations() -> dict[str, list[Described]]:
    """The operations by room, in order of their paths."""
    found: dict[str, list[Described]] = {}
    schema = published()
    for path, methods in sorted(schema["paths"].items()):
        for method, one in methods.items():
            described = Described(
                method.upper(),
                path,
                one["summary"],
                one.get("parameters", []),
                _fields(one, schema),
                [status for status in one["responses"] if status.startswith("2")],
                not one.get("security"),
            )
            found.setdefault((one.get("tags") or ["api"])[0], []).append(described)
    return found


def _fields(operation: dict[str, Any], schema: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Name, type and need of each field of the body."""
    content = operation.get("requestBody", {}).get("content", {})
    body: dict[str, Any] = next((one["schema"] for one in content.values()), {})
    if "$ref" in body:
        body = schema["components"]["schemas"][body["$ref"].rsplit("/", 1)[-1]]
    needed = body.get("required", [])
    return [(name, _type(one), name in needed) for name, one in body.get("properties", {}).items()]


def _type(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " | ".join(_type(one) for one in field["anyOf"])
    if "$ref" in field:
        return str(field["$ref"].rsplit("/", 1)[-1])
    return str(field.get("format") or field.get("type", ""))
