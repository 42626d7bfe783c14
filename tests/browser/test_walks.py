"""Whole errands: without script, and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

SKIP = "跳到正文"


def test_enrolling_without_script(visit):
    """Choose a person, open a course, enrol, and find it among one's own: all by plain forms."""
    window = visit(script=False, width=390)
    window.goto("/demonstration/")
    window.get_by_role("button", name=re.compile("演示职工")).first.click()
    expect(window).to_have_url(re.compile("/me/$"))
    window.locator("[aria-labelledby=open] h3 a").first.click()
    title = window.locator("h1").inner_text()
    with window.expect_navigation():
        window.get_by_role("button", name=re.compile("^(报名|进入候补)")).first.click()
    window.goto("/me/courses/")
    expect(window.locator("main")).to_contain_text(title)


def test_switches_work_without_script_and_come_back_to_the_page(visit):
    window = visit("worker", script=False, width=390)
    window.goto("/courses/?mode=classroom")
    window.get_by_role("button", name="English").click()
    expect(window).to_have_url(re.compile(r"/courses/\?mode=classroom$"))
    expect(window.locator("html")).to_have_attribute("lang", "en")
    window.get_by_role("button", name="Large view").click()
    expect(window.locator("html")).to_have_attribute("data-mode", "elder")


def press_until(window, words, most=60):
    """Tab to the control that says `words`; fails when it cannot be reached or has no visible focus."""
    for _ in range(most):
        window.keyboard.press("Tab")
        said = window.evaluate("document.activeElement.innerText || document.activeElement.value || ''")
        if re.search(words, said):
            style = window.evaluate(
                "(({outlineStyle, outlineWidth}) => [outlineStyle, parseFloat(outlineWidth)])"
                "(getComputedStyle(document.activeElement))"
            )
            assert style[0] == "solid", f"no visible focus on {said}"
            assert style[1] >= 2, f"no visible focus on {said}"
            return
    raise AssertionError(f"the keyboard does not reach {words}")


def course_to_enrol_in(window):
    """The link to the first course that still takes somebody: which it is hangs on the day the city was invented for."""
    links = window.locator("main h2 a, main h3 a").all()
    for link in links:
        text = window.request.get(link.get_attribute("href")).text()
        if re.search(r"<button[^>]*>\s*(报名|进入候补)", text):
            return link
    raise AssertionError(f"none of {len(links)} courses takes anybody")


def test_signing_in_and_enrolling_by_keyboard(visit):
    window = visit()
    window.goto("/demonstration/")
    press_until(window, "演示主席")
    window.keyboard.press("Enter")
    expect(window).to_have_url(re.compile("/workbench/$"))
    window.goto("/courses/")
    press_until(window, SKIP)
    window.keyboard.press("Enter")
    assert window.evaluate("document.activeElement.id") == "main"
    course_to_enrol_in(window).focus()
    window.keyboard.press("Enter")
    expect(window).to_have_url(re.compile(r"/courses/\d+/$"))
    title = window.locator("h1").inner_text()
    press_until(window, "^(报名|进入候补)")
    with window.expect_navigation():
        window.keyboard.press("Enter")
    window.goto("/me/courses/")
    expect(window.locator("main")).to_contain_text(title)


def test_keys_in_lists_can_be_switched_off(visit):
    window = visit("city_officer")
    window.goto("/workbench/")
    window.keyboard.press("/")
    assert window.evaluate("document.activeElement.id") == "find"
    window.locator("h1").click()
    window.keyboard.press("j")
    assert window.evaluate("!!document.activeElement.closest('[data-list]')")
    window = visit("city_officer", keys="off")
    window.goto("/workbench/")
    window.keyboard.press("/")
    assert window.evaluate("document.activeElement.id") != "find"


OVERLAPS = """() => {
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const boxes = li => [...li.children].map(one => one.getBoundingClientRect());
  return [...document.querySelectorAll(".goals li")].filter(li => {
    const all = boxes(li), line = li.getBoundingClientRect();
    return all.some((a, i) => a.right > line.right + 1 || all.slice(i + 1).some(b => meet(a, b)));
  }).map(li => li.textContent.trim().replace(/\\s+/g, " "));
}"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_figures_of_the_plan_do_not_cover_each_other(visit, language):
    window = visit("city_officer", django_language=language)
    window.goto("/workbench/")
    assert window.locator(".goals li").count() > 0
    window.evaluate(  # the figures of a large city, which are wider than those of the smallest demonstration
        """() => document.querySelectorAll(".g-num .num").forEach(one => { one.textContent = "1,128,456" })"""
    )
    found = []
    for width in (320, 390, 1024, 1100, 1280, 1440, 1920):
        window.set_viewport_size({"width": width, "height": 900})
        found += [(width, words) for words in window.evaluate(OVERLAPS)]
    assert not found
