"""Seven bases with contracts, inspections, audits and last year's ratings: one delisted, two warned, one not listed yet.

All by the room's own actions. Photographs are drawn here. What guests said is what they said of last year's convalescence
(stays.py); only the days of the notice were made to pass.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from jiangong.foundation.documents.actions import attach
from jiangong.foundation.notices import actions as notices
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.journeys.convalescing.actions import rate_year
from jiangong.operations.demonstration.passing import let_pass
from jiangong.programmes.venues.bases import actions, queries
from jiangong.programmes.venues.bases.actions import Answer, BaseFacts, ContractFacts
from jiangong.programmes.venues.bases.models import Base
from jiangong.programmes.venues.bases.states import PHOTO, RATING_NOTICE, Verdict

AGO = timedelta(days=24)  # the notice was published so long ago


@dataclass(frozen=True)
class Invented:
    """A base as it is invented; `failed` is what last year's inspection found."""

    name: str
    name_en: str
    kind: str
    place: str
    km: int
    beds: int
    step_free: str
    facilities: tuple[str, ...]
    price: int = 380
    places: int = 60
    failed: dict[str, str] = field(default_factory=dict)
    mended: bool = True
    audit: str = "clean"
    colour: str = "#2b6f80"


BASES = (
    Invented(
        "演示基地一号海滨疗养院", "Demo Base One, Seaside Sanatorium", "sanatorium", "牟平区", 28, 160, "full",
        ("clinic", "check_up", "rehabilitation", "canteen", "lift", "accessible_room", "seaside", "library"),
        420, 110,
    ),
    Invented(
        "演示基地二号劳模疗休养基地", "Demo Base Two, Model Workers' Base", "model_workers", "蓬莱区", 66, 120, "full",
        ("clinic", "canteen", "lift", "accessible_room", "seaside", "lecture_room", "sports"),
        400, 90, failed={"insurance": "两名餐厅人员的健康证明过期"}, colour="#3f6b4c",
    ),
    Invented(
        "演示基地三号温泉疗养院", "Demo Base Three, Hot Spring Sanatorium", "sanatorium", "招远市", 95, 90, "partly",
        ("clinic", "rehabilitation", "canteen", "halal", "lift", "hot_spring"),
        460, 60, colour="#8a5a36",
    ),
    Invented(
        "演示基地四号山居疗休养院", "Demo Base Four, Hill Rest House", "other", "栖霞市", 72, 70, "partly",
        ("clinic", "canteen", "library", "sports"), 300, 45, audit="minor",
        failed={"access": "餐厅门口有三级台阶", "rooms": "四间客房漏水"}, colour="#5d6b3a",
    ),
    Invented(
        "演示基地五号渔港度假村", "Demo Base Five, Fishing Port Resort", "other", "海阳市", 110, 80, "none",
        ("canteen", "seaside"), 360, 50, audit="minor", mended=False,
        failed={
            "price": "向职工另收观光车费", "programme": "半天安排购物", "medical": "没有医务室，也没有签约医院",
            "access": "没有无障碍通道",
        },
        colour="#4a5d78",
    ),
    Invented(
        "演示基地六号湿地疗养院", "Demo Base Six, Wetland Sanatorium", "sanatorium", "莱阳市", 104, 100, "full",
        ("clinic", "check_up", "canteen", "lift", "accessible_room", "library"), 340, 70, colour="#2f7468",
    ),
)  # fmt: skip
DRAFT = Invented(
    "演示基地七号果园疗休养院",
    "Demo Base Seven, Orchard Rest House",
    "other",
    "福山区",
    18,
    40,
    "unknown",
    ("canteen",),
)


def build(city: Organisation, today: date) -> list[Base]:
    """The bases as they were listed at the beginning of last year, in order; and one that is not listed yet."""
    made = [_base(city, one, number, today) for number, one in enumerate(BASES, 1)]
    actions.enter_base(city, _facts(DRAFT, len(BASES) + 1), by=None, is_demonstration=True)
    return made


