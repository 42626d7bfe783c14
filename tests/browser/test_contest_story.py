"""One contest with nine people, each in a browser of their own, through the pages alone: from the call to the honours.

The organiser, a competitor on a phone, the encryption judge, two judges on tablets (one loses the network and comes back), the chief
judge, the supervisor, a team's leader who appeals, and the public.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.contest_people import (
    Story,
    mark_by_form,
    mark_on_tablet,
    mark_on_tablet_from,
    on_the_database,
)
from tests.browser.windows import fill, press, send

TITLE = "演示铣削工决赛"
FIELD = 10  # so many a final needs
PRACTICE = [str(70 + 2 * n) for n in range(FIELD)]
THEORY = [str(60 + n) for n in range(FIELD)]


@pytest.fixture
def story(chromium: Any, server: Any) -> Iterator[Story]:
    told = Story(server, chromium, on_the_database(server, "cast"))
    yield told
    told.close()


def test_a_contest_of_nine_people(story: Story) -> None:
    the_call(story)
    the_entries(story)
    the_offices_and_the_draw(story)
    nobody_knows_yet(story)
    marking_with_a_network_that_breaks(story)
    sealing_and_unsealing(story)
    second = the_result_opened(story)
    the_appeal_moves_the_podium(story, second)
    notice_and_honours(story, second)
    assert not story.errors, story.errors


def the_call(story: Story) -> None:
    """The organiser makes the contest, its rules, files it, opens it; the public sees it from then on."""
    window = story.open(
        "organiser", f"/workbench/competitions/new/?season={story.facts['season']}", "演示赛城赛季"
    )
    now = timezone.localtime()
    fill(
        window, title=TITLE, level="city", trade=story.facts["trade"], call="比铣削。", place="演示赛场",
        starts_on=f"{now:%Y-%m-%d}", ends_on=f"{now:%Y-%m-%d}", stations="4", layers="1",
        enter_from=f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}", enter_until=f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}",
    )  # fmt: skip
    window.locator("main [name=open_to]").select_option(label="演示赛城总工会")
    window.locator("main [name=in_teams]").check()
    send(window)
    expect(window).to_have_url(re.compile(r"/workbench/competitions/\d+/$"))
    story.contest = int(re.findall(r"/competitions/(\d+)/", window.url)[0])
    hidden = story.of("public").goto(f"/contests/{story.contest}/")
    assert hidden.status == 404, "a draft is not announced"
    window = story.open("organiser", f"/workbench/competitions/{story.contest}/rules/")
    press(window, "button[name=preset][value=standard]")
    window = story.open("organiser", f"/workbench/competitions/{story.contest}/filing/")
    fill(window, number="演示备〔2026〕9号", contest_class="first")
    send(window)
    story.step("open", "报名中")
    story.open("public", f"/contests/{story.contest}/", TITLE)


def the_entries(story: Story) -> None:
    """One enters on a phone, the others are entered by their union's officer; the organiser examines, and names the leaders."""
    phone = story.open("competitor", f"/contests/{story.contest}/", TITLE)
    phone.goto(f"/contests/{story.contest}/entry/")
    send(phone)
    expect(phone.locator("main")).to_contain_text(TITLE)
    expect(phone.locator("main")).to_contain_text("待审查")
    window = story.open("organiser", f"/workbench/competitions/{story.contest}/colleagues/?name=演示赛手")
    boxes = window.locator("input[name=person]")
    expect(boxes).to_have_count(FIELD - 1)
    for n in range(FIELD - 1):
        boxes.nth(n).check()
    window.locator("input[name=insured]").check()
    press(window, "main form[method=post] .btn--primary")
    window = story.open("organiser", f"/workbench/competitions/{story.contest}/entries/?state=applied")
    window.locator("input[name=entry]").first.check()
    press(window, "button[name=decision][value=accept]")
    story.open("competitor", "/me/contests/", "资格通过")
    card = phone.locator("a[href$='/card/']").first
    card.click()
    expect(phone.locator("main svg").first).to_be_visible()
    shown = story.open("public", f"/contests/{story.contest}/", "演**").locator("main").inner_text()
    assert not [name for name in story.facts["names"] if name in shown], "full names are nobody's business"
    window = story.open("organiser", f"/workbench/competitions/{story.contest}/teams/")
    for address in [
        one.get_attribute("href") for one in window.locator("main a[href$='/leader/']").element_handles()
    ]:
        window.goto(address)
        unit = next(one for one in story.facts["leaders"] if one in window.locator("body").inner_text())
        number, name = story.facts["leaders"][unit]
        fill(window, member=number, name=name)
        send(window)


