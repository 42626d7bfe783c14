"""The story of a stay, second act: the list is closed, the draw made and made again, places move down the list."""

import json
import re

from playwright.sync_api import expect

from jiangong.foundation.common.beacons import demonstration
from jiangong.foundation.common.beacons.named import Named
from jiangong.foundation.ledger.leaves import canonical
from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.formulas.lots import ranked, seed
from jiangong.selection.draws.formulas.rules import Rules
from tests.browser.stay_people import EVERYBODY, PLACES, TITLE, Story, act
from tests.browser.windows import fill

RANK = 14  # the heroine's: the second of those who wait


def the_list_is_closed_and_witnessed(story: Story) -> None:
    """After the window nobody comes onto the list; its root is committed to and witnessed before chance is thrown."""
    story.pass_time(days=2, hours=-1)
    late = story.open("corrected", f"/convalescence/{story.programme}/")
    assert late.get_by_role("link", name="我要申请").count() == 0
    window = story.open("officer", f"/workbench/draws/{story.draw}/")
    act(window, "封存名单")
    story.work()
    story.open("officer", f"/workbench/draws/{story.draw}/", "名单上的份数")
    page = story.open("public", f"/draws/{story.draw}/", "名单的承诺")
    expect(page.locator("#commitment")).to_contain_text(f'"applications":{len(EVERYBODY)}')
    story.keep("public", "draw-closed")
    story.open("heroine", "/me/convalescence/", TITLE)


def the_draw(story: Story) -> None:
    """The ceremony's secrets are disclosed, the figure comes; the heroine is fourteenth of twelve, and reads why."""
    story.pass_time(hours=3)
    phone = story.open("heroine", "/me/", TITLE)
    phone.locator("main a[href^='/me/convalescence/']", has_text=TITLE).click()
    ticket = re.search(r"签号 (\S+)", phone.locator("main").inner_text())
    assert ticket is not None
    story.open("public", f"/draws/{story.draw}/")
    window = story.open("officer", f"/workbench/draws/{story.draw}/", "填入仪式的结果")
    fill(window, public0=figure_by_which(story, ticket[1], RANK))
    assert window.locator("main [name=secret0]").input_value() in demonstration.SECRETS.values()
    act(window, "核验并抽签")
    story.work()
    story.open("officer", f"/workbench/draws/{story.draw}/", "有名额的人")
    story.keep("officer", "draw-bench")
    phone.reload()
    line = phone.locator("section.draw-line")
    expect(line).to_contain_text(f"第 {RANK} 位，共 {len(EVERYBODY)} 份")
    expect(line).to_contain_text("候补，前面还有 1 份报名")
    expect(line).to_contain_text("为什么没有")
    expect(line).to_contain_text(re.compile(r"中签的机会\s*7\d\.\d%"))  # twelve of sixteen who are alike
    story.keep("heroine", "line")
    page = story.open("public", f"/draws/{story.draw}/?ticket={ticket[1]}", "候补，前面还有 1 份报名")
    assert story.facts["names"]["heroine"] not in page.content()


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


def anybody_draws_again(story: Story) -> None:
    """An outsider's own browser makes the draw again from the published files."""
    page = story.open("public", f"/draws/{story.draw}/")
    expect(page.locator("main")).to_contain_text("02 09 11 17 23 30 + ")
    own = page.locator("#own-draw")
    expect(own).to_contain_text("每个签序、每个名额都一样")
    expect(own.locator("[data-step=commitment] [data-result=good]")).to_be_visible()
    story.keep("public", "draw-public")


def two_ahead_do_not_go(story: Story) -> None:
    """One declines at once, one says nothing until the clock is over; the places go down the list."""
    placed = {who: place for who in EVERYBODY if (place := offered(story, who))}
    assert len(placed) == PLACES
    declines, silent, *_others = [who for who in placed if who != "corrected"]
    window = story.open(declines, placed.pop(declines), "请答复")
    act(window, "不去，名额给下一位")
    story.keep(declines, "declining")
    act(window, "退回名额")
    waiting = [who for who in EVERYBODY if who not in (*placed, declines, "heroine")]
    placed |= {who: place for who in waiting if (place := offered(story, who))}
    assert len(placed) == PLACES, "the next of the list has the place"
    story.open("heroine", "/me/stays/", "还没有疗休养名额")
    for who, place in placed.items():
        if who != silent:
            assert "名额给您留着" in story.quietly(who, f"{place}acceptance/", page=place)
    story.pass_time(days=8)
    story.open(silent, placed[silent], "已经不在您名下")


def offered(story: Story, who: str) -> str:
    """The address of the place somebody is offered; nothing if there is none."""
    found = re.search(r"/me/stays/\d+/", story.read(who, "/me/stays/"))
    return found[0] if found else ""
