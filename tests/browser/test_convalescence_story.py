"""Twelve places at the sea, through the pages alone: from the announcement to the last day, with a worker who is drawn fourteenth.

An officer of the city, a clerk of a factory's union, the heroine on a phone, a worker whose record is wrong, fourteen
colleagues, the leader and the doctor of the batch, and the public. Nothing is written but by pages and jobs; the clock moves
(moved_clock.py).
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from jiangong.foundation.common.beacons import demonstration
from tests.browser.moved_clock import site
from tests.browser.stay_people import Story, act, figure_by_which, fill, first_day, press, send

TITLE, BATCH = "演示海滨疗休养", "演示海滨第一批"
PLACES, RANK = 12, 14
SELF = range(12)  # colleagues who apply themselves
BY_TELEPHONE = (12, 13)
EVERYBODY = 2 + len(SELF) + len(BY_TELEPHONE)
MOST_TAPS = 6  # two minutes are twenty seconds a tap; measured 4
MOMENT = "%Y-%m-%dT%H:%M"


@pytest.fixture
def story(chromium: Any, server: Any, tmp_path: Any) -> Iterator[Story]:
    with site(server, tmp_path) as made:
        told = Story(made, chromium, made.ask("cast"))
        yield told
        told.close()


def test_a_stay_at_the_sea(story: Story) -> None:
    the_announcement(story)
    the_heroine_applies(story)
    a_record_that_is_wrong(story)
    colleagues_apply(story)
    the_list_is_closed_and_witnessed(story)
    the_draw(story)
    anybody_draws_again(story)
    two_ahead_do_not_go(story)
    she_accepts_and_is_shown(story)
    before_departure(story)
    five_days_at_the_sea(story)
    what_remains(story)
    assert not story.errors, story.errors


def the_announcement(story: Story) -> None:
    """The officer makes the programme with one batch of twelve, announces its draw by ceremony, and opens it."""
    window = story.open("officer", "/workbench/convalescence/")
    window.locator("a[href='/workbench/convalescence/new/']").first.click()
    now = story.now()
    story.starts = starts = first_day(now.date())
    fill(
        window,
        title=TITLE,
        year=str(starts.year),
        opens_at=f"{now - timedelta(hours=1):{MOMENT}}",
        closes_at=f"{now + timedelta(days=2):{MOMENT}}",
        words="海边五天，吃住行都由工会承担。",
    )
    send(window)
    expect(window).to_have_url(re.compile(r"/workbench/convalescence/\d+/$"))
    story.programme = re.findall(r"/convalescence/(\d+)/", window.url)[0]
    assert story.of("public").goto(f"/convalescence/{story.programme}/").status == 404
    act(window, "加批次")
    fill(
        window,
        title=BATCH,
        theme="海风和健康课",
        starts_on=f"{starts:%Y-%m-%d}",
        ends_on=f"{starts + timedelta(days=4):%Y-%m-%d}",
        places=str(PLACES),
        place_name="演示海滨疗养院",
        meeting_point="演示广场",
        cost="2500",
    )
    send(window)
    story.keep("officer", "bench-draft")
    act(window, "公告抽签")
    window.locator("main [name=kind][value=ceremony]").check()
    fill(window, moment=f"{now + timedelta(days=2, hours=3):{MOMENT}}")
    send(window)
    story.draw = re.findall(r"/draws/(\d+)/", window.url)[0]
    window = story.open("officer", f"/workbench/convalescence/{story.programme}/")
    act(window, "开放报名")
    story.keep("officer", "bench-open")
    story.open("public", f"/convalescence/{story.programme}/", BATCH)
    story.keep("public", "programme-public")


def the_heroine_applies(story: Story) -> None:
    """On a phone, from her home page, counting taps."""
    phone = story.open("heroine", "/me/", TITLE)
    story.keep("heroine", "home-open")
    story.tap(phone.get_by_role("link", name=TITLE).first)
    expect(phone).to_have_url(re.compile(f"/convalescence/{story.programme}/$"))
    story.tap(phone.get_by_role("link", name="我要申请"))
    expect(phone.locator("main h1")).to_have_text("报名疗休养")
    story.keep("heroine", "apply")
    story.tap(phone.locator("main [name=sound]"))
    story.tap(phone.get_by_role("button", name="提交报名"))
    expect(phone.locator("main")).to_contain_text("签号")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert story.taps <= MOST_TAPS, story.taps
    story.keep("heroine", "applied")


def a_record_that_is_wrong(story: Story) -> None:
    """Nobody noted what he does. He reads why he may not apply, asks for a correction; the clerk confirms; he applies."""
    here = f"/convalescence/{story.programme}"
    phone = story.open("corrected", f"{here}/application/", "现在不能报名")
    story.keep("corrected", "why-not")
    assert phone.get_by_role("button", name="提交报名").count() == 0
    act(phone, "请求更正登记信息")
    fill(phone, occupation="装配工", words="我一直在装配车间，花名册漏了工种。")
    story.keep("corrected", "correction")
    send(phone)
    story.pass_time(hours=1)
    window = story.open("clerk", "/workbench/", "请求更正1项登记信息")
    act(window, "去办理")
    expect(window.locator("main")).to_contain_text("漏了工种")
    act(window, "照此更正")
    story.pass_time(hours=1)
    phone = story.open("corrected", f"{here}/eligibility/", "符合条件。")
    act(phone, "去申请")
    phone.locator("main [name=sound]").check()
    send(phone)
    expect(phone.locator("main")).to_contain_text("签号")


def colleagues_apply(story: Story) -> None:
    """Twelve themselves, two by telephone with the clerk, who writes down how they consented."""
    for n in SELF:
        here = f"/convalescence/{story.programme}/application/"
        assert "签号" in story.quietly(f"colleague{n}", here, wish_1="b1", sound="on")
    for n in BY_TELEPHONE:
        name = story.facts["names"][f"colleague{n}"]
        window = story.open("clerk", f"/workbench/convalescence/{story.programme}/members/?name={name}")
        window.locator("main tbody a, main li a").first.click()
        fill(window, channel="telephone", consent_words="电话里问过，本人愿意去。")
        window.locator("main [name=sound]").check()
        send(window)
        expect(window.locator("body")).to_contain_text("已替他报名")
    found = story.open("officer", f"/workbench/convalescence/{story.programme}/")
    expect(found.locator("dl.figures")).to_contain_text(str(EVERYBODY))


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
    expect(page.locator("#commitment")).to_contain_text(f'"applications":{EVERYBODY}')
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
    expect(line).to_contain_text(f"第 {RANK} 位，共 {EVERYBODY} 份")
    expect(line).to_contain_text("候补，前面还有 1 份报名")
    expect(line).to_contain_text("为什么没有")
    expect(line).to_contain_text(re.compile(r"中签的机会\s*7\d\.\d%"))  # twelve of sixteen who are alike
    story.keep("heroine", "line")
    page = story.open("public", f"/draws/{story.draw}/?ticket={ticket[1]}", "候补，前面还有 1 份报名")
    assert story.facts["names"]["heroine"] not in page.content()


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
    placed = {who: place for who in everybody(story) if (place := offered(story, who))}
    assert len(placed) == PLACES
    declines, silent, *_others = [who for who in placed if who != "corrected"]
    window = story.open(declines, placed.pop(declines), "请答复")
    act(window, "不去，名额给下一位")
    story.keep(declines, "declining")
    act(window, "退回名额")
    waiting = [who for who in everybody(story) if who not in (*placed, declines, "heroine")]
    placed |= {who: place for who in waiting if (place := offered(story, who))}
    assert len(placed) == PLACES, "the next of the list has the place"
    story.open("heroine", "/me/stays/", "还没有疗休养名额")
    for who, place in placed.items():
        if who != silent:
            assert "名额给您留着" in story.quietly(who, f"{place}acceptance/", page=place)
    story.pass_time(days=8)
    story.open(silent, placed[silent], "已经不在您名下")


def she_accepts_and_is_shown(story: Story) -> None:
    """The heroine finds the offer among what waits for her, accepts; twelve names are shown, masked, for their days."""
    phone = story.open("heroine", "/me/", BATCH)
    story.keep("heroine", "home-offered")
    phone.locator("main a[href^='/me/stays/']").first.click()
    expect(phone.locator("main")).to_contain_text("这个名额是您的，请答复")
    story.keep("heroine", "stay-offered")
    act(phone, "接受名额")
    window = story.open("officer", "/workbench/convalescence/running/", BATCH)
    window.get_by_role("link", name=BATCH).first.click()
    story.batch = re.findall(r"/running/(\d+)/", window.url)[0]
    story.keep("officer", "batch-accepted")
    act(window, "拟公示")
    fill(window, contact="演示市总工会生活保障部")
    send(window)
    window.locator("a", has_text="发布…").click()
    fill(window, count=str(PLACES))
    send(window)
    story.open("public", "/notices/")
    story.of("public").get_by_role("link", name=re.compile(BATCH)).first.click()
    shown = story.of("public").locator("main").inner_text()
    assert "演**" in shown
    assert not [name for name in story.facts["names"].values() if name in shown]
    story.pass_time(days=18)
    window = story.open("officer", f"/workbench/convalescence/running/{story.batch}/", "公示结束")
    act(window, re.compile(f"确定 {PLACES} 人"))
    expect(window.locator("dl.figures")).to_contain_text(re.compile(rf"已确定\s*{PLACES}"))


def before_departure(story: Story) -> None:
    """Rooms, a coach, letters, who goes with them; her health form, which the doctor reads and nobody else."""
    running = f"/workbench/convalescence/running/{story.batch}/"
    window = story.open("officer", f"{running}rooms/")
    fill(window, names=" ".join(str(301 + n) for n in range(PLACES // 2 + 1)), beds="2")
    press(window, "button[name=act][value=add]")
    press(window, "button[name=act][value=share]")
    window = story.open("officer", f"{running}coaches/")
    fill(window, name="一号车", meeting_point="演示广场", leaves_at=f"{story.starts}T08:00", seats="40")
    send(window)
    for kind in ("leader", "doctor"):
        window = story.open("officer", f"{running}duties/")
        fill(window, kind=kind, member=story.facts["numbers"][kind], name=story.facts["names"][kind])
        send(window)
    window = story.open("officer", f"{running}letters/", "将发给")
    press(window, "main form button, header form button")
    story.work()
    story.open("officer", f"{running}letters/", "演示西沙机械厂")
    story.keep("officer", "letters")
    story.open("officer", running)
    story.keep("officer", "batch-confirmed")
    phone = story.open("heroine", "/me/stays/")
    phone.locator("main h2 a", has_text=BATCH).click()
    act(phone, "健康表")
    phone.locator("main textarea").first.fill("对青霉素过敏")
    fill(phone, contact="演示家人 电话 19900009999")
    story.keep("heroine", "health")
    send(phone)
    act(phone, "乘车和房间")
    phone.locator("main [name=coach]").last.check()
    send(phone)
    expect(phone.locator("main")).to_contain_text("已交给基地医生")
    expect(phone.locator("main")).to_contain_text("演示广场")
    expect(phone.locator("main dl.facts")).to_contain_text(re.compile(r"房间\s*3\d\d"))
    expect(phone.locator("main")).to_contain_text("不冲抵您的带薪年休假")
    story.keep("heroine", "stay-confirmed")
    doctor = story.open("doctor", "/me/duties/")
    doctor.get_by_role("link", name=re.compile(BATCH)).click()
    act(doctor, "健康表")
    act(doctor, re.compile(f"打开健康表 {story.facts['names']['heroine']}"))
    expect(doctor.locator("main")).to_contain_text("青霉素")
    story.keep("doctor", "health-form")
    act(doctor, "可以参加")
    for who in ("officer", "leader", "clerk", "colleague0"):
        story.refused(who, f"/me/duties/{story.batch}/health/")


def five_days_at_the_sea(story: Story) -> None:
    """The leader calls the roll on a phone each day; after the last the batch is finished."""
    story.pass_time(days=(story.starts - story.now().date()).days)
    leader = story.open("leader", f"/me/duties/{story.batch}/")
    for day in range(5):
        if day:
            story.pass_time(days=1)
            leader.reload()
            leader.goto(f"/me/duties/{story.batch}/")
        for box in leader.locator("main [name=present]").all():
            box.check()
        send(leader)
        expect(leader.locator("#roll")).to_contain_text(f"到 {PLACES} 人")
    story.keep("leader", "roll")
    story.pass_time(days=1)
    window = story.open("officer", f"/workbench/convalescence/running/{story.batch}/")
    act(window, "办结")
    expect(window.locator("main")).to_contain_text(f"{PLACES} 人完成疗休养")
    story.keep("officer", "finish")
    press(window, "main form button")
    story.work()
    story.keep("officer", "batch-finished")


def what_remains(story: Story) -> None:
    """She rates the stay in nobody's name; one entry each in the ledger; the plan counts her for her district."""
    phone = story.open("heroine", "/me/stays/")
    phone.locator("main h2 a", has_text=BATCH).click()
    act(phone, "打分")
    for name in {box.get_attribute("name") for box in phone.locator("main input[type=radio]").all()}:
        phone.locator(f"main [name={name}][value='5']").check()
    story.keep("heroine", "rating")
    send(phone)
    expect(phone.locator("main")).to_contain_text("您已经打过分")
    story.keep("heroine", "stay-over")
    story.open("heroine", "/me/share/")
    story.keep("heroine", "share")
    mine = [one for one in story.site.ask("stayed") if one[0] == "演示西沙机械厂工会"]
    assert len(mine) == 1
    story.open("public", f"/plan/G4/{story.facts['district']}/")
    expect(story.of("public").locator("main")).to_contain_text(re.compile(r"(?<!\d)1\s*人"))
    story.keep("public", "plan")


def everybody(story: Story) -> list[str]:
    """Who applied."""
    return ["heroine", "corrected", *(f"colleague{n}" for n in (*SELF, *BY_TELEPHONE))]


def offered(story: Story, who: str) -> str:
    """The address of the place somebody is offered; nothing if there is none."""
    found = re.search(r"/me/stays/\d+/", story.read(who, "/me/stays/"))
    return found[0] if found else ""
