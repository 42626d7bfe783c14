"""States of notices, lines and objections, kinds of notices, verbs for the ledger, named refusals."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.clocks.states import ClockKind
from jiangong.foundation.common.attaching import IMAGE, PDF, Purpose
from jiangong.foundation.common.refusals import Refusal
from jiangong.foundation.inbox.states import MatterKind, MessageKind
from jiangong.foundation.organisations.states import OFFICERS, Role


class NoticeState(TextChoices):
    DRAFT = "draft", _("草稿")
    RUNNING = "running", _("公示中")
    CLEARED = "cleared", _("公示结束")
    WITHDRAWN = "withdrawn", _("已撤回")


TRANSITIONS: dict[str, frozenset[str]] = {
    NoticeState.DRAFT: frozenset({NoticeState.RUNNING}),
    NoticeState.RUNNING: frozenset({NoticeState.CLEARED, NoticeState.WITHDRAWN}),
    NoticeState.CLEARED: frozenset(),
    NoticeState.WITHDRAWN: frozenset(),
}

# What everybody may see: everything that was ever published, also what was withdrawn.
PUBLIC_STATES = frozenset({NoticeState.RUNNING, NoticeState.CLEARED, NoticeState.WITHDRAWN})


class LineState(TextChoices):
    STANDING = "standing", _("列入")
    STRUCK = "struck", _("已撤下")


class ObjectionState(TextChoices):
    OPEN = "open", _("核查中")
    UPHELD = "upheld", _("异议成立")
    REJECTED = "rejected", _("异议不成立")


OBJECTION_TRANSITIONS: dict[str, frozenset[str]] = {
    ObjectionState.OPEN: frozenset({ObjectionState.UPHELD, ObjectionState.REJECTED}),
    ObjectionState.UPHELD: frozenset(),
    ObjectionState.REJECTED: frozenset(),
}


class Outcome(TextChoices):
    """What an answer decides. CORRECTED: nothing is cleared until the list has been corrected and shown again."""

    STRUCK = "struck", _("异议成立，撤下这一名")
    CORRECTED = "corrected", _("异议成立，更正名单后重新公示")
    REJECTED = "rejected", _("异议不成立")


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice, listed by the room whose things it guards as `NOTICES` in its states.py.

    `days` names the parameter with the legal days (unit 日 or 工作日), `subject` the guarded thing's model ("room.model"),
    `about` the model of what the whole list is about, `page` the address in the workbench of the latter. The lines come
    from `lines_for_notice(kind, pk)` in the room's queries; `guards` says what is not done before the notice is cleared.
    """

    code: str
    title: str | Promise
    days: str
    subject: str
    about: str
    page: str
    guards: str | Promise


class Verb(TextChoices):
    PUBLISHED = "notices.published", _("发布公示")
    REPLACED = "notices.replaced", _("更正名单，重新公示")
    OBJECTED = "notices.objected", _("收到异议")
    TAKEN = "notices.taken", _("受理异议")
    ANSWERED = "notices.answered", _("答复异议")
    STRUCK = "notices.struck", _("撤下公示对象")
    CLEARED = "notices.cleared", _("公示结束")
    WITHDRAWN = "notices.withdrawn", _("撤回公示")


# What of a notice anybody may know: it was public anyway. Never who is on it, never who objected.
PUBLIC: dict[str, frozenset[str]] = {
    Verb.PUBLISHED: frozenset({"notice", "kind", "lines", "until"}),
    Verb.REPLACED: frozenset({"notice", "kind", "lines", "until"}),
    Verb.OBJECTED: frozenset({"notice", "objection"}),
    Verb.ANSWERED: frozenset({"notice", "objection", "outcome"}),
    Verb.CLEARED: frozenset({"notice", "lines"}),
    Verb.WITHDRAWN: frozenset({"notice"}),
}
FACTS = {
    "notice": (_("公示编号"), None),
    "kind": (_("公示种类"), None),
    "lines": (_("名单人数"), None),
    "until": (_("公示到哪天"), None),
    "objection": (_("异议编号"), None),
    "outcome": (_("结论"), Outcome),
}


