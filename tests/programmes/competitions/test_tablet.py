"""Aspects on the tablet: measured by two, judged by three, photographed; rounds, seals, and who may see what."""

import io
import json
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.models import Attachment
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Sent
from jiangong.programmes.competitions.formulas.rounds import Given, Tolerance, standing
from jiangong.programmes.competitions.models import Photo, Row
from jiangong.programmes.competitions.states import ContestState, Duty
from tests.programmes.competitions.stage import Stage, draw, set_up

pytestmark = pytest.mark.django_db

ASPECTS = [
    {
        "code": "d", "name": "外径", "of": "10", "kind": "measurement", "entries": 2, "agree": "0.01",
        "measure": {"formula": "steps", "nominal": "25", "tolerance": "0.02", "step": "0.01", "deduction": "2"},
    },
    {
        "code": "s", "name": "表面", "of": "9", "kind": "judgement",
        "descriptors": ["不合格", "合格", "良好", "优秀"], "panel": {"least": 2, "spread": "1"},
    },
]  # fmt: skip


def with_aspects(aspects: list[dict[str, object]] = ASPECTS) -> Stage:
    """A city final whose practice is marked by aspects: two measure, all three judges give cards."""
    stage = set_up()
    contest = stage.fresh()
    scheme = json.loads(json.dumps(contest.scheme))
    for part in scheme["components"]:
        if part["code"] == "practice":
            part |= {"marking": "aspects", "panel": None, "of": "19", "aspects": aspects, "pass_mark": "10"}
    actions.save_scheme(contest, scheme, reason="按评分点评", by=stage.chair)
    judges = [stage.office(user) for user in stage.judges]
    actions.set_bench(contest, "practice", judges[:2], aspects=("d",), by=stage.chair)
    draw(stage)
    return stage


def give(stage: Stage, user: User, aspect: str, value: str, *, round: int = 1, words: str = "", code: str = "C001", key: str = "") -> object:  # fmt: skip
    key = key or f"{user.pk}-{aspect}-{code}-{round}-{value}"
    sent = Sent(key=key, component="practice", aspect=aspect, code=code, value=value, at=timezone.now(), round=round, words=words)  # fmt: skip
    [answer] = actions.send_marks(stage.fresh(), stage.office(user), [sent], by=user)
    return answer


