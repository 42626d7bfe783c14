"""What every answer carries, and who gets in without signing in."""

import pytest
from django.conf import settings as real
from django.test import Client

from tests.architecture.routes import routes

# Whoever adds a public address adds it here, and says by that: everybody may see it.
PUBLIC = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "account_verify_phone",
    "api_documentation",
    "api_schema",
    "demonstration",
    "mfa_authenticate",
    "mfa_login_webauthn",
}


def is_public(view) -> bool:
    return not getattr(view, "login_required", True)


def test_headers_of_a_page(client, db):
    answer = client.get("/accounts/login/")
    policy = dict(
        part.strip().split(" ", 1)
        for part in answer["Content-Security-Policy"].split(";")
        if " " in part.strip()
    )
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_are_out_of_reach_of_scripts(client, cast):
    client.post("/demonstration/", {"person": "demo-worker"})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_over_https_browsers_are_told_to_stay_there(client, db, settings):
    settings.SECURE_HSTS_SECONDS = 31536000
    assert "max-age=31536000" in Client().get("/accounts/login/", secure=True)["Strict-Transport-Security"]


def test_a_secure_address_makes_cookies_secure():
    import os
    import subprocess
    import sys

    code = "from jiangong import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECOND_FACTOR_REQUIRED, s.SMS_BACKEND == '')"
    environment = {**os.environ, "JIANGONG_SITE": "https://union.example.org", "JIANGONG_DEMONSTRATION": ""}
    environment.pop("JIANGONG_SMS", None)
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["True", "True", "31536000", "True", "True"]


def test_every_page_wants_a_signed_in_person_unless_it_is_on_the_list():
    """Read from the views themselves, so that a page somebody forgot to think about fails here."""
    from django.urls import get_resolver

    def walk(patterns, namespace=""):
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from walk(
                    one.url_patterns, f"{namespace}{one.namespace}:" if one.namespace else namespace
                )
            else:
                yield f"{namespace}{one.name}", one.callback

    open_pages = {
        name
        for name, view in walk(get_resolver().url_patterns)
        if is_public(view) and not name.startswith("api:")  # the API's operations say by `auth` who may call
    }
    rooms = {name for name in open_pages if ":" in name}
    assert open_pages - rooms == PUBLIC
    assert rooms == PUBLIC_OF_ROOMS


PUBLIC_OF_ROOMS = {
    "bases:base",
    "bases:bases",
    "bases:photo",
    "bases:ratings",
    "competitions:cell",
    "competitions:contents",
    "competitions:contest",
    "competitions:draw_record",
    "competitions:honour",
    "competitions:honour_form",
    "competitions:line",
    "competitions:public",
    "competitions:results",
    "competitions:public_rules",
    "competitions:shadow",
    "credentials:check",
    "credentials:did",
    "credentials:issuer",
    "credentials:shown",
    "credentials:shown_file",
    "credentials:status_list",
    "documents:check",
    "documents:check_form",
    "draws:announcement",
    "draws:draw",
    "draws:draws",
    "draws:list",
    "draws:moves",
    "draws:result",
    "draws:script",
    "draws:script_hash",
    "draws:value",
    "equity:good",
    "equity:spreadsheet",
    "equity:table",
    "equity:year",
    "equity:years",
    "convalescence:public",
    "convalescence:programme_public",
    "growth:check",
    "growth:check_form",
    "growth:scan",
    "ledger:checkpoint",
    "ledger:cosignatures",
    "ledger:keys",
    "ledger:leaf",
    "ledger:leaf_proof",
    "ledger:proof",
    "ledger:tile",
    "ledger:verifier",
    "ledger:verifier_hash",
    "ledger:witnessed",
    "notices:answers",
    "notices:letter_docx",
    "notices:letter_pdf",
    "notices:notice",
    "notices:notices",
    "notices:object",
    "notices:paper",
    "plan:cells_csv",
    "plan:district",
    "plan:figure",
    "plan:figures_csv",
    "plan:home",
    "plan:method",
    "plan:overview",
    "plan:plan_json",
    "plan:promise",
    "plan:promises_csv",
    "plan:promises_json",
    "plan:records",
    "rulebook:parameter",
    "rulebook:rulebook",
    "samples:sample",
    "samples:samples",
    "samples:script",
    "samples:script_hash",
    "web:about",
    "web:accessibility",
    "web:preferences",
    "web:privacy",
}


def test_login_is_asked_for(db):
    for route in routes():
        if not route.parameters and route.pattern.startswith(("me/", "workbench/")):
            answer = Client().get(f"/{route.pattern}")
            assert answer.status_code == 302, route
            assert answer["Location"].startswith("/accounts/login/"), route


def test_the_default_is_closed():
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in real.MIDDLEWARE


@pytest.mark.parametrize("where", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_after_signing_in_nobody_is_sent_elsewhere(client, cast, where):
    user = cast["worker"]
    user.set_password("correct horse battery")
    user.save()
    answer = client.post(
        f"/accounts/login/?next={where}",
        {"login": "19900000001", "password": "correct horse battery", "next": where},
    )
    assert answer.status_code == 302
    assert "example.org" not in answer["Location"]
    assert not answer["Location"].startswith("javascript")
