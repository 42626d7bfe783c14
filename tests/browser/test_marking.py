"""Marking in a real browser: the network goes, the browser dies, both come back; nothing is lost and nothing counts twice."""

import io
import re

from PIL import Image
from playwright.sync_api import Error, expect


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def number(window, code: str):
    return window.locator(f"[data-numbers=practice] a[data-code={code}]")


def give(window, code: str, value: str, photo: bytes | None = None) -> None:
    number(window, code).click()
    dialog = window.locator(".marking-dialog")
    expect(dialog.locator("#dialog-code")).to_have_text(code)
    dialog.locator("input[name=v_]").fill(value)
    if photo:
        dialog.locator("[name=photo]").set_input_files(
            [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo}]
        )
        expect(dialog.locator("[data-shots]")).to_contain_text("1 张照片")
    dialog.get_by_role("button", name="记下，下一个").click()
    expect(number(window, code).locator("small")).to_have_text(re.compile("待送|已评"))
    if dialog.is_visible():
        dialog.get_by_role("button", name="关上").click()


def test_a_tablet_without_a_network_whose_browser_dies(visit, server):
    place = f"/me/offices/{server.parameters['competitions:marking']['pk']}/marks/"
    window = visit("expert", width=768)
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.goto(place)
    expect(window.locator("html[data-marking=ready]")).to_be_attached()
    window.evaluate("navigator.serviceWorker.ready.then(() => true)")
    say = window.locator("[data-say]")
    expect(say).to_have_text("都已送达")
    give(window, "C001", "81")
    expect(say).to_have_text("都已送达", timeout=20_000)
    expect(number(window, "C001").locator("small")).to_have_text("已评")

    window.context.set_offline(True)
    give(window, "C002", "82", picture())
    give(window, "C003", "83")
    give(window, "C003", "84")  # thought over before it was sent: only the last counts
    expect(say).to_contain_text("2 个评分等待送出")
    expect(say).to_contain_text("1 张照片等待送出")
    window.close(run_before_unload=False)  # the browser dies with what the server does not have
    window = window.context.new_page()
    window.context.set_offline(False)
    window.goto(place)
    expect(window.locator("[data-say]")).to_have_text("都已送达", timeout=30_000)
    window.reload()
    for code, value in (("C001", "81"), ("C002", "82"), ("C003", "84")):
        window.goto(f"{place}practice/{code}/")
        expect(window.locator(".given")).to_contain_text(value)
    window.goto(f"{place}practice/C002/")
    expect(window.locator(".shots img")).to_have_count(1)
    assert window.locator(".shots img").evaluate("one => one.decode().then(() => one.naturalWidth)") == 1600
    assert not errors


def test_the_same_sent_twice_and_another_device_that_says_something_else(visit, server):
    place = f"/me/offices/{server.parameters['competitions:marking']['pk']}/marks/"
    one, other = visit("expert", width=1024), visit("expert", width=390)
    for window in (one, other):
        window.goto(place)
        expect(window.locator("html[data-marking=ready]")).to_be_attached()
    one.context.set_offline(True)
    give(one, "C005", "75")
    give(other, "C005", "57")
    expect(other.locator("[data-say]")).to_have_text("都已送达", timeout=20_000)
    one.context.set_offline(False)
    expect(one.locator("[data-refused-list] li")).to_contain_text("57", timeout=30_000)
    expect(one.locator("[data-say]")).to_contain_text("1 项没有被接受")
    one.get_by_role("button", name=re.compile("^不要了")).click()
    expect(one.locator("[data-say]")).to_have_text("都已送达")


def test_an_answer_that_is_lost_on_the_way_counts_once(visit, server):
    place = f"/me/offices/{server.parameters['competitions:marking']['pk']}/marks/"
    window = visit("expert", width=768)
    window.goto(place)
    expect(window.locator("html[data-marking=ready]")).to_be_attached()
    lost = []

    def swallow(route):
        lost.append(route.fetch().status)  # the server has it
        route.abort()

    window.route("**/marks.json", swallow, times=1)
    give(window, "C007", "77")
    expect(window.locator("[data-say]")).to_have_text("都已送达", timeout=30_000)
    expect(number(window, "C007").locator("small")).to_have_text("已评")
    assert lost == [200]


