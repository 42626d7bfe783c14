"""A passkey from end to end, with an authenticator that Chromium plays: add it, sign out, sign in with it alone."""

import re

import pytest
from playwright.sync_api import expect

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def window(chromium, server):
    """A window at `localhost`: a passkey belongs to a name, never to a number such as 127.0.0.1."""
    context = chromium.new_context(
        base_url=server.address.replace("127.0.0.1", "localhost"), locale="zh-CN", reduced_motion="reduce"
    )
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    page.authenticator = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.devtools = devtools
    yield page
    context.close()


def test_a_passkey_is_added_and_signs_in_alone(window):
    window.goto("/demonstration/")
    window.get_by_role("button", name=re.compile("演示职工")).first.click()
    expect(window).to_have_url(re.compile("/me/$"))

    window.goto("/accounts/2fa/webauthn/add/")
    window.get_by_label("名称").fill("手机")
    window.get_by_label("不用密码，只凭它登录").check()
    window.get_by_role("button", name="添加").click()
    expect(window.locator("main")).to_contain_text("已添加安全密钥")
    kept = window.devtools.send("WebAuthn.getCredentials", window.authenticator)["credentials"]
    assert [(one["rpId"], one["isResidentCredential"]) for one in kept] == [("localhost", True)]

    window.goto("/accounts/logout/")
    window.locator("main form button[type=submit]").click()
    window.goto("/me/")
    expect(window).to_have_url(re.compile("/accounts/login/"))
    window.get_by_role("button", name="用通行密钥登录").click()
    expect(window).to_have_url(re.compile(r"^http://[^/]+/me/$"))
    used = window.devtools.send("WebAuthn.getCredentials", window.authenticator)["credentials"]
    assert used[0]["signCount"] > kept[0]["signCount"], (
        "signed in by the authenticator, not by a cookie left over"
    )


def test_nobody_signs_in_with_a_passkey_that_was_never_added(window):
    window.goto("/accounts/login/")
    with window.expect_event("requestfinished", lambda request: "webauthn" in request.url):
        window.get_by_role("button", name="用通行密钥登录").click()
    window.goto("/me/")
    expect(window).to_have_url(re.compile("/accounts/login/"))