class Reason:
    NOBODY = Refusal(
        "notices.nobody",
        _("名单是空的，没有可以公示的对象。"),
        rule=_("公示的是名单上的人或者单位。"),
        remedy=_("请先办完名单的来源事项，再拟公示。"),
    )
    ALREADY_RUNNING = Refusal(
        "notices.already_running",
        _("这份名单已经有公示在拟或者正在公示（第%(notice)s号）。"),
        rule=_("同一份名单同时只有一个公示。"),
        remedy=_("请打开那个公示；名单有变动的，在那里更正名单。"),
    )
    NOT_A_DRAFT = Refusal(
        "notices.not_a_draft",
        _("这个公示已经发布，不能再改文字。"),
        rule=_("公示发布后只能更正名单并重新起算，或者撤回。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    NOT_RUNNING = Refusal(
        "notices.not_running",
        _("这个公示现在不在公示中。"),
        rule=_("公示期内才能提出异议、更正名单、撤回或者结束。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    STILL_RUNNING = Refusal(
        "notices.still_running",
        _("公示期到%(until)s才满。"),
        rule=_("%(source)s：公示不少于%(days)s%(unit)s。"),
        remedy=_("期满后系统会自动结束没有异议的公示，不用守着。"),
    )
    OPEN_OBJECTION = Refusal(
        "notices.open_objection",
        _("还有 %(count)s 件异议没有答复。"),
        rule=_("有异议没有答复的，公示不能结束，公示的事项不能办理。"),
        remedy=_("请由没有参与此事的干部核查并答复。"),
    )
    AWAITS_CORRECTION = Refusal(
        "notices.awaits_correction",
        _("有异议成立，名单还没有更正。"),
        rule=_("名单更正后重新公示，公示期重新起算。"),
        remedy=_("请在公示页面更正名单。"),
    )
    LINE_IS_GONE = Refusal(
        "notices.line_is_gone",
        _("选的那一名不在现在的名单上。"),
        rule=_("异议针对正在公示的名单。"),
        remedy=_("请刷新页面，在现在的名单上选。"),
    )
    STRUCK_STAYS = Refusal(
        "notices.struck_stays",
        _("名单里有已经因异议撤下的人，不能在同一个公示里放回去。"),
        rule=_("撤下之后要重新列入的，另行公示，公示期从头起算。"),
        remedy=_("请把撤下的人从名单里去掉；查明确有错误的，另拟公示。"),
    )
    UNCHANGED = Refusal(
        "notices.unchanged",
        _("新名单和现在的名单一样。"),
        rule=_("更正名单会让公示期重新起算，没有变动的不重新起算。"),
        remedy=_("请先更正名单的来源，再来更正公示。"),
    )
    WORDS_MISSING = Refusal(
        "notices.words_missing",
        _("没有写内容。"),
        rule=_("异议要写明事由，答复和撤回要写明理由。"),
        remedy=_("请用几句话写清楚。"),
    )
    TOO_MANY_OBJECTIONS = Refusal(
        "notices.too_many_objections",
        _("这个公示今天收到的匿名异议已经很多，暂时不再接收匿名的。"),
        rule=_("为防程序灌入，匿名异议每个公示每天有上限。"),
        remedy=_("请登录后实名提出，明天再来，或者打电话、写信给公示里写的联系人。"),
        status=429,
    )
    TOO_FAST = Refusal(
        "notices.too_fast",
        _("从这个网络提交得太频繁。"),
        rule=_("没有登录的提交和查询按网络限次，不记录是谁。"),
        remedy=_("请过一小时再试，或者登录后实名提出。"),
        status=429,
    )
    ALREADY_ANSWERED = Refusal(
        "notices.already_answered",
        _("这件异议已经答复。"),
        rule=_("一件异议只答复一次，答复不能改。"),
        remedy=_("不服答复的，可以向上一级工会反映。"),
    )
    INVOLVED = Refusal(
        "notices.involved",
        _("您与这件异议有关，不能核查和答复它。"),
        rule=_("拟办和发布公示的人、被公示的人和其所在单位工会的干部、提出异议的人都要回避。"),
        remedy=_("请由另一名干部或者上级工会的干部核查。"),
        status=403,
    )
    NO_LINE_TO_STRIKE = Refusal(
        "notices.no_line_to_strike",
        _("这件异议没有指明是哪一名，不能撤下。"),
        rule=_("撤下针对名单上的某一名。"),
        remedy=_("请选“更正名单后重新公示”，或者写明异议不成立的理由。"),
    )
    PRIVATE_WORDS = Refusal(
        "notices.private_words",
        _("“%(where)s”里有不能公开的内容：%(what)s。"),
        rule=_(
            "公示只公开姓氏、单位和公示的事项；证件号码、电话、银行卡号、病情一律不公开（《个人信息保护法》第二十五、二十八条）。"
        ),
        remedy=_("请删去这些内容再提交。"),
        status=422,
    )
    ON_A_LIST = Refusal(
        "notices.on_a_list",
        _("在“%(notice)s”的公示名单上，公示还没有结束。"),
        rule=_("公示期间名单要能核对，处理目的还没有实现（《个人信息保护法》第四十七条）。"),
        remedy=_("请等公示结束，或者请主办工会把这一名从名单里去掉。"),
    )
    WAITS_FOR_ANSWER = Refusal(
        "notices.waits_for_answer",
        _("对“%(notice)s”实名提出的异议还没有答复。"),
        rule=_("答复要送到提出异议的人，处理目的还没有实现（《个人信息保护法》第四十七条）。"),
        remedy=_("请等答复之后再办理。"),
    )
    UNKNOWN_KIND = Refusal(
        "notices.unknown_kind",
        _("没有这一类公示。"),
        rule=_("公示的种类由各项业务的规则规定。"),
        remedy=_("请从办理事项的页面进入。"),
    )


# Files that everybody may read beside the list. They are handed in while the notice is a draft, and stay as they are.
PAPERS_PURPOSE = "notices.papers"
PURPOSES = (
    Purpose(
        PAPERS_PURPOSE,
        _("公示附件（一起公开，先隐去号码和病情）"),
        "notices.Notice",
        see="notices.view",
        add="notices.attach",
        remove="notices.attach",
        accepts=frozenset({PDF, IMAGE}),
        most=5,
    ),
)

# Everybody of the union's officers may take an objection up; when it is late, who stands above is told.
CLOCKS = (
    ClockKind(
        "notices.answer_days",
        title=_("答复公示异议"),
        roles=OFFICERS,
        escalates_to=frozenset({Role.CHAIR, Role.VICE_CHAIR}),
        page="notices:objection",
    ),
)
MATTERS = (
    MatterKind(
        "notices.objection",
        title=_("答复对“%(notice)s”的第 %(number)s 号异议"),
        why=_("公示由您所在的工会发布；没有参与此事的干部核查并答复。"),
        otherwise=_("没有答复之前公示不结束，公示的事项一直不能办理；逾期报上级工会。"),
        page="notices:objection",
    ),
    MatterKind(
        "notices.correction",
        title=_("更正“%(notice)s”的名单"),
        why=_("有异议成立，您所在的工会要更正名单后重新公示。"),
        otherwise=_("名单没有更正之前公示不结束，公示的事项一直不能办理。"),
        page="notices:conduct",
    ),
)
MESSAGES = (
    MessageKind(
        "notices.answered",
        title=_("您对“%(notice)s”的异议有了答复：%(outcome)s"),
        text=_("答复：%(words)s 不服答复的，可以向上一级工会反映。"),
        page="notices:notice",
        mandatory=True,
    ),
)
