"""The people of the story of a stay, each in a browser of their own, and the errands that several of them run."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.utils import timezone

from tests.browser.pictures import keep_pictures
from tests.browser.windows import PHONE, Windows, press

TITLE, BATCH = "演示海滨疗休养", "演示海滨第一批"
PLACES = 12
SELF = range(12)  # colleagues who apply themselves
BY_TELEPHONE = (12, 13)
EVERYBODY = ("heroine", "corrected", *(f"colleague{n}" for n in (*SELF, *BY_TELEPHONE)))  # who applies

FORM = re.compile('name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Story(Windows):
    """Everybody's window, how far the clock was moved, and what the acts tell each other."""

    sizes: ClassVar = dict.fromkeys(("heroine", "corrected", "leader", "doctor", "public"), PHONE)

    ahead: timedelta = timedelta(0)
    programme: str = ""
    draw: str = ""
    starts: date = date.max
    batch: str = ""
    taps: int = 0

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


def act(window: Any, words: str | re.Pattern[str]) -> None:
    """Press the button or the link of this name."""
    press(window, window.get_by_role("button", name=words).or_(window.get_by_role("link", name=words)))
