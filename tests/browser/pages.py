"""Every page there is, from the URLconf, so that a new one cannot be forgotten.

A route with no parameters is visited as it stands. One with parameters needs an example: `EXAMPLES` names, for the
route, the query that finds the values in the demonstration city. What only takes a form (405) or gives a file is
found out by asking. `WHO` says who looks, by the beginning of the path.
"""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

LEFT_OUT = ("api/", "static/")  # not pages
WHO = (
    ("workbench/ledger/", "auditor"),
    ("workbench/samples/", "auditor"),
    ("workbench/reading-log/", "auditor"),
    ("workbench/channels/", "administrator"),
    ("workbench/bases/<int:pk>/audits/", "auditor"),
    ("workbench/", "city_officer"),
    ("attachments/", "city_officer"),
    ("me/offices/", "expert"),
    ("me/", "worker"),
    ("appeals/", "expert"),
    ("convalescence/<int:pk>/eligibility/", "worker"),
    ("convalescence/<int:pk>/application/", "worker"),
    ("courses/", "worker"),
    ("accounts/demonstration/", None),
    ("accounts/login/", None),
    ("accounts/signup/", None),
    ("accounts/password/reset/", None),
    ("accounts/", "worker"),
)


@dataclass(frozen=True)
class Route:
    """One route: its pattern, its full name, the names of its parameters, and who looks at it."""

    pattern: str
    name: str
    parameters: tuple[str, ...]

    @property
    def person(self) -> str | None:
        return next((who for start, who in WHO if self.pattern.startswith(start)), None)

    def __str__(self) -> str:
        return self.name


def routes() -> list[Route]:
    """All routes that may be pages, each once."""
    found = {route.pattern: route for route in _walk(get_resolver(), "", "")}
    return [route for route in found.values() if not route.pattern.startswith(LEFT_OUT)]


def _walk(resolver: URLResolver, before: str, names: str) -> list[Route]:
    found = []
    for one in resolver.url_patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inside = f"{names}{one.namespace}:" if one.namespace else names
            found += _walk(one, pattern, inside)
        elif isinstance(one, URLPattern):
            parameters = tuple(before_parameters(pattern))
            found.append(Route(pattern, f"{names}{one.name}", parameters))
    return found


def before_parameters(pattern: str) -> list[str]:
    """`a/<int:pk>/b/<slug>/` → ["pk", "slug"]."""
    return [part.split(">")[0].split(":")[-1] for part in pattern.split("<")[1:]]
