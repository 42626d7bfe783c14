"""Documents of the demonstration: agency marks, a notice that came back signed, one that was withdrawn, a draft. All invented."""

import io

from PIL import Image, ImageDraw

from jiangong.foundation.documents import actions
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.programmes.growth.models import Session

WORDS = """一、总体要求
以提升职工技能、服务职工生活为重点，把演示工作落到每一个基层工会。本文是演示数据，不是真实公文。
二、主要任务
（一）摸清底数。各区市总工会要按花名册逐户核对，做到人数清、岗位清、需求清。
（二）办好培训。1.课程按职工所需安排；2.报名、签到、结业都在平台上办理，不再另行填表。
三、有关要求
请于月底前把落实情况报市总工会。数据以平台台账为准，不要求基层重复报送。"""


def give_marks(city: Organisation) -> None:
    """Marks for the city and its districts, without which no letter gets a number."""
    actions.set_mark(city, "演市工", by=None)
    districts = Organisation.objects.filter(parent=city, kind="district").order_by("pk")
    for letter, district in zip("甲乙丙丁戊己庚辛壬癸子丑寅卯辰", districts, strict=False):
        actions.set_mark(district, f"演{letter}工", by=None)


def build(city: Organisation, officer: User) -> None:
    """The letters, by the room's own actions."""
    filed = actions.issue(
        "documents.notice",
        city,
        {
            "subject": "做好演示年度职工培训工作",
            "recipients": "各区市总工会，各产业工会",
            "words": WORDS,
            "annexes": ["演示年度培训课程表", "演示班次安排"],
            "contact": "演示联系人，电话：0535-0000000",
            "copies": "演示市人力资源和社会保障局",
        },
        by=officer,
    )
    actions.file_scan(filed, _scan(), by=officer, name="演示扫描件.png")
    wrong = actions.issue(
        "documents.notice",
        city,
        {"subject": "召开演示会议", "recipients": "各区市总工会", "words": "会议时间和地点另行通知。"},
        by=officer,
    )
    actions.withdraw(wrong, reason="演示：会议改期，另行通知", by=officer)
    session = Session.objects.filter(course__organiser=city).order_by("-pk").first()
    if session is not None:
        actions.draft("growth.session_notice", city, {}, about=session, by=officer)


def _scan() -> bytes:
    """A white page with a red ring, in the place of a scan with a seal."""
    page, out = Image.new("RGB", (595, 842), "white"), io.BytesIO()
    ImageDraw.Draw(page).ellipse((330, 560, 450, 680), outline=(200, 0, 0), width=5)
    page.save(out, "PNG")
    return out.getvalue()
