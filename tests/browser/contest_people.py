"""The people of the contest's story, each in a browser of their own, and the errands that several of them run."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any, ClassVar

from playwright.sync_api import expect

from tests.browser.windows import PHONE, TABLET, Windows, press

CAST = "import runpy, sys; sys.argv = ['contest_cast', {asked!r}]; from jiangong.operations.console import prepare; prepare(); runpy.run_module('tests.browser.contest_cast', run_name='__main__')"


def on_the_database(server: Any, asked: str) -> Any:
    """Run contest_cast.py on the server's database: "cast", or how many days go by."""
    done = subprocess.run(
        [sys.executable, "-c", CAST.format(asked=asked)],
        env=server.environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.rpartition("JSON")[2]) if asked == "cast" else None


@dataclass
class Story(Windows):
    """Everybody's window, and the number of the contest."""

    sizes: ClassVar = {"competitor": PHONE, "judge_one": TABLET, "judge_two": TABLET, "public": PHONE}

    contest: int = 0

    def manage(self, says: str = "") -> Any:
        return self.open("organiser", f"/workbench/competitions/{self.contest}/", says)

    def step(self, act: str, then: str) -> None:
        """The organiser's one button, and where the contest stands then."""
        window = self.manage()
        press(window, f"main button[name=act][value={act}], header button[name=act][value={act}]")
        expect(window.locator("body")).to_contain_text(then)

    def office(self, who: str) -> str:
        """The address of somebody's office in the contest, as they find it."""
        window = self.open(who, "/me/offices/", "演示铣削工决赛")
        return str(window.locator("main a[href^='/me/offices/']").first.get_attribute("href"))

    def office_of(self, who: str, duty: str) -> str:
        """Of several offices the one with this duty."""
        window = self.open(who, "/me/offices/", "演示铣削工决赛")
        return str(
            window.locator("main li, main tr", has_text=duty)
            .locator("a[href^='/me/offices/']")
            .first.get_attribute("href")
        )

    def pass_days(self, days: float) -> None:
        on_the_database(self.site, str(days))


def mark_on_tablet(window: Any, values: list[str]) -> None:
    """Give the marks on the board, one competitor after the other; the next one opens by itself."""
    mark_on_tablet_from(window, window.locator("a[data-code]:not(.number--done)").first, values)


def mark_on_tablet_from(window: Any, link: Any, values: list[str]) -> None:
    """The same, beginning with one competitor: after each mark the next one's form is waited for, as a person does."""
    link.click()
    dialog = window.locator(".marking-dialog")
    for value in values:
        code = dialog.locator("#dialog-code").inner_text()
        dialog.locator("input[name^=v_]").first.fill(value)
        dialog.locator(".btn--primary").click()
        gone = window.locator(".marking-dialog[open] #dialog-code", has_text=code)
        expect(gone).to_have_count(0)


def mark_by_form(story: Story, who: str, duty: str, component: str, values: list[str]) -> None:
    """Give the marks on the pages of each competitor."""
    window = story.open(who, f"{story.office_of(who, duty)}marks/{component}/A001/", "A001")
    for n, value in enumerate(values, start=1):
        expect(window.locator("main h1")).to_have_text(f"A{n:03d}")
        window.locator("main input[name^=v_]").first.fill(value)
        window.locator("main form.marking .btn--primary").click()  # once it is kept, the next one opens
    expect(window.locator("[data-marks-outbox]")).to_contain_text("都已送达")
