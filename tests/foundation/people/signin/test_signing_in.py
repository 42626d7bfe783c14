"""Signing in, as people do it: through the pages, with the code that was sent."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from jiangong.foundation.people.cast import CAST
from jiangong.foundation.people.models import Person, User
from jiangong.foundation.people.queries.accounts import person_by_phone
from tests.factories import make_appointment, make_member, make_person, make_user
from tests.foundation.inbox import stand_ins as so

PHONE = "13912345678"


@pytest.fixture
def sent(settings, monkeypatch):
    """The texts that were sent, as (phone, text)."""
    texts = []
    settings.SMS_BACKEND = "jiangong.foundation.people.signin.texting.to_log"
    monkeypatch.setattr(
        "jiangong.foundation.people.signin.texting.to_log", lambda phone, text: texts.append((phone, text))
    )
    return texts


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    from django.core.cache import cache

    cache.clear()


def code_in(text: str) -> str:
    [code] = re.findall(r"\d{6}", text)
    return code


def sign_in(client: Client, login: str, password: str = ""):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def signed_in_as(client: Client) -> int | None:
    found = client.session.get("_auth_user_id")
    return int(found) if found else None


class TestByPhone:
    def test_a_member_found_on_the_roster_gets_an_account_linked_to_their_card(self, tree, client, sent):
        person = make_member(tree.enterprise, phone=PHONE).person
        assert sign_in(client, PHONE).status_code == 302
        [(phone, text)] = sent
        assert phone == PHONE
        assert signed_in_as(client) is None
        answer = client.post(reverse("account_confirm_login_code"), {"code": code_in(text)})
        assert answer.status_code == 302
        user = User.objects.get(person=person)
        assert signed_in_as(client) == user.pk
        assert user.phone_verified

    def test_however_the_phone_is_written(self, tree, client, sent):
        make_member(tree.enterprise, phone=PHONE)
        for written in (" 139 1234 5678", "+86-139-1234-5678", "１３９１２３４５６７８"):
            assert sign_in(Client(), written).status_code == 302
        assert [phone for phone, _text in sent] == [PHONE] * 3

    def test_a_wrong_code_signs_nobody_in(self, tree, client, sent):
        make_member(tree.enterprise, phone=PHONE)
        sign_in(client, PHONE)
        right = code_in(sent[0][1])
        wrong = "000000" if right != "000000" else "000001"
        client.post(reverse("account_confirm_login_code"), {"code": wrong})
        assert signed_in_as(client) is None
        for _ in range(3):
            client.post(reverse("account_confirm_login_code"), {"code": wrong})
        client.post(reverse("account_confirm_login_code"), {"code": right})
        assert signed_in_as(client) is None, "after three wrong codes the right one is too late"

    def test_an_unknown_phone_is_answered_like_a_known_one(self, tree, sent):
        make_member(tree.enterprise, phone=PHONE)
        known, unknown = Client(), Client()
        first = sign_in(known, PHONE)
        second = sign_in(unknown, "13900000000")
        assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
        pages = [
            re.sub(
                r'(name="csrfmiddlewaretoken" value|139\d{8})="?[^"]*',
                "",
                client.get(first["Location"]).content.decode(),
            )
            for client in (known, unknown)
        ]
        assert re.sub(r"139\d{8}", "", pages[0]) == re.sub(r"139\d{8}", "", pages[1])
        assert not re.search(r"\d{6}", sent[1][1]), "no code goes to an unknown phone"
        assert not User.objects.filter(person__isnull=True).exists()

    def test_too_many_codes_for_one_phone_are_refused(self, tree, sent):
        make_member(tree.enterprise, phone=PHONE)
        for _ in range(6):
            sign_in(Client(), PHONE)
        assert len(sent) == 3

    def test_a_phone_shared_by_two_members_signs_in_neither(self, tree):
        make_member(tree.enterprise, phone=PHONE)
        make_member(tree.branch, phone=PHONE)
        assert person_by_phone(PHONE) is None

    def test_who_verified_a_shared_phone_keeps_it(self, tree):
        mine = make_member(tree.enterprise, phone=PHONE).person
        make_user(mine, phone_verified=True)
        make_member(tree.branch, phone=PHONE)
        assert person_by_phone(PHONE) == mine

    def test_an_officer_whose_phone_somebody_changed_is_not_signed_in_by_it(self, tree):
        from django.utils import timezone

        officer = make_person(phone=PHONE)
        user = make_user(officer, phone_verified=False, last_login=timezone.now())
        assert person_by_phone(PHONE) == officer
        make_appointment(officer, tree.enterprise)
        assert person_by_phone(PHONE) is None
        user.phone_verified = True
        user.save()
        assert person_by_phone(PHONE) == officer

    def test_a_merged_card_signs_nobody_in(self, tree):
        kept = make_person()
        make_person(phone=PHONE, merged_into=kept)
        assert person_by_phone(PHONE) is None

    def test_no_gateway_no_code_and_no_secret_in_the_log(self, tree, client, settings, caplog):
        settings.SMS_BACKEND = ""
        make_member(tree.enterprise, phone=PHONE)
        sign_in(client, PHONE)
        assert "JIANGONG_SMS" in caplog.text
        assert not re.search(r"\b\d{6}\b", caplog.text)


class TestRegistering:
    def test_somebody_new_has_an_account_and_no_membership(self, tree, client, sent):
        form = {"name": "示例一", "phone": PHONE, "email": "", "password1": ""}
        assert client.post(reverse("account_signup"), form).status_code == 302
        answer = client.post(reverse("account_verify_phone"), {"code": code_in(sent[-1][1])})
        assert answer.status_code == 302, answer.content.decode()[:500]
        user = User.objects.get()
        assert signed_in_as(client) == user.pk
        assert user.phone_verified
        assert user.person.name == "示例一"
        assert not user.person.memberships.exists()
        assert PHONE not in user.person.phone_sealed
        assert person_by_phone(PHONE) == user.person

    def test_registering_a_phone_of_the_roster_makes_no_second_card(self, tree, client, sent):
        make_member(tree.enterprise, phone=PHONE)
        form = {"name": "示例一", "phone": PHONE, "email": "", "password1": ""}
        client.post(reverse("account_signup"), form)
        assert signed_in_as(client) is None
        assert Person.objects.count() == 1
        assert not re.search(r"\d{6}", sent[-1][1])


class TestByPassword:
    def test_phone_and_password(self, tree, client):
        user = make_user(make_member(tree.enterprise, phone=PHONE).person, phone_verified=True)
        user.set_password("correct horse battery")
        user.save()
        assert sign_in(client, PHONE, "wrong horse battery").status_code == 200
        assert signed_in_as(client) is None
        assert sign_in(client, PHONE, "correct horse battery").status_code == 302
        assert signed_in_as(client) == user.pk

    def test_guessing_is_slowed_down(self, tree):
        user = make_user(make_member(tree.enterprise, phone=PHONE).person, phone_verified=True)
        user.set_password("correct horse battery")
        user.save()
        for _ in range(6):
            sign_in(Client(), PHONE, "wrong horse battery")
        client = Client()
        sign_in(client, PHONE, "correct horse battery")
        assert signed_in_as(client) is None

    def test_by_e_mail_code(self, tree, client, mailoutbox):
        make_user(make_person(), email="example@example.org")
        client.post(reverse("account_request_login_code"), {"email": "example@example.org", "phone": ""})
        [mail] = mailoutbox
        client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.body)})
        assert signed_in_as(client) is not None


class TestSecondFactor:
    @pytest.mark.parametrize("who", [one.key for one in CAST])
    def test_offices_of_city_and_district_need_one(self, client, cast, settings, who):
        settings.SECOND_FACTOR_REQUIRED = True
        client.force_login(cast[who])
        answer = client.get("/workbench/")
        needs = who in {"district_cadre", "city_officer", "teacher", "expert", "auditor", "administrator"}
        assert (answer.status_code == 302 and answer["Location"] == reverse("mfa_index")) == needs
        assert (client.get("/api/v1/people/me").status_code == 403) == needs

    def test_with_one_the_workbench_opens(self, client, cast, settings):
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        settings.SECOND_FACTOR_REQUIRED = True
        TOTP.activate(cast["city_officer"], generate_totp_secret())
        client.force_login(cast["city_officer"])
        assert client.get("/workbench/").status_code == 200

    def test_its_secret_is_not_in_the_database(self, cast):
        from allauth.mfa.models import Authenticator
        from allauth.mfa.totp.internal.auth import TOTP

        TOTP.activate(cast["worker"], "ABCDEFGHIJKLMNOP")
        assert "ABCDEFGHIJKLMNOP" not in str(Authenticator.objects.get().data)

    def test_a_code_alone_is_not_enough_where_one_is_set(self, tree, client, sent):
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        person = make_member(tree.enterprise, phone=PHONE).person
        TOTP.activate(make_user(person, phone_verified=True), generate_totp_secret())
        sign_in(client, PHONE)
        answer = client.post(reverse("account_confirm_login_code"), {"code": code_in(sent[0][1])})
        assert answer["Location"].startswith(reverse("mfa_authenticate"))
        assert signed_in_as(client) is None


class TestDemonstration:
    def test_one_chooses_a_person(self, client, cast, settings):
        settings.DEMONSTRATION = True
        page = client.get("/demonstration/").content.decode()
        assert "演示" in page
        for one in CAST:
            assert one.name in page
        assert client.post("/demonstration/", {"person": "demo-worker"}).status_code == 302
        assert signed_in_as(client) == cast["worker"].pk

    def test_nobody_else_can_be_chosen(self, client, cast, settings, tree):
        settings.DEMONSTRATION = True
        make_user(make_person(), username="somebody")
        assert client.post("/demonstration/", {"person": "somebody"}).status_code == 404
        assert signed_in_as(client) is None

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_it_is_nowhere_else(self, client, cast, settings, method):
        settings.DEMONSTRATION = False
        assert getattr(client, method)("/demonstration/", {"person": "demo-worker"}).status_code == 404
        assert signed_in_as(client) is None
        assert "/demonstration/" not in client.get(reverse("account_login")).content.decode()


OUTSIDE = [
    "account_login",
    "account_signup",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
]
INSIDE = [
    "account_logout",
    "account_email",
    "account_change_phone",
    "account_set_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
]


class TestPages:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    @pytest.mark.parametrize("name", [*OUTSIDE, *INSIDE])
    def test_every_page_is_in_our_look_and_in_the_readers_language(self, client, cast, name, language):
        if name in INSIDE:
            user = cast["worker"]
            client.force_login(user)
            session = client.session
            import time

            session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
            session.save()
        client.cookies["django_language"] = language
        page = client.get(reverse(name))
        assert page.status_code == 200, (name, page.get("Location"))
        text = page.content.decode()
        assert 'class="wrap signin"' in text
        assert text.count("<h1") == 1
        main = re.sub(
            r"<script.*?</script>|<style.*?</style>",
            "",
            text.split('<main id="main"')[1].split("</main>")[0],
            flags=re.S,
        )
        words = re.sub(r"<[^>]+>", " ", main)
        chinese = len(re.findall(r"[\u4e00-\u9fff]", words))
        if language == "zh-hans":
            assert chinese > 4
            assert not re.search(r"\b(the|your|please|password)\b", words, re.I), words
        else:
            assert chinese == 0, words
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
        assert " style=" not in text


class TestByTheAdapterOfTheInbox:
    """A code goes out by the adapter for text messages, where a real one is configured and nothing else was asked for."""

    @pytest.fixture
    def provider(self, monkeypatch, settings):
        from jiangong.foundation.inbox.channels import adapter

        made = so.AliyunSms()
        for name, value in so.environment(sms=made).items():
            monkeypatch.setenv(name, value)
        settings.SMS_BACKEND = "jiangong.foundation.people.signin.texting.to_channel"
        adapter.cache_clear()
        yield made
        made.stop()
        adapter.cache_clear()

    @pytest.mark.parametrize("template", ["", "SMS_codes"])
    def test_it_arrives_by_the_template_for_codes_if_there_is_one(
        self, tree, client, provider, monkeypatch, template
    ):
        monkeypatch.setenv("JIANGONG_SMS_CODE_TEMPLATE", template)
        person = make_member(tree.enterprise, phone=PHONE).person
        sign_in(client, PHONE)
        [asked] = provider.requests
        words = json.loads(asked["TemplateParam"])
        code = words["code"] if template else code_in(words["title"])
        assert (asked["TemplateCode"] == template) == bool(template)
        client.post(reverse("account_confirm_login_code"), {"code": code})
        assert signed_in_as(client) == User.objects.get(person=person).pk

    def test_a_provider_that_fails_is_logged_without_the_code(self, tree, client, provider, caplog):
        provider.faults = so.always(so.BROKEN)
        make_member(tree.enterprise, phone=PHONE)
        assert sign_in(client, PHONE).status_code == 302
        assert "验证码没有发出" in caplog.text
        assert not re.search(r"\b\d{6}\b", caplog.text)

    @pytest.mark.parametrize(
        ("named", "channel", "meant"),
        [
            ("", "", "to_log"),
            ("", "console", "to_log"),
            ("", "aliyun", "to_channel"),
            ("own.way", "aliyun", "own.way"),
        ],
    )
    def test_which_way_is_taken(self, named, channel, meant):
        environment = {**os.environ, "JIANGONG_DEMONSTRATION": "1", "JIANGONG_CHANNEL_SMS": channel}
        environment.pop("JIANGONG_SMS", None)
        if named:
            environment["JIANGONG_SMS"] = named
        said = subprocess.run(
            [sys.executable, "-c", "from jiangong import settings; print(settings.SMS_BACKEND)"],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert said.stdout.strip().endswith(meant)
