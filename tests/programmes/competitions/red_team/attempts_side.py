"""By the side: what metadata of files, leaves of the ledger, the order of lists and the cost of a page tell before the layers are open."""

import io
import json
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from jiangong.foundation.documents.models import Attachment
from jiangong.foundation.documents.queries.attachments import content_of
from jiangong.foundation.ledger.models import Entry as Leaf
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.states import Verb
from tests.programmes.competitions.red_team.scene import ENTERING, MARK, NUMBER, RUNNING, SEALED
from tests.programmes.competitions.red_team.shape import Attempt
from tests.programmes.competitions.stage import entry_of


def _in(there, text, *, own=None):
    """Which secrets of the scene a text says; "没有" if none. `own`: whose name may stand there."""
    names = [one.person.name for one in there.stage.entrants if one is not own and one.person.name in text]
    said = [*names, *{one[0] for one in NUMBER.finditer(text)}, *{one[0] for one in MARK.finditer(text)}]
    return "、".join(sorted(said)) or "没有"


def _leaves(there, user):
    """Everything that the ledger keeps beside persons, more than its public leaves say."""
    rows = Leaf.objects.order_by("pk").values_list("verb", "attribute", "payload")
    return _in(there, json.dumps(list(rows), ensure_ascii=False))


def _accepted_order(there, user):
    """Leaves come in the order of the acts. Is that of entries the order of the numbers?"""
    _numbers, entries = queries.all_numbers(queries.Book(there.contest))
    by_number = [entries[code].pk for code in sorted(entries)]
    leaves = Leaf.objects.filter(verb=Verb.ENTERED, subject_id__in=by_number).order_by("pk")
    return "是" if list(leaves.values_list("subject_id", flat=True)) == by_number else "不是"


def _card(there, user):
    file = there.client(user).get(reverse("competitions:card_pdf", args=[entry_of(user).pk]))
    read = PdfReader(io.BytesIO(file.content))
    xmp = read.trailer["/Root"]["/Metadata"].get_object().get_data().decode("utf-8", "replace")
    words = [
        file["Content-Disposition"],
        str(read.metadata),
        xmp,
        *(one.extract_text() for one in read.pages),
    ]
    return _in(there, "\n".join(words), own=user)


def _order(there, user):
    """Is the public list of entrants in another order once the numbers are drawn?"""
    address = reverse("competitions:contest", args=[there.contest.pk])
    before = _list(there, user, address)
    actions.close_entries(there.contest, by=there.stage.chair)
    actions.make_ready(there.contest, by=there.stage.chair)
    actions.draw_layer(there.layer(1), said="演示口令", by=there.stage.holders[0])
    return "次序没有变" if before == _list(there, user, address) else "次序变了"


def _list(there, user, address):
    page = there.client(user).get(address).content.decode()
    return page.partition('id="entrants"')[2].partition("</section>")[0]


def _cost(there, user):
    """The public page before and after a mark was changed: its bytes, and what it asks of the database, which is what it costs in time."""
    address, seen = reverse("competitions:contest", args=[there.contest.pk]), []
    there.client(user).get(address)  # what is read once a process is read by now
    for turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            page = there.client(user).get(address).content.decode()
        seen.append((re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page), len(asked)))
        if not turn:
            mark = there.contest.rows.filter(kind="mark").first()
            actions.correct_mark(mark, value="70", reason="演示", by=there.stage.chief)
    return "一字不差，查询一样多" if seen[0] == seen[1] else "变了"


def _photograph(there, user):
    """A photograph that says in its own data where it was taken and of whom: what is kept of that, and its file's name."""
    exif = Image.Exif()
    exif[0x013B], exif[0x010E] = there.stage.entrants[2].person.name, "A003"
    Image.new("RGB", (40, 40), "red").save(out := io.BytesIO(), "JPEG", exif=exif)
    actions.send_photo(
        there.contest, there.stage.office(user), out.getvalue(), component="practice", aspect="", code="C002", key="side",
        at=timezone.now(), by=user,
    )  # fmt: skip
    kept = Attachment.objects.order_by("-pk")[0]
    data = content_of(kept)
    names = re.sub(r"C002", "", f"{kept.name} {kept.stored}")
    return _in(there, data.decode("latin-1") + data.decode("utf-8", "replace") + names)


BY_THE_SIDE = (
    Attempt(ENTERING, "公众", "从公开名单的次序猜参赛号（抽签前后对比）", _order, "次序没有变，改动了数据"),
    Attempt(RUNNING, "公众", "从台账的全部条目里找姓名、编号、分数", _leaves, "没有"),
    Attempt(RUNNING, "公众", "从台账条目的先后猜参赛号", _accepted_order, "不是"),
    Attempt(RUNNING, "公众", "看公开页的字节和查询数随评分变不变", _cost, "一字不差，查询一样多，改动了数据"),
    Attempt(RUNNING, "选手", "从参赛证 PDF 的文件名、属性、XMP 里找编号", _card, "没有"),
    Attempt(RUNNING, "裁判员", "在照片的 EXIF 里夹带选手姓名和参赛号", _photograph, "没有"),
    Attempt(SEALED, "公众", "锁定以后从台账的全部条目里找姓名、编号、分数", _leaves, "没有"),
)  # fmt: skip