def rate(city: Organisation, made: list[Base], officer: User, today: date) -> None:
    """Rate last year, with what its guests said. Called before the plan's figures are counted. `officer` decides."""
    rated = actions.open_year(city, today.year - 1, by=officer)
    for rating in rate_year(rated, by=officer):
        if (
            rating.base_id == made[2].pk and rating.proposed != Verdict.WARN
        ):  # a person decides otherwise, and says why
            why = "演示：当年十月起温泉水质连续两次不合格，整改后另行检查。"
            actions.decide_rating(rating, Verdict.WARN, why=why, by=officer)
        else:
            actions.decide_rating(rating, rating.proposed, by=officer)
    proposal = queries.lines_for_notice(RATING_NOTICE, rated.pk)
    assert proposal is not None
    notice = notices.publish(
        RATING_NOTICE, city, proposal.lines, about=rated, title=proposal.title,
        contact="演示市总工会经济部 0535-0000000，演示路 1 号", by=officer,
    )  # fmt: skip
    let_pass({notice.pk: AGO})
    notices.close(notice, by=officer)
    actions.put_in_force(rated, by=officer)
    rated.is_demonstration = True
    rated.save(update_fields=["is_demonstration"])
    actions.remind()


def _facts(one: Invented, number: int) -> BaseFacts:
    return BaseFacts(
        code=f"JD-{number:03d}",
        name=one.name,
        name_en=one.name_en,
        kind=one.kind,
        place=one.place,
        address=f"演示路 {number} 号",
        distance_km=one.km,
        rooms=one.beds // 2,
        beds=one.beds,
        facilities=one.facilities,
        step_free=one.step_free,
        words="演示：本页的基地是虚构的，用来看名录、合同、检查和评定怎样办理。每天有健康讲座和户外活动，食宿由基地统一安排。",
        words_en="Demonstration: this base is invented, to show how list, contract, inspection and rating go. "
        "Health talks and walks every day; board and lodging by the base.",
        contact="0535-0000000",
    )


def _base(city: Organisation, one: Invented, number: int, today: date) -> Base:
    """A base under contract from the beginning of last year, inspected last year in June and this year."""
    year = today.year - 1
    base = actions.enter_base(city, _facts(one, number), by=None, is_demonstration=True)
    base = actions.list_base(base, by=None)
    Base.objects.filter(pk=base.pk).update(listed_on=date(year, 1, 1))
    attach(_picture(one.colour), base, by=None, purpose=PHOTO, name=f"演示照片{number}.png")
    until = today + timedelta(days=40) if number == len(BASES) else date(year + 2, 12, 31)
    contract = actions.draft_contract(
        base,
        ContractFacts(f"演示合同〔{year}〕{number}号", date(year, 1, 1), until, one.price * 100, one.places),
        by=None,
    )
    actions.sign_contract(contract, signed_on=date(year, 1, 1), by=None)
    _inspect(base, date(year, 6, 10), one.failed, mended=one.mended)
    if number <= 2:
        _inspect(base, today - timedelta(days=30), {}, mended=True)
    actions.record_audit(base, year=year, outcome=one.audit, audited_on=date(year, 12, 20), by=None)
    return base


def _inspect(base: Base, day: date, failed: dict[str, str], *, mended: bool) -> None:
    answers = {
        one.item: Answer(one.item not in failed, failed.get(one.item, "")) for one in queries.checklist(day)
    }
    inspection = actions.inspect(
        base, kind="yearly", inspected_on=day, answers=answers, words="演示：按检查表逐项查看。", by=None
    )
    if failed and mended:
        done = dict.fromkeys(failed, "已整改，现场核对无误")
        actions.confirm_mended(inspection, done, by=None)


def _picture(colour: str) -> bytes:
    """A drawn landscape: sky, hills, water."""
    width, height = 900, 600
    image = Image.new("RGB", (width, height), "#e8eef0")
    pen = ImageDraw.Draw(image)
    pen.ellipse((640, 90, 740, 190), fill="#e9c77b")
    pen.polygon(
        [(0, 380), (220, 210), (430, 370), (600, 250), (width, 400), (width, height), (0, height)],
        fill=colour,
    )
    pen.rectangle((0, 420, width, height), fill="#9fbfc9")
    pen.rectangle((330, 320, 570, 430), fill="#f6f3ec")
    pen.polygon([(310, 320), (450, 250), (590, 320)], fill="#8c3b2e")
    for left in (360, 430, 500):
        pen.rectangle((left, 350, left + 36, 390), fill=colour)
    target = BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