def the_offices_and_the_draw(story: Story) -> None:
    """Everybody serves; the list is locked; the holder draws with a word said on the spot; marks may come."""
    duties = {
        "chief": ("chief", "clerk"), "judge_one": ("judge",), "judge_two": ("judge",), "encryption": ("cipher1",),
        "supervisor": ("supervisor",),
    }  # fmt: skip
    for who, held in duties.items():
        for duty in held:
            window = story.open("organiser", f"/workbench/competitions/{story.contest}/offices/")
            number, name = story.facts["numbers"][who]
            fill(window, member=number, name=name, duty=duty)
            press(window, "form:has([name=duty]) .btn--primary")
            expect(window.locator("main table")).to_contain_text(name)
    for part, judges in (("practice", ("P1", "P2", "Z1")), ("theory", ("L1",))):
        window = story.open("organiser", f"/workbench/competitions/{story.contest}/benches/")
        fill(window, part=f"{part}/")
        for alias in judges:
            window.locator("main label", has_text=alias).locator("input[name=judges]").check()
        send(window)
    story.step("close", "报名截止")
    story.step("ready", "已抽签")
    window = story.open("encryption", story.office("encryption"))
    expect(window.locator("main table")).to_have_count(0)
    window.goto(f"{story.office('encryption')}draw/")
    fill(window, said="三百零七")
    send(window)
    expect(window.locator("main table")).to_contain_text("A010")
    story.step("start", "比赛中")


def nobody_knows_yet(story: Story) -> None:
    """Whose number it is only the holder sees; the organiser and the judges see numbers or names, the public neither."""
    names = story.facts["names"]
    held = story.open("encryption", story.office("encryption")).locator("main").inner_text()
    assert all(name in held for name in names)
    board = story.open("judge_one", f"{story.office('judge_one')}marks/").locator("body").inner_text()
    assert "A001" in board
    assert not [name for name in names if name in board]
    assert story.of("organiser").goto(story.office("encryption")).status == 404
    draw = story.open("public", f"/contests/{story.contest}/draw/").locator("main").inner_text()
    assert "三百零七" not in draw
    assert story.of("public").goto(f"/contests/{story.contest}/results/1/").status == 404


def marking_with_a_network_that_breaks(story: Story) -> None:
    """One judge marks with a network; the other loses it, goes on, and comes back; nothing is lost, nothing counts twice."""
    one = story.open("judge_one", f"{story.office('judge_one')}marks/")
    mark_on_tablet(one, PRACTICE)
    expect(one.locator("[data-marks-outbox]")).to_contain_text("都已送达")
    two = story.open("judge_two", f"{story.office('judge_two')}marks/")
    mark_on_tablet(two, [str(int(mark) + 1) for mark in PRACTICE[:3]])
    expect(two.locator("[data-marks-outbox]")).to_contain_text("都已送达")
    two.keyboard.press("Escape")
    two.context.set_offline(True)
    mark_on_tablet_from(two, two.locator("a[data-code=A004]"), [str(int(mark) + 1) for mark in PRACTICE[3:]])
    expect(two.locator("[data-marks-outbox]")).to_contain_text(re.compile(r"7\s*个评分等待送出"))
    lead = story.open("chief", f"{story.office_of('chief', '裁判长')}lead/")
    expect(lead.locator("main")).to_contain_text("处没有评完")
    two.context.set_offline(False)
    expect(two.locator("[data-marks-outbox]")).to_contain_text("都已送达", timeout=20_000)
    two.reload()
    expect(two.locator("a.number--done")).to_have_count(FIELD)
    for duty, component, values in (("裁判长", "practice", PRACTICE), ("录分员", "theory", THEORY)):
        mark_by_form(story, "chief", duty, component, values)


def sealing_and_unsealing(story: Story) -> None:
    """The chief judge locks the sheet once nothing is missing; then the holder opens the layer."""
    lead = story.open("chief", f"{story.office_of('chief', '裁判长')}lead/")
    expect(lead.locator("main")).not_to_contain_text("处没有评完")
    press(lead, "form[action$='/seal/'] button")
    expect(lead.locator("body")).to_contain_text("已经锁定")
    late = story.open("judge_one", f"{story.office('judge_one')}marks/")
    expect(late.locator("main")).to_contain_text("现在不能评分")
    assert story.of("public").goto(f"/contests/{story.contest}/results/1/").status == 404
    window = story.open("encryption", story.office("encryption"))
    press(window, "form[action$='/opening/'] button")
    expect(window.locator("body")).to_contain_text("已经解密")


