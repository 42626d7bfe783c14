"""The story of a stay, third act: accepted, shown, prepared, five days at the sea, and what remains of them."""

import re

from playwright.sync_api import expect

from tests.browser.stay_people import BATCH, PLACES, Story, act
from tests.browser.windows import fill, press, send


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
