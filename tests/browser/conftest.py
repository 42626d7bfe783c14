"""A real browser on a real server with the demonstration city at its smallest."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.operations.conftest import LOAD, databases  # noqa: F401  (a fixture)

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
EXAMPLES = (Path(__file__).parent / "examples.py").read_text()
PREPARE = f"""
{LOAD}
from jiangong.operations.preparing import prepare_everything
prepare_everything()
{EXAMPLES}
"""


def executable() -> str | None:
    """The system's Chromium: JIANGONG_CHROMIUM, or what is on the path."""
    named = os.environ.get("JIANGONG_CHROMIUM")
    return named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    mine = [item for item in items if here in item.path.parents]
    reason = (
        "" if executable() else "no Chromium on this machine: apt install chromium, or set JIANGONG_CHROMIUM"
    )
    for item in mine:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))


@dataclass(frozen=True)
class Server:
    """The address, sessions by person, an example's parameters by route, and what its processes run with."""

    address: str
    sessions: dict[str, str]
    parameters: dict[str, dict[str, Any]]
    environment: dict[str, str]


@pytest.fixture(scope="session")
def server(databases: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:  # noqa: F811
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": databases("browser", tables=True),
        "JIANGONG_VAR": str(tmp_path_factory.mktemp("var")),
        "JIANGONG_DEMONSTRATION": "1",
        "JIANGONG_SITE": f"http://127.0.0.1:{port}",
    }
    environment.pop("JIANGONG_DEBUG", None)
    prepared = subprocess.run(
        [sys.executable, "-c", PREPARE], env=environment, capture_output=True, text=True, timeout=600
    )
    assert prepared.returncode == 0, prepared.stderr[-3000:]
    found = json.loads(prepared.stdout.rpartition("JSON")[2])
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "jiangong.wsgi:application",
    ]  # fmt: skip
    with subprocess.Popen(command, env=environment) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address)
            yield Server(address, found["sessions"], found["parameters"], environment)
        finally:
            process.terminate()


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/about/", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server did not start")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Django sees playwright's event loop and takes this thread for an asynchronous one.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, server: Server) -> Iterator[Callable[..., Any]]:
    """A browser window of a person (a key of the cast, or None), with cookies for language and modes."""
    contexts = []

    def window(
        person: str | None = None,
        *,
        script: bool = True,
        width: int = 1280,
        has_touch: bool = False,
        **cookies: str,
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            has_touch=has_touch,
            reduced_motion="reduce",  # a colour measured in the middle of a transition is no colour of ours
            locale="en-GB" if cookies.get("django_language") == "en" else "zh-CN",
            base_url=server.address,
        )
        if person:
            cookies["sessionid"] = server.sessions[person]
        context.add_cookies([{"name": k, "value": v, "url": server.address} for k, v in cookies.items()])
        contexts.append(context)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()
