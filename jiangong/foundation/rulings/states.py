"""What a ruling does, verbs for the ledger, named refusals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Act(TextChoices):
    CONFIRM = "confirm", _("核定文件中的数值")
    OVERRIDE = "override", _("改用本地数值")
    WITHDRAW = "withdraw", _("撤回核定")


class Jurisdiction(TextChoices):
    CITY = "city", _("全市")
    DISTRICT = "district", _("一个区市")


class Verb(TextChoices):
    CONFIRMED = "rulings.confirmed", _("核定参数")
    OVERRIDDEN = "rulings.overridden", _("改用本地参数值")
    WITHDRAWN = "rulings.withdrawn", _("撤回参数核定")


VERBS: dict[str, Verb] = {
    Act.CONFIRM: Verb.CONFIRMED,
    Act.OVERRIDE: Verb.OVERRIDDEN,
    Act.WITHDRAW: Verb.WITHDRAWN,
}


class Reason:
    UNKNOWN = Refusal(
        "rulings.unknown",
        _("参数表里没有“%(key)s”。"),
        rule=_("只核定参数表里登记的参数。"),
        remedy=_("请从参数列表里选。"),
        status=422,
    )
    NO_DOCUMENT = Refusal(
        "rulings.no_document",
        _("没有写依据的文件名称或者文号。"),
        rule=_("核定参数、改用本地数值，都要写明依据哪一份文件。"),
        remedy=_("请填写文件名称和文号，例如 烟工发〔2026〕1号。"),
        status=422,
    )
    NOT_A_JURISDICTION = Refusal(
        "rulings.not_a_jurisdiction",
        _("“%(organisation)s”不能核定参数。"),
        rule=_("参数由市总工会核定；允许区市不同的参数，也可以由区市总工会核定。"),
        remedy=_("请由市总工会或者区市总工会的工会干部办理。"),
    )
    SAME_EVERYWHERE = Refusal(
        "rulings.same_everywhere",
        _("“%(title)s”全市一个数值，区市不能另定。"),
        rule=_("只有参数表里写明“区市可以不同”的参数，区市才能有自己的数值。"),
        remedy=_("确需不同的，请由市总工会核定全市的数值。"),
    )
    FILE_CHANGED = Refusal(
        "rulings.file_changed",
        _("文件里的这个数值在您打开页面之后变过了。"),
        rule=_("核定的是您看到的那个数值。"),
        remedy=_("请重新打开页面，看过现在的数值再核定。"),
    )
    ALREADY_CONFIRMED = Refusal(
        "rulings.already_confirmed",
        _("“%(title)s”的这个数值在这段时间已经核定过。"),
        rule=_("同一数值在同一时间只核定一次。"),
        remedy=_("依据变动的，请先撤回原来的核定。"),
    )
    WRONG_DATES = Refusal(
        "rulings.wrong_dates",
        _("起止日期不对：%(why)s"),
        rule=_("施行日期从第一天算起，截止日期当天不再施行；核定的日期不超出文件中数值的起止。"),
        remedy=_("请核对文件上的施行日期。"),
        status=422,
    )
    WRONG_SHAPE = Refusal(
        "rulings.wrong_shape",
        _("填写的数值与参数的形式不符。"),
        rule=_("数字填数字，是否填 true 或 false，表格的各列与原来相同。"),
        remedy=_("请照着原来数值的写法改。"),
        status=422,
    )
    UNCHANGED = Refusal(
        "rulings.unchanged",
        _("填写的数值与那天起施行的数值相同。"),
        rule=_("数值相同时，核定即可，不必改用本地数值。"),
        remedy=_("请办理“核定”，或者改填不同的数值。"),
    )
    ALREADY_WITHDRAWN = Refusal(
        "rulings.already_withdrawn",
        _("这项核定已经撤回。"),
        rule=_("一项核定只撤回一次。"),
        remedy=_("请刷新页面，查看现在的数值。"),
    )
    REASON_MISSING = Refusal(
        "rulings.reason_missing",
        _("没有写撤回的理由。"),
        rule=_("撤回核定要写明理由，理由公开。"),
        remedy=_("请用一句话写明理由，不要写个人信息。"),
        status=422,
    )
