"""The pages: the holder's, the check with and without script, links that open and close, what verifiers fetch."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiangong.foundation.credentials import actions, queries
from jiangong.foundation.credentials.models import Credential
from jiangong.foundation.credentials.states import Share
from tests.factories import make_user

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def worker(client, cast):
    client.force_login(cast["worker"])
    return client


@pytest.fixture
def signed(issued, signer):
    one = issued()
    signer.work()
    return one


def file_of(one: Credential, *, named: bool = False) -> bytes:
    return json.dumps(queries.document_of(one, named=named), ensure_ascii=False).encode()


def test_the_list_asks_the_same_however_long_it_is(worker, issued, django_assert_num_queries):
    issued()
    with django_assert_num_queries(4):
        assert worker.get("/me/credentials/").status_code == 200
    issued(), issued()
    with django_assert_num_queries(4):
        page = worker.get("/me/credentials/").content.decode()
    assert page.count("<h2>") == 3


def test_others_find_nothing_at_ones_address(cast, signed):
    for who in ("chair", "city_officer", "outsider", "administrator", "auditor"):
        client = Client()
        client.force_login(cast[who])
        for address in (
            f"/me/credentials/{signed.pk}/",
            f"/me/credentials/{signed.pk}.json",
            f"/me/credentials/{signed.pk}.png",
        ):
            assert client.get(address).status_code == 404, who
        assert client.post(f"/me/credentials/{signed.pk}/share/", {"how": "named"}).status_code == 404
        assert client.post(f"/me/credentials/{signed.pk}/name/").status_code == 404
    client = Client()
    client.force_login(make_user())
    assert client.get(f"/me/credentials/{signed.pk}/").status_code == 404


def test_while_it_is_being_signed_the_page_looks_again(worker, issued, signer):
    one = issued()
    address = f"/me/credentials/{one.pk}/"
    assert "正在签名" in worker.get(address).content.decode()
    assert worker.get(address, headers={"HX-Target": "progress"}).headers.get("HX-Refresh") is None
    assert worker.get(f"/me/credentials/{one.pk}.json").status_code == 409
    signer.work()
    assert worker.get(address, headers={"HX-Target": "progress"})["HX-Refresh"] == "true"
    page = worker.get(address).content.decode()
    assert "正在签名" not in page
    assert one.holder_code in page


@pytest.mark.parametrize("kind", ["json", "png", "svg"])
def test_every_file_that_is_downloaded_is_valid(worker, signed, kind):
    answer = worker.get(f"/me/credentials/{signed.pk}.{kind}")
    assert answer.status_code == 200
    found = queries.check(answer.content, code=signed.holder_code)
    assert (found.verdict, found.agrees, found.row) == ("valid", True, signed)
    assert signed.holder_name.encode() not in answer.content


def test_the_name_is_asked_for_and_comes(worker, signed, signer):
    address = f"/me/credentials/{signed.pk}"
    assert worker.get(f"{address}.json?named=1").status_code == 409
    assert worker.post(f"{address}/name/").status_code == 302
    signer.work()
    assert signed.holder_name in worker.get(f"{address}.json?named=1").content.decode()
    assert worker.get(f"{address}.png?named=1").content.startswith(b"\x89PNG")


def test_a_letter_that_no_font_has_is_said(worker, signed, monkeypatch):
    from jiangong.foundation.common.pdf import CannotPrint
    from jiangong.foundation.credentials.views import showing

    def fails(*_one, **_more):
        raise CannotPrint("𰻝")

    monkeypatch.setattr(showing, "typeset", fails)
    answer = worker.get(f"/me/credentials/{signed.pk}.png")
    assert answer.status_code == 409
    assert "𰻝" in answer.content.decode()


def test_the_link_opens_and_closes(worker, signed, client):
    stranger = Client()
    worker.post(f"/me/credentials/{signed.pk}/share/", {"how": Share.NAMELESS})
    signed.refresh_from_db()
    address = f"/credentials/of/{signed.share_code}/"
    page = stranger.get(address).content.decode()
    assert "凭证有效" in page
    assert signed.holder_name not in page
    assert signed.holder_code not in page
    answer = stranger.get(f"{address}credential.json")
    assert json.loads(answer.content) == queries.document_of(signed, named=False)
    assert f"{SITE}{address}" in worker.get(f"/me/credentials/{signed.pk}/").content.decode()
    worker.post(f"/me/credentials/{signed.pk}/share/", {"how": Share.OFF})
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}credential.json").status_code == 404


def test_a_link_with_the_name_waits_until_that_is_signed(worker, signed, signer):
    worker.post(f"/me/credentials/{signed.pk}/share/", {"how": Share.NAMED})
    signed.refresh_from_db()
    address = f"/credentials/of/{signed.share_code}/"
    answer = Client().get(address)
    assert answer.status_code == 404
    assert "正在签名" in answer.content.decode()
    signer.work()
    assert signed.holder_name in Client().get(address).content.decode()


def test_of_a_revoked_one_there_is_nothing_to_download_or_share(worker, signed):
    worker.post(f"/me/credentials/{signed.pk}/share/", {"how": Share.NAMELESS})
    signed.refresh_from_db()
    code = signed.share_code
    actions.revoke(signed, reason="成绩更正", by=None)
    page = worker.get(f"/me/credentials/{signed.pk}/").content.decode()
    assert "成绩更正" in page
    assert worker.get(f"/me/credentials/{signed.pk}.json").status_code == 409
    assert Client().get(f"/credentials/of/{code}/").status_code == 404


@pytest.mark.parametrize("how", ["file", "text"])
def test_anybody_checks_a_file_or_its_text(signed, how):
    data = file_of(signed)
    brought = {"file": SimpleUploadedFile("c.json", data)} if how == "file" else {"text": data.decode()}
    page = Client().post("/credentials/", {**brought, "told": signed.holder_code}).content.decode()
    assert "凭证有效" in page
    assert "与所填的持有码或者姓名相符" in page
    assert signed.title in page


def test_each_verdict_is_said_in_words(signed):
    data = file_of(signed).decode()
    client = Client()

    def words(text):
        file = SimpleUploadedFile("c.json", text.encode())
        return client.post("/credentials/", {"file": file}).content.decode()

    assert "凭证被改动过" in words(data.replace("第 1 名", "第 2 名"))
    assert "第 2 名" not in words(data.replace("第 1 名", "第 2 名")), "what is not true is not repeated"
    assert "读不出凭证" in words("{}")
    other = data.replace("did:web:127.0.0.1%3A8000", "did:web:elsewhere.example")
    page = words(other)
    assert "不是本平台签发的" in page
    assert "did:web:elsewhere.example" in page
    actions.revoke(signed, reason="成绩更正", by=None)
    assert "成绩更正" in words(data)


def test_nothing_is_checked_without_a_file(db):
    answer = Client().post("/credentials/", {})
    assert answer.status_code == 422
    assert "请选一个文件" in answer.content.decode()
    large = SimpleUploadedFile("c.png", b"\x89PNG" + b"0" * 1_100_000)
    assert "文件太大" in Client().post("/credentials/", {"file": large}).content.decode()


def test_markup_in_a_strangers_file_stays_text(db):
    evil = {
        "type": ["VerifiableCredential"],
        "issuer": "<script>alert(1)</script>",
        "proof": {},
    }
    page = Client().post("/credentials/", {"text": json.dumps(evil)}).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_what_verifiers_fetch_can_be_kept_for_a_while_and_read_from_anywhere(signed):
    for address, kind in (
        ("/.well-known/did.json", "application/did+json"),
        (f"/credentials/status/{signed.status_list_id}", "application/vc"),
    ):
        answer = Client().get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == kind
        assert answer["Cache-Control"] == "public, max-age=300"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert Client().get(address)["ETag"] == answer["ETag"]
        assert "Set-Cookie" not in answer
    assert Client().get("/credentials/status/999999").status_code == 404


def test_the_issuers_page_names_every_key(signed):
    page = Client().get("/credentials/issuer/").content.decode()
    assert queries.public_keys()[0][1] in page
    assert "did:web:127.0.0.1%3A8000" in page
