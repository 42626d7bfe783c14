"""The story of a stay, first act: it is announced, people apply, one of them after their record was put right."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.stay_people import BATCH, BY_TELEPHONE, EVERYBODY, PLACES, SELF, TITLE, Story, act
from tests.browser.windows import PHONE, fill, send

MOST_TAPS = 6  # two minutes are twenty seconds a tap; measured 4
MOMENT = "%Y-%m-%dT%H:%M"


def first_day(today: date) -> date:
    """The day of departure: two months ahead, within the months in which one may travel."""
    soon = today + timedelta(days=60)
    return soon if 4 <= soon.month <= 10 else date(soon.year + (soon.month > 10), 5, 11)


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
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
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
    expect(found.locator("dl.figures")).to_contain_text(str(len(EVERYBODY)))