def the_result_opened(story: Story) -> int:
    """Everybody sees the table, masked; a cell opens into its marks. Returns whose team will appeal: the second's."""
    page = story.open("public", f"/contests/{story.contest}/results/1/", "演**")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(FIELD)
    first, second = rows.nth(0).inner_text(), rows.nth(1).inner_text()
    assert "A010" in first
    assert "A009" in second
    cell = story.open("public", f"/contests/{story.contest}/results/1/A009/practice/", "A009")
    for mark in ("86", "87"):
        expect(cell.locator("main")).to_contain_text(mark)
    story.open("public", f"/contests/{story.contest}/draw/", "三百零七")
    mine = story.open("competitor", "/me/contests/", TITLE)
    expect(mine.locator("main")).to_contain_text(re.compile(r"第 \d+ 名"))
    units = list(story.facts["leaders"])
    return next(n for n, unit in enumerate(units) if unit in second)


def the_appeal_moves_the_podium(story: Story, leader: int) -> None:
    """The leader appeals about one component; a supervisor not involved prepares a rejudging; the organiser applies it as a whole."""
    who = f"leader{leader}"
    held = (
        story.open("encryption", story.office("encryption")).locator("main tr", has_text="A009").inner_text()
    )
    name = next(one for one in story.facts["names"] if one in held)
    window = story.open(who, "/me/contests/", name)
    window.get_by_role("link", name=f"为{name}申诉").click()
    expect(window.locator("main")).to_contain_text(TITLE)
    entry = re.findall(r"/contests/(\d+)/appeal/", window.url)[0]
    other = story.of(f"leader{(leader + 1) % 3}").goto(f"/me/contests/{entry}/appeal/")
    assert other.status == 404, "one appeals for one's own team"
    fill(window, about="practice", words="第二工位计时有误，录像可查。")
    send(window)
    appeal = re.findall(r"/appeals/(\d+)/", window.url)[0]
    window = story.open("organiser", f"/workbench/competitions/appeals/{appeal}/", "第二工位计时有误")
    send(window)
    window = story.open("supervisor", f"/appeals/{appeal}/rejudging/", "A009")
    fill(
        window,
        kind="correction",
        code="A009",
        about="practice",
        judge="P1",
        value="100",
        reason="录像证实",
    )
    send(window)
    window = story.open("organiser", f"/workbench/competitions/{story.contest}/appeals/", "录像证实")
    window.locator("main a[href*='/rejudgings/']").first.click()
    expect(window.locator("main")).to_contain_text("A009")
    expect(window.locator("main tr.moved-up")).to_have_count(1)
    expect(window.locator("main tr.moved-down")).to_have_count(1)
    press(window, "button[name=decision][value=apply]")
    after = story.open("public", f"/contests/{story.contest}/results/2/", "演**")
    assert "A009" in after.locator("main tbody tr").nth(0).inner_text(), "the podium changed"
    window = story.open("supervisor", f"/appeals/{appeal}/answer/")
    window.locator("input[name=upheld][value=yes]").check()
    fill(window, words="录像和记录不符，已更正。")
    send(window)
    story.open(who, f"/appeals/{appeal}/", "已更正")


def notice_and_honours(story: Story, leader: int) -> None:
    """The hours pass; honours are proposed and shown for their days; then issued, and everybody sees them."""
    story.pass_days(1.5)
    late = story.of(f"leader{leader}")
    late.goto("/me/contests/")
    story.step("finish", "拟公示")
    window = story.of("organiser")
    window.goto(f"/workbench/competitions/{story.contest}/")
    window.get_by_role("link", name="拟公示").first.click()
    fill(window, contact="演示赛城总工会竞赛部")
    send(window)
    listed = re.search(r"(\d+) 名", window.locator("main dl.facts").inner_text())
    assert listed is not None
    window.locator("a", has_text="发布…").click()
    fill(window, count=listed[1])
    send(window)
    story.open("public", f"/contests/{story.contest}/", "公示")
    story.pass_days(15)
    story.step("confirm", "成绩已确认")
    window = story.open("organiser", f"/workbench/competitions/{story.contest}/honours/")
    row = window.locator("main tr", has_text="一等奖")
    row.locator("input[name=honour]").check()
    press(window, "button[name=act][value=issue]")
    expect(window.locator("main tr", has_text="一等奖")).to_contain_text("已颁发")
    page = story.open("public", f"/contests/{story.contest}/", "成绩已确认")
    expect(page.locator("main")).to_contain_text("一等奖")
    expect(page.locator("main")).to_contain_text("裁判长")
