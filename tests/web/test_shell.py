"""The frame of every page: language, modes, marks, headers, navigation."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from jiangong.web import navigation

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
TEMPLATES = sorted((Path(__file__).parents[2] / "jiangong").rglob("templates/**/*.html"))


def page(client, path="/about/", **headers):
    return client.get(path, **{**CHINESE, **headers}).content.decode()


def test_language_by_browser_then_by_choice(client, db):
    assert 'lang="zh-CN"' in page(client)
    assert 'lang="en"' in page(client, HTTP_ACCEPT_LANGUAGE="en")
    client.post(reverse("web:preferences"), {"language": "en", "next": "/about/"})
    assert '<html lang="en"' in page(client)
    assert "Every figure is a record" in page(client)


def test_what_is_said_of_accessibility_is_what_the_tests_do(client):
    from tests.browser.test_pages import LOOKS

    words = {"zh-hans": "中文", "en": "英文", "light": "浅色", "dark": "深色"}
    text = page(client, "/accessibility/")
    for language, looks in LOOKS.items():
        for theme, width in looks:
            assert re.search(f"{words[language]}{words[theme]}，宽 {width}", text)
    assert "人工逐页检查还没有做" in text
    english = page(client, "/accessibility/", HTTP_ACCEPT_LANGUAGE="en")
    assert "Nobody has yet gone through the pages by hand" in english


def test_a_switch_comes_back_to_the_same_page(client, db):
    answer = client.post(reverse("web:preferences"), {"language": "en", "next": "/privacy/?a=1"})
    assert answer.status_code == 302
    assert answer["Location"] == "/privacy/?a=1"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_a_switch_never_leads_elsewhere(client, db, elsewhere):
    assert client.post(reverse("web:preferences"), {"next": elsewhere})["Location"] == "/"


def test_another_site_cannot_press_the_switches(client, db):
    answer = client.post(
        reverse("web:preferences"), {"mode": "elder", "next": "/"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert "mode" not in answer.cookies


def test_modes(client, db):
    assert "data-theme" not in page(client)
    client.post(reverse("web:preferences"), {"theme": "dark", "mode": "elder", "keys": "off"})
    text = page(client)
    assert 'data-theme="dark"' in text
    assert 'data-mode="elder"' in text
    assert 'data-keys="off"' in text
    client.post(reverse("web:preferences"), {"theme": "system", "mode": "standard"})
    text = page(client)
    assert "data-theme" not in text
    assert "data-mode" not in text


def test_nonsense_in_the_cookies_is_ignored(client, db):
    client.cookies.load({"theme": '"><script>', "mode": "x", "keys": "x", "django_language": "xx"})
    assert "<script>" not in page(client)


def test_elder_mode_follows_its_owner_to_another_device(client, cast):
    client.force_login(cast["worker"])
    client.post(reverse("web:preferences"), {"mode": "elder"})
    another = Client()
    assert "data-mode" not in page(another)
    another.force_login(cast["worker"])
    assert 'data-mode="elder"' in page(another, "/me/")
    client.post(reverse("web:preferences"), {"theme": "dark"})  # another switch leaves it as it is
    assert 'data-mode="elder"' in page(another, "/me/")
    client.post(reverse("web:preferences"), {"mode": "standard"})
    assert "data-mode" not in page(another, "/me/")


def test_the_account_remembers_elder_mode(client, cast):
    worker = cast["worker"]
    worker.elder_mode = True
    worker.save()
    client.force_login(worker)
    assert 'data-mode="elder"' in page(client, "/me/")
    client.cookies["mode"] = "standard"
    assert "data-mode" not in page(client, "/me/")


@pytest.mark.parametrize(
    ("person", "path"), [(None, "/about/"), ("worker", "/me/"), ("city_officer", "/workbench/")]
)
def test_every_shell_says_that_the_data_is_invented(client, cast, person, path):
    if person:
        client.force_login(cast[person])
    text = page(client, path)
    assert "演示数据" in text
    assert "均为虚构" in text


def test_security_policy_allows_no_inline_script_or_style(client, db):
    policy = client.get("/about/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy


def test_pages_differ_by_cookie_and_by_htmx(client, db):
    assert {"Cookie", "HX-Request"} <= {part.strip() for part in client.get("/about/")["Vary"].split(",")}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_hold_no_inline_script_or_style(template):
    text = template.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son(click|change|submit|load|input)\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text


def test_navigation_leads_only_to_pages_that_exist():
    items = [*navigation.PUBLIC, *navigation.WORKER, *navigation.FOOTER]
    items += [item for group in navigation.WORKBENCH for item in group]
    assert [item.path for item in items if not navigation.exists(item.path)] == []


def test_a_worker_sees_no_workbench(client, cast):
    client.force_login(cast["worker"])
    assert "/workbench/" not in page(client, "/me/")
    assert client.get("/workbench/").status_code == 403


def test_an_officer_finds_the_way_from_the_workers_page(client, cast):
    client.force_login(cast["chair"])
    assert reverse("web:workbench") in page(client, "/me/")