def refused(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return str(answer.reason.code)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(stage: Stage, user: User, name: str, *more: object) -> str:
    return reverse(f"competitions:{name}", args=[stage.office(user).pk, *more])


def picture(colour: str = "red", size: int = 40) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((size, size), 50).convert("RGB").save(out, "JPEG")
    Image.new("RGB", (size, size), colour).save(out := io.BytesIO(), "JPEG")
    return out.getvalue()


def photograph(
    stage: Stage, user: User, key: str = "p1", data: bytes | None = None, code: str = "C001"
) -> Photo:
    return actions.send_photo(
        stage.fresh(), stage.office(user), data or picture(), component="practice", aspect="", code=code, key=key,
        at=timezone.now(), by=user,
    )  # fmt: skip


# --- rounds ------------------------------------------------------------------------------------------------------


def test_two_who_measure_see_each_other_only_after_both_entered_and_settle_it_with_a_reason() -> None:
    stage = with_aspects()
    first, second, third = stage.judges
    assert not isinstance(give(stage, first, "d", "25.01"), Refused)
    shown = client_of(second).get(page(stage, second, "mark", "practice", "C001")).content.decode()
    assert "25.01" not in shown
    assert "2 人各自录入" in shown
    assert refused(give(stage, third, "d", "25.01")) == "competitions.not_on_bench"
    assert refused(give(stage, second, "d", "25.02", round=2, words="抢先")) == "competitions.round_not_open"
    assert not isinstance(give(stage, second, "d", "25.05"), Refused)
    for judge in (first, second):
        shown = client_of(judge).get(page(stage, judge, "mark", "practice", "C001")).content.decode()
        assert "25.01" in shown
        assert "25.05" in shown
        assert "商议的结果" in shown
    assert "25.05" not in client_of(third).get(page(stage, third, "marking")).content.decode()
    gaps = queries.gap_words(stage.contest, queries.gaps_of(queries.Book(stage.fresh())))
    assert any("C001" in one and "外径" in one and "不一致" in one for one in gaps)
    with pytest.raises(Refused) as stopped:
        actions.seal_sheet(stage.fresh(), by=stage.chief)
    assert stopped.value.reason.code == "competitions.sheet_has_gaps"
    assert refused(give(stage, first, "d", "25.04", round=2)) == "competitions.reason_missing"
    give(stage, first, "d", "25.04", round=2, words="重测，第一次量错了位置")
    give(stage, second, "d", "25.04", round=2, words="同意")
    assert Row.objects.filter(contest=stage.contest, aspect="d").count() == 4
    gaps = queries.gap_words(stage.contest, queries.gaps_of(queries.Book(stage.fresh())))
    assert not any("C001" in one and "外径" in one for one in gaps)
    shown = client_of(first).get(page(stage, first, "mark", "practice", "C001")).content.decode()
    assert "得 6 分" in shown  # 0.04 away, 0.02 beyond the tolerance: two steps of 2


def test_a_correction_settles_a_difference_without_a_second_round() -> None:
    stage = with_aspects()
    first, second, _third = stage.judges
    give(stage, first, "d", "25.01")
    row = give(stage, second, "d", "52.01")
    assert isinstance(row, Row)
    actions.correct_mark(row, value="25.01", reason="看原始记录，数字写颠倒", by=stage.chief)
    assert refused(give(stage, first, "d", "25.01", round=2, words="再评")) == "competitions.round_not_open"


def test_cards_too_far_apart_are_given_again_and_the_first_stay() -> None:
    stage = with_aspects()
    for judge, card in zip(stage.judges, ("0", "3", "3"), strict=True):
        assert not isinstance(give(stage, judge, "s", card), Refused)
    lead = client_of(stage.chief).get(page(stage, stage.chief, "lead")).content.decode()
    assert "要商议重评" in lead
    board = client_of(stage.judges[0]).get(page(stage, stage.judges[0], "marking")).content.decode()
    assert "number--again" in board
    form = page(stage, stage.judges[0], "mark", "practice", "C001")
    answer = client_of(stage.judges[0]).post(form, {"v_s": "2", "v_d": "", "w_s": ""})
    assert answer.status_code == 422
    answer = client_of(stage.judges[0]).post(form, {"v_s": "2", "v_d": "", "w_s": "对照样件"})
    assert answer.status_code == 302
    for judge in stage.judges[1:]:
        give(stage, judge, "s", "3", round=2, words="维持")
    rows = Row.objects.filter(contest=stage.contest, aspect="s")
    assert sorted(rows.values_list("round", "value")) == [(1, "0"), (1, "3"), (1, "3"), (2, "2"), (2, "3"), (2, "3")]  # fmt: skip
    assert (
        refused(give(stage, stage.judges[0], "s", "1", round=3, words="再来"))
        == "competitions.round_not_open"
    )


def test_where_a_cell_stands_by_its_marks() -> None:
    cards = Tolerance(Fraction(1))
    bench = ("P1", "P2")
    one, two = Given("P1", 1, "0"), Given("P2", 1, "2")
    assert standing(cards, bench, []).waiting == bench
    assert standing(cards, bench, [one]).number == 1
    assert standing(cards, bench, [one, two]).number == 2
    assert standing(cards, bench, [one, two]).before == (one, two)
    assert standing(cards, bench, [one, two, Given("P2", 2, "1")]).waiting == ("P1",)
    assert not standing(cards, bench, [one, two, Given("P1", 2, "1"), Given("P2", 2, "1")]).again
    assert not standing(cards, ("P1",), [one, two]).again  # the other recused
    assert standing(Tolerance(None), bench, [one, two]).number == 1
    assert standing(Tolerance(Fraction(0), 2), ("P1", "P2", "P3"), [one, two]).number == 2


def test_long_codes_do_not_share_a_key() -> None:
    long = [{**ASPECTS[1], "code": f"surface-of-part-{n:04d}", "of": "9.5"} for n in (1, 2)]
    stage = with_aspects(long)
    judge = stage.judges[2]
    answer = client_of(judge).post(
        page(stage, judge, "mark", "practice", "C001"), {f"v_{one['code']}": "2" for one in long}
    )
    assert answer.status_code == 302
    assert Row.objects.filter(contest=stage.contest, judge=stage.office(judge).alias).count() == 2


def test_what_is_missing_does_not_show_whom_the_register_bars() -> None:
    """A judge of a competitor's union is missed like everybody: the board of gaps names nobody's number by leaving a judge out."""
    stage = with_aspects()
    from jiangong.programmes.competitions.models import Entry, Relation

    judge = stage.judges[2].person
    other = Entry.objects.filter(contest=stage.contest).first()
    assert other is not None
    one, two = sorted((judge.pk, other.person_id))
    Relation.objects.create(one_id=one, other_id=two, kind="kin")
    for user in stage.judges[:2]:
        for number in range(1, 11):
            give(stage, user, "s", "2", code=f"C{number:03d}")
    gaps = [one for one in queries.gaps_of(queries.Book(stage.fresh())) if one.aspect == "s"]
    assert len(gaps) == 10
    assert {one.judges for one in gaps} == {(stage.office(stage.judges[2]).alias,)}


# --- what a tablet sends -------------------------------------------------------------------------------------------


def test_one_mark_that_cannot_be_read_does_not_hold_up_the_others() -> None:
    stage = with_aspects()
    judge = stage.judges[0]
    good = {"key": "g", "component": "practice", "aspect": "s", "code": "C001", "value": " ２ ", "at": "2026-01-01T00:00:00Z"}  # fmt: skip
    body = json.dumps(
        {"marks": [{"key": "b", "round": "x"}, good, {**good, "key": "h", "code": "C002", "at": ""}]}
    )
    answer = client_of(judge).post(page(stage, judge, "send_marks"), body, content_type="application/json")
    assert [one["kept"] for one in answer.json()["marks"]] == [False, True, True]
    assert answer.json()["state"]["practice"]["C001"]["s"]["value"] == "2"
    actions.cancel_contest(stage.fresh(), reason="演示", by=stage.chair)
    answer = client_of(judge).post(
        page(stage, judge, "send_marks"),
        json.dumps({"marks": [{**good, "key": "z"}]}),
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "competitions.not_running")


def test_a_photograph_sent_twice_is_kept_once_and_made_anew() -> None:
    stage = with_aspects()
    judge = stage.judges[0]
    data = picture()
    first = photograph(stage, judge, data=data)
    assert photograph(stage, judge, data=data).pk == first.pk
    assert (Photo.objects.count(), Attachment.objects.filter(purpose="competitions.mark_photo").count()) == (
        1,
        1,
    )
    with pytest.raises(Refused, match="已经用在"):
        photograph(stage, judge, data=picture("blue"))
    with pytest.raises(Refused) as wrong:
        photograph(stage, judge, key="p2", data=b"<svg onload=alert(1)>")
    assert wrong.value.reason.code.startswith("documents.")
    assert Photo.objects.count() == 1  # nothing half kept
    for n in range(2, 7):
        photograph(stage, judge, key=f"p{n}")
    with pytest.raises(Refused) as many:
        photograph(stage, judge, key="p7")
    assert many.value.reason.code == "competitions.too_many_photos"
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.filter(pk=first.pk).update(code="C002")
    for code, name in (("C099", "no_such_code"), ("A001", "no_such_code")):
        with pytest.raises(Refused) as unknown:
            photograph(stage, judge, key=code, code=code)
        assert unknown.value.reason.code == f"competitions.{name}"


def test_photographs_through_the_pages() -> None:
    stage = with_aspects()
    judge = stage.judges[0]
    client = client_of(judge)
    form = page(stage, judge, "mark", "practice", "C001")
    sent = {"v_s": "2", "v_d": "", "photo_key": "k", "photo": SimpleUploadedFile("a.jpg", picture())}
    assert client.post(form, sent).status_code == 302
    assert "<img" in client.get(form).content.decode()
    address, at = page(stage, judge, "send_photo"), timezone.now().isoformat()
    body = {"key": "j", "component": "practice", "code": "C002", "at": at}
    assert client.post(address, body).status_code == 400
    answer = client.post(address, {**body, "photo": SimpleUploadedFile("a.jpg", picture())})
    assert answer.json() == {"key": "j", "kept": True}
    answer = client.post(address, {**body, "key": "i", "photo": SimpleUploadedFile("a.jpg", b"no picture")})
    assert answer.json()["kept"] is False
    assert client_of(stage.judges[1]).post(address, body).status_code == 404


def test_who_sees_a_photograph_and_when() -> None:
    stage = with_aspects()
    judge, other, _third = stage.judges
    photo = photograph(stage, judge)
    file = Attachment.objects.get(purpose="competitions.mark_photo")
    address = reverse("documents:attachment", args=[file.pk])

    def sees(user: User) -> bool:
        return client_of(user).get(address).status_code == 200

    entry = None
    for number, who in queries.all_numbers(queries.Book(stage.fresh()))[0].items():
        if number == photo.code:
            entry = queries.all_numbers(queries.Book(stage.fresh()))[1][who]
    assert entry is not None
    own = next(user for user in stage.entrants if user.person_id == entry.person_id)
    rival = next(user for user in stage.entrants if user.person_id != entry.person_id)
    assert sees(judge)
    assert sees(stage.chief)
    for user in (other, stage.clerk, own, rival, stage.chair, *stage.holders, *stage.supervisors):
        assert not sees(user), user
    for user in stage.judges:
        for number in range(1, 11):
            give(stage, user, "s", "2", code=f"C{number:03d}")
            if user != stage.judges[2]:
                give(stage, user, "d", "25", code=f"C{number:03d}")
    sent = [Sent(key=f"t{n}", component="theory", code=f"A{n:03d}", value=str(60 + n), at=timezone.now()) for n in range(1, 11)]  # fmt: skip
    actions.send_marks(stage.fresh(), stage.office(stage.clerk), sent, by=stage.clerk)
    actions.seal_sheet(stage.fresh(), by=stage.chief)
    with pytest.raises(Refused):
        photograph(stage, judge, key="late")
    assert not sees(own)
    for number in (3, 2, 1):
        layer = queries.layer_of(stage.contest, number)
        assert layer is not None
        actions.open_layer(layer, by=stage.holders[number - 1])
    assert stage.fresh().state == ContestState.KNOWN
    assert [sees(user) for user in (own, stage.chair, stage.supervisors[0], rival, other)] == [True, True, True, False, False]  # fmt: skip
    line = next(
        one for one in queries.newest_outcome(stage.contest).result["lines"] if one["entry"] == entry.pk
    )
    cell = reverse("competitions:cell", args=[stage.contest.pk, 1, line["code"], "practice"])
    assert "<img" in client_of(own).get(cell).content.decode()
    public = Client().get(cell).content.decode()
    assert "<img" not in public
    assert "1 张现场照片" in public


# --- check-in --------------------------------------------------------------------------------------------------------


def test_check_in_at_the_desk_until_the_second_layer_is_drawn() -> None:
    stage = set_up()
    draw(stage, upto=1)
    desk, other = stage.holders[0], stage.holders[1]
    client = client_of(desk)
    address = page(stage, desk, "roll_call")
    assert client_of(other).get(page(stage, other, "roll_call")).status_code == 404
    for number in range(1, 10):
        assert client.post(address, {"here": f"A{number:03d}"}).status_code == 302
    client.post(address, {"here": "A001"})
    client.post(address, {"away": "A001"})
    client.post(address, {"here": "A001"})
    client.post(address, {"rest": "away"})
    assert "到场 9 人" in client.get(address).content.decode()
    with pytest.raises(Refused):
        actions.call_roll(stage.fresh(), ["A001"], here=True, by=other)
    for number in (2, 3):
        layer = queries.layer_of(stage.contest, number)
        assert layer is not None
        actions.draw_layer(layer, said="演示", by=stage.holders[number - 1])
    assert queries.numbers_drawn(stage.fresh())["C"] == 9
    with pytest.raises(Refused) as over:
        actions.call_roll(stage.fresh(), ["A010"], here=True, by=desk)
    assert over.value.reason.code == "competitions.check_in_over"
    with pytest.raises(Refused) as late:
        actions.note_standing(stage.fresh(), "A010", "competed", clause="来了", key="x", by=stage.chief)
    assert late.value.reason.code == "competitions.drawn_without"


def test_an_absence_after_the_draw_moves_nobodys_number() -> None:
    stage = set_up()
    draw(stage)
    before, _entries = queries.all_numbers(queries.Book(stage.fresh()))
    actions.note_standing(stage.fresh(), "A001", "absent", clause="检录未到", key="late", by=stage.chief)
    after, _entries = queries.all_numbers(queries.Book(stage.fresh()))
    assert after == before
    assert Duty.CIPHER_1 in {one.duty for one in queries.Book(stage.contest).offices}
