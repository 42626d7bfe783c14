"""The people of the story of a stay, each in a browser of their own, and the errands that several of them run."""

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from jiangong.foundation.common.beacons import demonstration
from jiangong.foundation.common.beacons.named import Named
from jiangong.foundation.ledger.leaves import canonical
from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.formulas.lots import ranked, seed
from jiangong.selection.draws.formulas.rules import Rules
from tests.browser.moved_clock import Site
from tests.browser.pictures import keep_pictures

FORM = re.compile('name="csrfmiddlewaretoken" value="([^"]+)"')
ON_A_PHONE = {"heroine", "corrected", "leader", "doctor", "public"}


@dataclass
class Story:
    """Everybody's window, and how far the clock was moved."""

    site: Site
    browser: Any
    facts: dict[str, Any]
    ahead: timedelta = timedelta(0)
    windows: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    programme: str = ""
    draw: str = ""
    starts: date = date.max
    batch: str = ""
    taps: int = 0

    def of(self, who: str) -> Any:
        """The window of one person."""
        if who not in self.windows:
            phone = who in ON_A_PHONE
            context = self.browser.new_context(
                viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900},
                has_touch=phone,
                reduced_motion="reduce",
                locale="zh-CN",
                base_url=self.site.address,
            )
            if who != "public":
                session = self.facts["sessions"][who]
                context.add_cookies([{"name": "sessionid", "value": session, "url": self.site.address}])
            window = context.new_page()
            window.on("pageerror", lambda error: self.errors.append(f"{who}: {error}"))
            window.set_default_timeout(15_000)
            self.windows[who] = window
        return self.windows[who]

    def close(self) -> None:
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

    def quietly(self, who: str, path: str, *, page: str = "", **values: str) -> str:
        """Send a form that stands on `page` (or at the path itself) as a browser would, without drawing it: what one of
        many does. Returns the page that follows."""
        request = self.of(who).request
        found = FORM.search(request.get(page or path).text())
        assert found is not None, (who, path)
        answer = request.post(path, form={"csrfmiddlewaretoken": found[1], **values})
        assert answer.status == 200, (who, path, answer.status)
        return str(answer.text())

    def read(self, who: str, path: str) -> str:
        """What a page says to somebody, not drawn."""
        answer = self.of(who).request.get(path)
        assert answer.status == 200, (who, path, answer.status)
        return str(answer.text())

    def refused(self, who: str, path: str) -> None:
        """A page that is none of theirs."""
        answer = self.of(who).request.get(path, max_redirects=0)
        assert answer.status in (403, 404), (who, path, answer.status)

    def tap(self, place: Any) -> None:
        """A tap of the heroine's, counted."""
        place.tap()
        self.taps += 1

    def pass_time(self, **more: float) -> None:
        """So much time goes by, and the office does what is due."""
        self.ahead += timedelta(**more)
        self.site.ask("move", to=self.ahead.total_seconds())
        self.work()

    def work(self) -> None:
        self.site.ask("work")

    def now(self) -> datetime:
        return timezone.localtime() + self.ahead

    def keep(self, who: str, name: str) -> None:
        """A picture of somebody's window, where pictures are wanted."""
        keep_pictures(self.of(who), f"story-{name}")


def press(window: Any, button: Any) -> None:
    """Press a button that sends a form, and wait for the page that follows."""
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
    press(window, "main form .btn--primary")


def act(window: Any, words: str | re.Pattern[str]) -> None:
    """Press the button or the link of this name."""
    press(window, window.get_by_role("button", name=words).or_(window.get_by_role("link", name=words)))


def first_day(today: date) -> date:
    """The day of departure: two months ahead, within the months in which one may travel."""
    soon = today + timedelta(days=60)
    return soon if 4 <= soon.month <= 10 else date(soon.year + (soon.month > 10), 5, 11)


def figure_by_which(story: Story, ticket: str, rank: int) -> str:
    """What a lottery would have to bring so that this ticket stands at this rank, by the published files.

    Chance does not tell stories. Whoever could choose the figure could choose the result: so it has to be one that does not
    exist yet when the list is closed.
    """
    request = story.of("public").request
    announcement = request.get(f"/draws/{story.draw}/announcement.json").text().strip()
    lines = [json.loads(one) for one in request.get(f"/draws/{story.draw}/list.jsonl").text().splitlines()]
    listed = [
        Application(one["ticket"], one["people"], one["lots"], tuple(one["pools"]), tuple(one["wants"]))
        for one in lines
    ]
    commitment = story.of("public").locator("#commitment").inner_text()
    named = Named.read(Rules.parse(announcement).randomness)
    for n in range(10_000):
        figure = f"02 09 11 17 23 30 + {n:04d}"
        value = canonical({"secrets": demonstration.SECRETS, "publics": [figure]})
        found = ranked(listed, seed(announcement, commitment, named.randomness(value)))
        if found[rank - 1].ticket == ticket:
            return figure
    raise AssertionError("no figure would do")
