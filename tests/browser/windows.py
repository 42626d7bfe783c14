"""Everybody's window on a site in a story of several people, and what people do in one."""

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar

from playwright.sync_api import expect

DESK = (1280, 900)
PHONE = (390, 844)
TABLET = (768, 1024)
PATIENCE = 15_000  # milliseconds for whatever a window waits for


@dataclass
class Windows:
    """A window for each person, made when it is first asked for; a story adds what it has to remember.

    `site`: whatever has an `address`. `facts`: what the cast is called; `facts["sessions"]` says by which session each of
    them is signed in. The public is not. `sizes`: whose screen is touched, and how large it is; all others sit at a desk.
    """

    sizes: ClassVar[dict[str, tuple[int, int]]] = {}

    site: Any
    browser: Any
    facts: dict[str, Any]
    windows: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def of(self, who: str) -> Any:
        """The window of one person."""
        if who not in self.windows:
            width, height = self.sizes.get(who, DESK)
            context = self.browser.new_context(
                viewport={"width": width, "height": height},
                has_touch=who in self.sizes,
                reduced_motion="reduce",
                locale="zh-CN",
                base_url=self.site.address,
            )
            if who != "public":
                session = self.facts["sessions"][who]
                context.add_cookies([{"name": "sessionid", "value": session, "url": self.site.address}])
            window = context.new_page()
            window.on("pageerror", lambda error: self.errors.append(f"{who}: {error}"))
            window.set_default_timeout(PATIENCE)
            self.windows[who] = window
        return self.windows[who]

    def close(self) -> None:
        """Close all of them."""
        for window in self.windows.values():
            window.context.close()

    def open(self, who: str, path: str, says: str | re.Pattern[str] = "") -> Any:
        """Go to a page, which must be there, and must say something."""
        window = self.of(who)
        answer = window.goto(path)
        assert answer is not None
        assert answer.status == 200, (who, path, answer.status)
        if says:
            expect(window.locator("main")).to_contain_text(says)
        return window


def press(window: Any, button: Any) -> None:
    """Press a button that sends a form (where it stands, or itself), and wait for the page that follows."""
    with window.expect_navigation():
        (window.locator(button) if isinstance(button, str) else button).first.click()


def fill(window: Any, **values: str) -> None:
    """Fill fields by their names: lists are chosen from, the rest is typed."""
    for name, value in values.items():
        box = window.locator(f"main [name={name}]").first
        if box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)


def send(window: Any) -> None:
    """Press the one red button of the page's form."""
    press(window, "main form .btn--primary")
