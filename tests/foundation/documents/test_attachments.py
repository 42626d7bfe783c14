"""Attachments: kept by content, sealed where they are sensitive, served so that nothing runs, seen by whom their room lets see."""

import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents import queries, storing
from jiangong.foundation.documents.actions import (
    attach,
    forget,
    open_attachment,
    remove_attachment,
    sweep,
)
from jiangong.foundation.documents.models import Attachment
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people.actions import retire_keys, rotate_keys
from jiangong.foundation.people.models import Look, Membership
from jiangong.foundation.people.sealing import forget_keyring
from jiangong.foundation.samples.models import Draw
from tests.architecture.world import make_sample
from tests.factories import make_course, make_member, make_session
from tests.foundation.documents import hostile

PAPERS, EVIDENCE = "growth.session_papers", "samples.evidence"


@pytest.fixture
def session(tree):
    return make_session(make_course(tree.city))


@pytest.fixture
def draw(cast, tree):
    return drawn(tree)


def drawn(tree):
    """An entry about a member of the enterprise, drawn in a sample of the city."""
    from jiangong.foundation.ledger.actions import record
    from jiangong.foundation.people.states import Verb

    membership = make_member(tree.enterprise)
    entry = record(Verb.JOINED, membership, organisation=tree.enterprise, person=membership.person, by=None)
    return Draw.objects.create(sample=make_sample(tree.city), position=1, entry=entry, orders=[0])


def bytes_on_disk(files) -> dict[str, bytes]:
    return {path.parent.name + path.name: path.read_bytes() for path in files.glob("??/*")}


def test_a_file_is_kept_once_by_the_hash_of_its_content(session, files):
    first = attach(hostile.pdf(), session, by=None, purpose=PAPERS, name="讲义.pdf")
    same = attach(queries.content_of(first), session, by=None, purpose=PAPERS, name="又一份.pdf")
    assert first.stored == same.stored == first.sha256
    assert list(bytes_on_disk(files)) == [first.stored]
    assert storing.path_of(first.stored).stat().st_mode & 0o077 == 0
    assert [one.name for one in queries.attachments_of(session)] == ["讲义.pdf", "又一份.pdf"]
    assert Entry.objects.filter(verb="documents.attached").count() == 2


def test_a_changed_file_is_not_given_out(session):
    kept = attach(hostile.pdf(), session, by=None, purpose=PAPERS)
    path = storing.path_of(kept.stored)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    for _ in range(2):
        with pytest.raises(Refused) as error:
            queries.content_of(kept)
        assert error.value.code == "documents.file_is_gone"
        path.unlink(missing_ok=True)


def test_a_sensitive_file_lies_sealed_and_its_key_with_the_row(draw, cast, files):
    secret = "当事人陈述：演示内容".encode()
    kept = attach(secret, draw, by=cast["auditor"], purpose=EVIDENCE, name="笔录.txt")
    [(name, lies)] = bytes_on_disk(files).items()
    assert name == kept.stored
    assert secret not in lies
    assert kept.sha256 == ""
    assert queries.content_of(kept) == secret
    twice = attach(secret, draw, by=cast["auditor"], purpose=EVIDENCE, name="笔录.txt")
    assert twice.stored != kept.stored  # the same content does not show that it is the same
    Attachment.objects.filter(pk=twice.pk).update(key_sealed=kept.key_sealed)
    twice.refresh_from_db()
    with pytest.raises(Refused):  # another row's key does not open it
        queries.content_of(twice)


def test_keys_are_rotated_without_touching_the_files(tree, files, monkeypatch, tmp_path):
    monkeypatch.setenv("JIANGONG_KEYRING", str(tmp_path / "keyring"))
    forget_keyring()
    try:
        kept = attach(b"evidence", drawn(tree), by=None, purpose=EVIDENCE)
        before = bytes_on_disk(files)
        rotate_keys()
        retire_keys(today=timezone.localdate() + timedelta(days=1))
        kept.refresh_from_db()
        assert queries.content_of(kept) == b"evidence"
        assert bytes_on_disk(files) == before
    finally:
        monkeypatch.undo()
        forget_keyring()


