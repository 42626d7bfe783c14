"""What waits for whom about bases, what runs on a clock, what is shown, which papers are kept."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.clocks.states import ClockKind
from jiangong.foundation.common.attaching import IMAGE, PAPERS, PDF, Purpose
from jiangong.foundation.inbox.states import MatterKind
from jiangong.foundation.notices.states import NoticeKind
from jiangong.foundation.organisations.states import OFFICERS, Role

RATING_NOTICE = "bases.rating"
NOTICES = (
    NoticeKind(
        RATING_NOTICE,
        title=_("疗休养基地年度评定"),
        days="bases.notice_days",
        subject="bases.rating",
        about="bases.ratingyear",
        page="bases:rating_year",
        guards=_("年度评定生效"),
    ),
)

PHOTO, PAPER, REPORT = "bases.photo", "bases.contract_paper", "bases.inspection_paper"
PURPOSES = (
    Purpose(
        PHOTO,
        _("基地照片（公开，不要拍到人脸）"),
        "bases.Base",
        see="bases.watch",
        add="bases.manage",
        remove="bases.manage",
        accepts=frozenset({IMAGE}),
        most=8,
    ),
    Purpose(
        PAPER,
        _("合同文本"),
        "bases.Contract",
        see="bases.watch_contract",
        add="bases.manage_contract",
        accepts=frozenset({PDF, IMAGE}),
        most=10,
    ),
    Purpose(
        REPORT,
        _("检查和整改材料"),
        "bases.Inspection",
        see="bases.watch_inspection",
        add="bases.manage_inspection",
        accepts=PAPERS,
    ),
)

CLOCKS = (
    ClockKind(
        "bases.mending_days",
        title=_("基地整改检查发现的问题"),
        roles=OFFICERS,
        escalates_to=frozenset({Role.CHAIR, Role.VICE_CHAIR}),
        page="bases:inspection",
    ),
)
MATTERS = (
    MatterKind(
        "bases.mending",
        title=_("确认“%(base)s”整改：%(count)s 项不合格"),
        why=_("基地由您所在的工会管理；检查发现的问题要在期限内整改，由管理工会核对。"),
        otherwise=_("到期没有确认整改的，当年评定最高为警示，并报上级工会。"),
        page="bases:inspection",
    ),
    MatterKind(
        "bases.contract_ends",
        title=_("“%(base)s”的合同%(until)s到期"),
        why=_("合同由您所在的工会签订；要继续使用的，按年度评定的结论续签。"),
        otherwise=_("到期以后不能再往这个基地安排批次。"),
        page="bases:contract",
    ),
    MatterKind(
        "bases.contract_of_delisted",
        title=_("“%(base)s”评定为退出，合同还在执行"),
        why=_("合同由您所在的工会签订；退出的基地不再安排批次，合同要终止或者写明执行到哪天。"),
        otherwise=_("合同继续占着这个基地的日子；逾期报上级工会。"),
        page="bases:contract",
    ),
    MatterKind(
        "bases.inspection_due",
        title=_("“%(base)s”该检查了"),
        why=_("基地由您所在的工会管理，离上次检查已满规定的时间。"),
        otherwise=_("当年没有检查的，评定最高为警示。"),
        page="bases:bench_base",
    ),
    MatterKind(
        "bases.rating_due",
        title=_("%(year)s年度疗休养基地评定"),
        why=_("基地由您所在的工会管理；每年评定一次，决定续约、警示还是退出。"),
        otherwise=_("逾期报上级工会；没有评定结论，公开页上注明未评定。"),
        page="bases:rating_year",
    ),
)
