"""A drill on a phone, by a foreman, through the pages alone: from nothing to a result, and how many taps that takes."""

import re

from playwright.sync_api import expect

PEOPLE = 5
MOST_TAPS = 30  # ten minutes are twenty seconds a tap; measured 22 with five people


class Phone:
    """A window whose every tap is counted, as a person would make it; what is typed is not a tap, the field tapped before it is."""

    def __init__(self, window):
        self.window, self.taps = window, 0

    def tap(self, place) -> None:
        place.tap()
        self.taps += 1

    def type(self, name: str, text: str) -> None:
        box = self.window.locator(f"main [name={name}]")
        self.tap(box)
        box.fill(text)


def test_a_drill_from_nothing_to_its_result(visit):
    window = visit("chair", width=390, has_touch=True)
    phone = Phone(window)
    window.goto("/workbench/competitions/")
    phone.tap(window.get_by_role("link", name="岗位练兵").first)
    phone.type("title", "演示一车间车工岗位练兵")
    phone.type("trade", "车工")
    expect(window.locator("main [name=day]")).not_to_have_value("")  # today, unless said otherwise
    phone.tap(window.get_by_role("button", name="开放报名"))
    phone.tap(window.get_by_role("link", name="选人参赛").first)
    boxes = window.locator("main input[name=person]")
    names = []
    for n in range(PEOPLE):
        names.append(window.locator("main tbody tr").nth(n).locator("th").inner_text())
        phone.tap(boxes.nth(n))
    assert window.locator("main input[name=insured]").count() == 0  # a drill asks for membership alone
    phone.tap(window.get_by_role("button", name="为选中的人报名"))
    phone.tap(window.get_by_role("button", name="截止报名，开始比赛"))
    phone.tap(window.get_by_role("link", name="去评分").first)
    expect(window.locator("html[data-marking=ready]")).to_be_attached()
    board = window.locator("[data-numbers=score]")
    expect(board.locator("a[data-code]")).to_have_count(PEOPLE)
    for name in names:  # nothing is blind in a drill: whose number it is stands there
        expect(board).to_contain_text(name)
    phone.tap(board.locator("a[data-code=A001]"))
    dialog = window.locator(".marking-dialog")
    for n in range(PEOPLE):
        expect(dialog.locator("#dialog-code")).to_have_text(f"A{n + 1:03d}")
        dialog.locator("input[name=v_]").fill(str(80 + n))  # the field has the focus already
        phone.tap(dialog.get_by_role("button", name="记下，下一个"))
    expect(dialog).not_to_be_visible()
    expect(window.locator("[data-say]")).to_have_text("都已送达", timeout=20_000)
    phone.tap(window.get_by_role("link", name="评完了，去核分"))
    phone.tap(window.get_by_role("button", name="锁定记分册"))
    phone.tap(window.get_by_role("link", name="成绩已经算出，看成绩"))
    rows = window.locator("section[aria-labelledby=result] tbody tr")
    expect(rows).to_have_count(PEOPLE)
    expect(rows.first).to_contain_text(re.compile(r"A005[\s\S]*84"))
    assert window.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.taps <= MOST_TAPS, phone.taps