def test_the_preview_says_what_the_server_computes(visit, server):
    from fractions import Fraction
    from random import Random

    from jiangong.selection.judging.formulas.computing.measuring import measured_mark
    from jiangong.selection.judging.formulas.scheme.kinds import Formula, Side
    from jiangong.selection.judging.formulas.scheme.shapes import Band, Measure

    window, chance = visit("expert"), Random(5)
    window.goto(f"/me/offices/{server.parameters['competitions:marking']['pk']}/marks/")
    expect(window.locator("html[data-marking=ready]")).to_be_attached()
    for _turn in range(300):
        formula, side = chance.choice(list(Formula)), chance.choice(list(Side))
        measure = Measure(
            formula=formula, side=side, nominal=Fraction(chance.randint(0, 50)), tolerance=Fraction(chance.randint(0, 5), 100),
            step=Fraction(1, 100), deduction=Fraction(1, 2), reach=Fraction(1, 5),
            bands=(Band(up_to=Fraction(1, 20), mark=Fraction(4)), Band(up_to=Fraction(1, 10), mark=Fraction(2))),
        )  # fmt: skip
        value = Fraction(chance.randint(0, 1)) if formula is Formula.YES_NO else measure.nominal + Fraction(chance.randint(-30, 30), 100)  # fmt: skip
        plain = {
            "of": 10, "formula": formula.value, "side": side.value, "bands": [[0.05, 4], [0.1, 2]],
            **{key: float(getattr(measure, key)) for key in ("nominal", "tolerance", "step", "deduction", "reach")},
        }  # fmt: skip
        ours = measured_mark(measure, Fraction(10), value)
        theirs = window.evaluate(
            "([measure, value]) => jiangong.points(measure, value)", [plain, float(value)]
        )
        assert abs(theirs - float(ours)) < 1e-6, (plain, value, ours, theirs)


def kept_pages(window) -> list[str]:
    """What the worker keeps for a time without a network, as addresses."""
    return window.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"""
    )


KEEPS = "async (place) => Boolean(await caches.match(place, { ignoreVary: true }))"


def until(window, asked: str, argument: object = None) -> None:
    """Wait until the page's answer is true; Playwright's own waiting takes a promise for an answer."""
    for _turn in range(150):
        if window.evaluate(asked, argument):
            return
        window.wait_for_timeout(100)
    raise AssertionError(asked)


def board_kept(visit, place: str, **more):
    """A judge's board that the worker has put away, as after a minute with a network."""
    window = visit("expert", width=768, **more)
    window.goto(place)
    expect(window.locator("html[data-marking=ready]")).to_be_attached()
    window.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(window, KEEPS, place)
    return window


def test_the_board_is_there_after_a_reload_without_a_network(visit, server):
    place = f"/me/offices/{server.parameters['competitions:marking']['pk']}/marks/"
    window = board_kept(visit, place)
    window.reload()  # from now on the worker serves the page: its files are kept, too
    expect(window.locator("html[data-marking=ready]")).to_be_attached()
    until(
        window,
        """async () => (await Promise.all([...document.querySelectorAll("link[rel=stylesheet], script[src]")].map(
        (one) => caches.match(one.href || one.src, { ignoreVary: true })))).every(Boolean)""",
    )
    window.context.set_offline(True)
    window.reload()
    expect(window.locator("html[data-marking=ready]")).to_be_attached()
    expect(window.locator("[data-more]")).to_contain_text("没有网络", timeout=20_000)
    give(window, "C008", "68")
    expect(window.locator("[data-say]")).to_contain_text("1 个评分等待送出")
    window.goto(
        f"{place}practice/C009/"
    )  # the form of one number is not kept: the board is, and has all forms
    expect(number(window, "C009")).to_be_visible()
    window.context.set_offline(False)
    expect(window.locator("[data-say]")).to_have_text("都已送达", timeout=30_000)
    window.goto(f"{place}practice/C008/")
    expect(window.locator(".given")).to_contain_text("68")


def test_a_shared_tablet_keeps_no_board_for_the_next(visit, server):
    place = f"/me/offices/{server.parameters['competitions:marking']['pk']}/marks/"
    window = board_kept(visit, place)
    assert place in kept_pages(window)
    window.context.clear_cookies(name="sessionid")  # signed out, or the session ended
    window.goto("/about/")
    until(window, "async () => !(await caches.keys()).length")
    window.context.set_offline(True)
    assert not shows_numbers(window, place)

    window = board_kept(visit, place)
    session = {"name": "sessionid", "value": server.sessions["worker"], "url": server.address}
    window.context.add_cookies([session])  # somebody else signs in on the same tablet
    window.goto("/me/")
    until(window, "async () => !(await caches.keys()).length")
    window.context.set_offline(True)
    assert not shows_numbers(window, place)

    window = board_kept(visit, place)
    window.context.clear_cookies(name="sessionid")
    # The board itself, asked for after the session ended: the service worker sees no board, and lets it go.
    window.goto(place)
    expect(window).to_have_url(re.compile("/accounts/login/"))
    until(window, f"async (place) => !(await ({KEEPS})(place))", place)


def shows_numbers(window, place: str) -> bool:
    """Whether the board is there without a network."""
    try:
        window.goto(place)
    except Error:
        return False
    return "C001" in window.content()
