"""Every page: no accessibility violations, nothing on the console, no sideways scroll; both languages, both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.browser.pages import Route, routes

LANGUAGES = ["zh-hans", "en"]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Routes with parameters that are never pages: they take a form, give a file, or answer a machine.
NOT_PAGES: dict[str, str] = {}


def path_of(route: Route, server) -> str:
    if not route.parameters:
        return "/" + route.pattern.lstrip("^").rstrip("$")
    return reverse(route.name, kwargs=server.parameters[route.name])


def is_page(window, path: str) -> bool:
    """Whether the address shows a page: not a file, not a form's target, not a mere way on."""
    answer = window.request.get(path, max_redirects=0)
    if answer.status in (301, 302, 405):
        return False
    assert answer.status == 200, f"{path}: {answer.status}"
    return answer.headers.get("content-type", "").startswith("text/html")


def test_every_route_with_parameters_has_an_example(server):
    wanted = {route.name for route in routes() if route.parameters and route.name not in NOT_PAGES}
    assert wanted - set(server.parameters) == set()


@pytest.mark.parametrize("route", routes(), ids=str)
def test_page(route, visit, server):
    if route.name in NOT_PAGES:
        pytest.skip(NOT_PAGES[route.name])
    path = path_of(route, server)
    found = []
    for language in LANGUAGES:
        window = visit(route.person, django_language=language)
        if not is_page(window, path):
            return
        window.on("console", lambda message: found.append(f"console: {message.text}"))
        window.on("pageerror", lambda error: found.append(f"script: {error}"))
        window.goto(path)
        for theme in ("light", "dark"):
            window.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            for width in (390, 1280):
                window.set_viewport_size({"width": width, "height": 900})
                for broken in Axe().run(window, options=RULES).response["violations"]:
                    where = "; ".join(f"{node['target']} {node['html'][:120]}" for node in broken["nodes"][:3])
                    found.append(f"{language} {theme} {width}: {broken['id']}: {where}")
        for mode in ("", "elder"):
            window.evaluate("mode => { document.documentElement.dataset.mode = mode }", mode)
            for width in (320, 390, 1280):
                window.set_viewport_size({"width": width, "height": 900})
                wide = window.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    found.append(f"{language} {mode or 'standard'} {width}: scrolls sideways to {wide}")
    assert not found, path + "\n" + "\n".join(dict.fromkeys(found))