@pytest.mark.django_db(transaction=True)
def test_opening_a_sensitive_file_is_written_down_first(monkeypatch):
    from jiangong.foundation.people.cast import create_cast
    from tests.cast import make_tree

    tree = make_tree()
    cast = create_cast(vars(tree))
    draw, membership = drawn(tree), Membership.objects.filter(organisation=tree.enterprise).last()
    kept = attach(b"evidence", draw, by=cast["auditor"], purpose=EVIDENCE)
    assert open_attachment(kept, by=cast["auditor"]) == b"evidence"
    look = Look.objects.get()
    assert (look.person_id, look.by_id) == (membership.person_id, cast["auditor"].pk)

    def broken(*_args, **_kwargs):
        raise OSError("no space left")

    monkeypatch.setattr("jiangong.foundation.people.readlog.actions.look", broken)
    monkeypatch.setattr(queries, "content_of", lambda _one: pytest.fail("shown without being written down"))
    with pytest.raises(OSError, match="space"):
        open_attachment(kept, by=cast["auditor"])


def test_who_may_is_what_the_room_of_the_record_says(draw, cast, tree):
    kept = attach(b"evidence", draw, by=cast["auditor"], purpose=EVIDENCE)
    assert {key for key, user in cast.items() if user.has_perm("documents.open_attachment", kept)} == {
        key for key, user in cast.items() if user.has_perm("samples.read_evidence", draw)
    }
    assert queries.attachment_visible_to(cast["outsider"], kept.pk) is None
    for key in ("outsider", "worker", "city_officer"):
        with pytest.raises(Refused) as error:
            attach(b"x", draw, by=cast[key], purpose=EVIDENCE)
        assert error.value.code == "not_permitted"
    with pytest.raises(Refused) as error:
        open_attachment(kept, by=cast["outsider"])
    assert error.value.code == "not_permitted"


def test_a_purpose_belongs_to_its_kind_of_record(session, draw):
    for purpose, about in ((EVIDENCE, session), (PAPERS, draw), ("nobody.knows", session)):
        with pytest.raises(Refused) as error:
            attach(b"x", about, by=None, purpose=purpose)
        assert error.value.code == "documents.no_purpose"


def test_no_more_files_than_the_purpose_takes(session):
    purpose = queries.purposes()[PAPERS]
    for n in range(purpose.most):
        attach(f"第{n}份".encode(), session, by=None, purpose=PAPERS)
    with pytest.raises(Refused) as error:
        attach(b"one more", session, by=None, purpose=PAPERS)
    assert error.value.code == "documents.too_many_files"


def test_a_removed_file_is_gone_and_why_stays(session, files, django_capture_on_commit_callbacks):
    one = attach(b"one", session, by=None, purpose=PAPERS, name="一.txt")
    two = attach(b"one", session, by=None, purpose=PAPERS, name="二.txt")
    with pytest.raises(Refused) as error:
        remove_attachment(one, reason=" ", by=None)
    assert error.value.code == "documents.reason_missing"
    with django_capture_on_commit_callbacks(execute=True):
        remove_attachment(one, reason="传错了", by=None)
    assert list(bytes_on_disk(files)) == [two.stored]  # the other row still names the bytes
    with django_capture_on_commit_callbacks(execute=True):
        remove_attachment(two, reason="传错了", by=None)
    assert not bytes_on_disk(files)
    two.refresh_from_db()
    assert (two.state, two.removed_reason, two.stored) == ("removed", "传错了", "")
    with pytest.raises(Refused) as error:
        remove_attachment(two, reason="再来", by=None)
    assert error.value.code == "documents.not_kept"


def test_evidence_is_never_removed(draw, cast):
    kept = attach(b"x", draw, by=cast["auditor"], purpose=EVIDENCE)
    with pytest.raises(Refused) as error:
        remove_attachment(kept, reason="不要了", by=None)
    assert error.value.code == "documents.cannot_remove"


