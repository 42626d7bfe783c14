"""Transitions of an import, verdicts on rows, what can be wrong with a cell, named refusals."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.clocks.states import ClockKind
from jiangong.foundation.common.refusals import Refusal
from jiangong.foundation.inbox.states import MatterKind
from jiangong.foundation.organisations.states import OFFICERS, Role

UNDO_FOR = timedelta(hours=24)  # not law: an import can be taken back, and its result file fetched, so long
SHOWN = 200  # wrong rows on the preview page; the result file has all

TRANSITIONS: dict[str, frozenset[str]] = {
    "reading": frozenset({"ready", "failed", "abandoned"}),
    "ready": frozenset({"writing", "abandoned"}),
    "writing": frozenset({"done", "ready"}),
    "done": frozenset({"undone"}),
    "undone": frozenset(),
    "failed": frozenset(),
    "abandoned": frozenset(),
}


class Verdict(TextChoices):
    NEW = "new", _("新增人员并入会")
    JOIN = "join", _("已有人员，登记会籍")
    UPDATE = "update", _("更新已有会员")
    SAME = "same", _("已是会员，没有变化")
    WRONG = "wrong", _("待更正")


GOOD = (Verdict.NEW, Verdict.JOIN, Verdict.UPDATE, Verdict.SAME)


RULE = "roster.correct_days"
MATTER = "roster.correct"
CLOCKS = (
    ClockKind(
        RULE,
        _("更正花名册"),
        OFFICERS,
        frozenset({Role.CHAIR, Role.VICE_CHAIR}),
        page="roster:import",
    ),
)
MATTERS = (
    MatterKind(
        MATTER,
        title=_("花名册有%(count)s行待更正"),
        why=_("您所在的工会或者它下面的工会导入了花名册，这些行有错没有写入，由工会干部更正。"),
        otherwise=_("这些职工不在册，不能报名、不能转接；逾期提醒本级主席和上级工会。"),
        page="roster:import",
    ),
)


class Verb(TextChoices):
    GIVEN_UP = "roster.given_up", _("花名册余下的行不再更正")


class Undone(TextChoices):
    NOT_YET = "", _("未撤回")
    YES = "yes", _("已撤回")
    USED = "used", _("之后办理过业务，保留")
    CHANGED = "changed", _("之后又修改过，保留")


@dataclass(frozen=True)
class Fault:
    """One kind of problem: what is wrong, what to do; stops the row, or only leaves the cell out."""

    code: str
    what: str | Promise
    remedy: str | Promise
    stops: bool = True


def _faults(*faults: Fault) -> dict[str, Fault]:
    return {fault.code: fault for fault in faults}


FAULTS = _faults(
    Fault("name_missing", _("没有填姓名"), _("请补填姓名")),
    Fault("name_long", _("姓名超过 80 个字"), _("请只填姓名，其他内容放到备注列")),
    Fault("name_signs", _("姓名里有问号、方块等显示不出的字，或者没有文字"), _("请按证件更正，生僻字用 Unicode 输入法重打")),
    Fault("document_missing", _("没有填证件号码"), _("请补填证件号码")),
    Fault(
        "document_rounded",
        _("号码被表格软件当成了数字，末几位已经丢失，无法恢复"),
        _("请先把这一列设为“文本”格式，再按证件重新填写"),
    ),
    Fault("document_length", _("居民身份证号不是 18 位（旧号 15 位）"), _("请对照证件补全或者删去多余的数字；不是身份证的，请填证件类型")),
    Fault("document_characters", _("居民身份证号里有数字和末位 X 以外的字"), _("请按证件更正；不是身份证的，请填证件类型")),
    Fault("document_check_digit", _("身份证号校验位不符，有一位抄错"), _("请对照证件逐位核对")),
    Fault("document_birth_date", _("身份证号里的出生日期不存在或者不合理"), _("请对照证件核对第 7 至 14 位")),
    Fault("document_pattern", _("号码的样式与证件类型不符"), _("请核对证件类型和号码")),
    Fault("document_type", _("不认识这个证件类型"), _("请填：居民身份证、护照、港澳居民证件、台湾居民证件或者外国人永久居留证")),
    Fault("both_contradict", _("性别和出生日期都与身份证号不一致"), _("很可能填了别人的号码，请对照证件核对整行")),
    Fault("twice", _("与第 %(row)s 行是同一个人（证件号码相同）"), _("请只保留一行；以第 %(row)s 行为准导入")),
    Fault("two_names", _("与第 %(row)s 行证件号码相同，姓名不同"), _("请对照证件，改正其中一行")),
    Fault("other_name", _("这个证件号码已经登记在另一个姓名下"), _("请核对证件号码；确属更名的，请在会员页面更正姓名")),
    Fault(
        "elsewhere",
        _("已经是“%(organisation)s”的会员，一名职工同时只有一份会籍"),
        _("请联系原工会办理转出，再在本会接收"),
    ),
    Fault("applied", _("已经向本会申请入会，还没有批准"), _("请先在会员页面批准申请，再更新信息")),
    Fault("leaving", _("正在从本会转出"), _("请先办完或者取消转出")),
    Fault("late", _("确认之后、写入之前，此人的登记有了变动"), _("请重新上传，按现在的登记核对")),
    Fault("sex_contradicts", _("性别与身份证号不一致"), _("已按身份证号登记；若号码有误请更正"), stops=False),
    Fault("born_contradicts", _("出生日期与身份证号不一致"), _("已按身份证号登记；若号码有误请更正"), stops=False),
    Fault("upgraded", _("15 位旧身份证号"), _("已升为 18 位登记，请请本人核对"), stops=False),
    Fault("phone", _("手机号不是 11 位手机号码"), _("其余内容照常导入，这一格没有导入；请改填手机号"), stops=False),
    Fault("phone_verified", _("本人已经验证过另一个手机号"), _("保留本人验证的号码；要换号请本人登录后更换"), stops=False),
    Fault("day", _("看不懂这个日期"), _("其余内容照常导入，这一格没有导入；请写成 1985-03-02"), stops=False),
    Fault("future", _("日期在今天之后"), _("其余内容照常导入，这一格没有导入；请核对日期"), stops=False),
    Fault("option", _("不在可选的内容之内"), _("其余内容照常导入，这一格没有导入；请从模板的下拉列表里选"), stops=False),
    Fault("long", _("内容超过 %(most)s 个字"), _("其余内容照常导入，这一格没有导入；请写短一些"), stops=False),
)  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """A fault found: in which column (its key), with the facts its sentence needs."""

    column: str
    code: str
    facts: tuple[tuple[str, Any], ...] = ()

    @property
    def stops(self) -> bool:
        return FAULTS[self.code].stops

    @property
    def what(self) -> str:
        return str(FAULTS[self.code].what) % dict(self.facts)

    @property
    def remedy(self) -> str:
        return str(FAULTS[self.code].remedy) % dict(self.facts)

    @property
    def text(self) -> str:
        return f"{self.what}。{self.remedy}。"

    def packed(self) -> list[Any]:
        return [self.column, self.code, dict(self.facts)]

    @classmethod
    def unpacked(cls, packed: list[Any]) -> "Problem":
        column, code, facts = packed
        return cls(column, code, tuple(facts.items()))


class Reason:
    NOT_READY = Refusal(
        "roster.not_ready",
        _("这次导入现在不在“等待确认”状态。"),
        rule=_("读取完成、还没有确认的花名册才能导入；一份只导入一次。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    NOTHING_TO_IMPORT = Refusal(
        "roster.nothing_to_import",
        _("没有可以导入的行。"),
        rule=_("有待更正内容的行不会写入。"),
        remedy=_("请下载结果表，更正后重新上传。"),
    )
    NOT_DONE = Refusal(
        "roster.not_done",
        _("这次导入没有写入，或者已经撤回，不能再撤回。"),
        rule=_("只有已经写入的导入可以撤回，且只撤回一次。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    TOO_LATE = Refusal(
        "roster.too_late",
        _("导入已经超过 24 小时，不能整批撤回。"),
        rule=_("整批撤回限在写入后 24 小时之内。"),
        remedy=_("请在会员页面逐个办理。"),
    )
    NOT_ACTIVE = Refusal(
        "roster.organisation_not_active",
        _("“%(organisation)s”已经撤销或者并入别的工会，不能导入会员。"),
        rule=_("只有存续的工会可以登记会员。"),
        remedy=_("请切换到现在存续的工会再导入。"),
    )
    RESULT_GONE = Refusal(
        "roster.result_gone",
        _("结果表已经删除。"),
        rule=_("结果表含个人信息，24 小时后自动删除。"),
        remedy=_("需要时请重新上传花名册核对。"),
        status=410,
    )
    TOO_MANY_AT_ONCE = Refusal(
        "roster.too_many_at_once",
        _("您已有 %(most)s 份花名册在读取或者等待确认。"),
        rule=_("同时处理的份数有上限，以免占用过多存储。"),
        remedy=_("请先确认或者放弃其中一份。"),
    )
    NOTHING_WAITS = Refusal(
        "roster.nothing_waits",
        _("这次导入没有等待更正的行。"),
        rule=_("没有写入的行更正后重新导入，或者写明理由不再更正，只办理一次。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    REASON_MISSING = Refusal(
        "roster.reason_missing",
        _("没有写理由。"),
        rule=_("没有写入的行不再更正，要写明理由，记入台账。"),
        remedy=_("请用一句话写明，例如“已逐个登记”“人已离职”。"),
    )


MOST_AT_ONCE = 10
