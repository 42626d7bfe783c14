"""A sitting in a real browser: the network is cut, the browser dies, another device takes over; nothing is lost."""

import re

from playwright.sync_api import expect


def question(window, kind: str, nth: int = 0):
    return window.locator(f".exam-q:has(input[type={kind}])").nth(nth)


def choose(window, nth: int, option: int):
    question(window, "radio", nth).locator("label").nth(option).click()


def test_a_sitting_with_a_cut_network_and_a_second_device(visit, server):
    place = f"/me/exams/{server.parameters['exams:start']['pk']}/"
    window = visit("teacher", width=390)
    window.goto(place)
    window.get_by_role("button", name="开始考试").click()
    state = window.locator("#state")
    choose(window, 0, 1)
    expect(state).to_have_text("已保存")
    expect(window.locator(".exam-nav a.done")).to_have_count(1)

    window.context.set_offline(True)
    choose(window, 1, 0)
    question(window, "text").locator("input").fill("42")
    expect(state).to_contain_text("网络断开：2", timeout=15_000)
    window.close(run_before_unload=False)  # the browser dies with two answers that the server does not have
    window = window.context.new_page()
    window.context.set_offline(False)
    window.goto(place)
    state = window.locator("#state")
    expect(state).to_have_text("已保存", timeout=20_000)
    window.reload()
    expect(question(window, "radio", 1).locator("input").first).to_be_checked()
    expect(question(window, "text").locator("input")).to_have_value("42")
    expect(window.locator(".exam-nav a.done")).to_have_count(3)

    other = visit(width=1280)
    other.goto("/demonstration/")
    other.get_by_role("button", name=re.compile("演示教师")).first.click()
    other.goto(place)
    other.get_by_role("button", name="在这台设备上继续").click()
    expect(question(other, "text").locator("input")).to_have_value("42")
    choose(window, 2, 1)
    expect(window.locator("#state")).to_contain_text("另一台设备", timeout=15_000)
    expect(question(window, "text").locator("input")).to_be_disabled()

    choose(other, 2, 0)
    expect(other.locator("#state")).to_have_text("已保存")
    other.get_by_role("button", name="保存并交卷").click()
    expect(other.locator("main")).to_contain_text("还有 24 道题没有作答")
    other.get_by_role("button", name="确认交卷").click()
    expect(other.locator("main")).to_contain_text("28 道题作答了 4 道")


def test_the_paper_by_keyboard(visit, server):
    window = visit("worker", width=1280)
    window.goto(f"/me/exams/{server.parameters['exams:sit']['pk']}/")
    radio = question(window, "radio").locator("input").first
    radio.focus()
    window.keyboard.press("Space")
    expect(window.locator("#state")).to_have_text("已保存")
    window.keyboard.press("ArrowDown")
    expect(question(window, "radio").locator("input").nth(1)).to_be_checked()
    expect(window.locator("#state")).to_have_text("已保存")