def test_the_database_refuses_half_a_row(draw, cast):
    kept = attach(b"x", draw, by=cast["auditor"], purpose=EVIDENCE)
    for change in ({"stored": ""}, {"key_sealed": ""}, {"sha256": "0" * 64}, {"state": "removed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(pk=kept.pk).update(**change)


def test_bytes_that_no_row_names_are_swept_after_a_day(session, files):
    named = attach(b"named", session, by=None, purpose=PAPERS)
    storing.keep(b"an upload that was broken off")
    assert sweep() == 0
    assert sweep(now=time.time() + 2 * 24 * 3600) == 1
    assert list(bytes_on_disk(files)) == [named.stored]


def test_erasure_takes_the_files_about_a_person(draw, cast, files, django_capture_on_commit_callbacks):
    kept = attach(b"evidence", draw, by=cast["auditor"], purpose=EVIDENCE, name="演示甲笔录.txt")
    with django_capture_on_commit_callbacks(execute=True):
        forget(people=[draw.entry.person_id], accounts=[], words=["演示甲"])
    kept.refresh_from_db()
    assert (kept.state, kept.key_sealed) == ("removed", "")
    assert "演示甲" not in kept.name
    assert not bytes_on_disk(files)


def test_a_verdict_stands_on_the_files_too(draw, cast):
    from jiangong.foundation.samples.actions import judge
    from jiangong.foundation.samples.states import Verdict

    attach(b"evidence", draw, by=cast["auditor"], purpose=EVIDENCE)
    with_file = judge(draw, Verdict.SUPPORTED, evidence="看了签到表", by=cast["auditor"])
    attach(b"more", draw, by=cast["auditor"], purpose=EVIDENCE)
    draw.refresh_from_db()
    again = judge(draw, Verdict.SUPPORTED, evidence="看了签到表", reason="补了材料", by=cast["auditor"])
    assert with_file.entry.payload["evidence"] != again.entry.payload["evidence"]


# --- pages


def test_a_file_is_served_so_that_nothing_of_it_runs(client, cast, tree):
    session = make_session(make_course(tree.city))
    client.force_login(cast["city_officer"])
    for data, shown in (
        (hostile.pdf(), False),
        ("<b>不是网页".encode(), False),
        (hostile.picture(), True),
        (hostile.zipped({"a.txt": b"a"}), False),
    ):
        kept = attach(data, session, by=None, purpose=PAPERS, name='材料"; filename=a.html')
        answer = client.get(reverse("documents:attachment", args=[kept.pk]))
        assert answer.status_code == 200
        assert answer.content == queries.content_of(kept)
        assert answer["Content-Disposition"].startswith("inline" if shown else "attachment")
        assert "a.html;" not in answer["Content-Disposition"]
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]
        assert not answer["Content-Type"].startswith(("text/", "image/svg", "application/xhtml"))
    client.force_login(cast["outsider"])
    assert client.get(reverse("documents:attachment", args=[kept.pk])).status_code == 404


def test_uploading_from_the_page_of_a_record(client, cast, tree):
    session = make_session(make_course(tree.city))
    client.force_login(cast["city_officer"])
    page = reverse("growth:manage", args=[session.pk])
    address = reverse("documents:attach", args=[PAPERS, session.pk])
    assert address in client.get(page).content.decode()

    def send(data: bytes, back: str = page):
        return client.post(address, {"file": SimpleUploadedFile("讲义.pdf", data), "back": back})

    answer = send(hostile.pdf())
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "讲义.pdf" in client.get(page).content.decode()
    answer = send(hostile.pdf(OpenAction=hostile.action("Launch")))
    assert answer.status_code == 422
    assert "启动程序" in answer.content.decode()
    for elsewhere in ("https://example.com/", "//example.com/", "javascript:alert(1)", ""):
        assert send(hostile.pdf(), elsewhere)["Location"] == "/workbench/"
    assert client.post(address, {"back": page}).status_code == 422
    client.force_login(cast["worker"])
    assert send(hostile.pdf()).status_code == 403
    assert client.post(reverse("documents:attach", args=["no.purpose", 1])).status_code == 404


def test_removing_from_the_page(client, cast, tree):
    session = make_session(make_course(tree.city))
    kept = attach(b"x", session, by=None, purpose=PAPERS)
    client.force_login(cast["city_officer"])
    address = reverse("documents:removal", args=[kept.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "传错了"}).status_code == 302
    assert client.get(address).status_code == 404
    client.force_login(cast["auditor"])
    assert client.get(address).status_code == 404
