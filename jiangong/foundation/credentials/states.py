"""Kinds of credentials, their states, what a check says, verbs for the ledger, named refusals."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal
from jiangong.foundation.inbox.states import MessageKind


class State(TextChoices):
    ISSUED = "issued", _("有效")
    REVOKED = "revoked", _("已经撤销")


TRANSITIONS: dict[str, frozenset[str]] = {
    State.ISSUED: frozenset({State.REVOKED}),
    State.REVOKED: frozenset(),
}


class Share(TextChoices):
    """What the holder's link shows."""

    OFF = "off", _("不分享")
    NAMELESS = "nameless", _("分享，不显示姓名")
    NAMED = "named", _("分享，显示姓名")


class AchievementType(TextChoices):
    """Of the values that Open Badges 3.0 lists (AchievementType) those that a union awards."""

    AWARD = "Award", _("荣誉")
    CERTIFICATE = "Certificate", _("证书")
    CERTIFICATE_OF_COMPLETION = "CertificateOfCompletion", _("结业证书")
    COMPETENCY = "Competency", _("能力")
    COURSE = "Course", _("课程")
    MEMBERSHIP = "Membership", _("资格")


class ResultType(TextChoices):
    """Of the values that Open Badges 3.0 lists (ResultType) those that contests and training have."""

    RESULT = "Result", _("结果")
    RAW_SCORE = "RawScore", _("原始分")
    SCALED_SCORE = "ScaledScore", _("标准分")
    PERCENT = "Percent", _("百分比")
    PERFORMANCE_LEVEL = "PerformanceLevel", _("等级")
    STATUS = "Status", _("状态")


class Verdict(TextChoices):
    """What the public check says of a file."""

    VALID = "valid", _("凭证有效")
    REVOKED = "revoked", _("凭证已撤销")
    ALTERED = "altered", _("凭证被改动过")
    UNKNOWN_ISSUER = "unknown_issuer", _("不是本平台签发的")
    UNREADABLE = "unreadable", _("读不出凭证")
    EXPIRED = "expired", _("凭证已过有效期")


@dataclass(frozen=True)
class CredentialKind:
    """What a room awards, listed by it as `CREDENTIALS` in its states.py.

    `title` names the kind on pages; `achievement_type` is the word of Open Badges 3.0 for it; `criteria` says for what it is
    given, in words that stand in the credential where the room gives none of its own. `valid_for` is a number of days, or
    None for good.
    """

    code: str
    title: str | Promise
    achievement_type: AchievementType
    criteria: str | Promise
    valid_for: int | None = None


class Verb(TextChoices):
    ISSUED = "credentials.issued", _("签发数字凭证")
    REVOKED = "credentials.revoked", _("撤销数字凭证")
    NAMED = "credentials.named", _("要求数字凭证写明姓名")
    SHARED = "credentials.shared", _("更改数字凭证的分享")
    KEY_ADDED = "credentials.key_added", _("启用签发密钥")
    KEY_DISTRUSTED = "credentials.key_distrusted", _("签发密钥不再可信")


# Which kinds of credentials are given, how many, how many are revoked: never to whom. And every key, so that the witnessed log
# vouches for it.
PUBLIC: dict[str, frozenset[str]] = {
    Verb.ISSUED: frozenset({"kind"}),
    Verb.REVOKED: frozenset({"kind"}),
    Verb.KEY_ADDED: frozenset({"number", "key"}),
    Verb.KEY_DISTRUSTED: frozenset({"number"}),
}

FACTS = {"kind": (_("凭证种类"), None), "number": (_("密钥编号"), None), "key": (_("公钥"), None)}

MESSAGES: tuple[MessageKind, ...] = (
    MessageKind(
        "credentials.revoked",
        _("数字凭证已撤销：%(title)s"),
        _("您的数字凭证“%(title)s”已经撤销，原因：%(reason)s。已经下载的文件，别人核验时会看到“已撤销”。"),
        "credentials:one",
        mandatory=True,
    ),
)


class Reason:
    ALREADY_REVOKED = Refusal(
        "credentials.already_revoked",
        _("这份凭证已经撤销。"),
        rule=_("撤销只办一次，撤销后不能恢复；结果改变的，另发新的凭证。"),
        remedy=_("请刷新页面，查看它现在的状态。"),
    )
    REASON_MISSING = Refusal(
        "credentials.reason_missing",
        _("没有写理由。"),
        rule=_("撤销凭证必须写明理由，查验的人看得到。"),
        remedy=_("请用一句话写明为什么撤销，不要写个人信息。"),
    )
    ALREADY_ISSUED = Refusal(
        "credentials.already_issued",
        _("“%(title)s”已经发过一份有效的凭证。"),
        rule=_("同一件事对同一个人只有一份有效的凭证。"),
        remedy=_("内容有误的，先撤销，再签发新的。"),
    )
    NOT_SIGNED_YET = Refusal(
        "credentials.not_signed_yet",
        _("凭证正在签名，还不能下载。"),
        rule=_("凭证先记入台账，签名进程核对之后才签名，一般只要几秒。"),
        remedy=_("请过一会儿刷新；一直如此的，请联系主办工会。"),
    )
    IS_REVOKED = Refusal(
        "credentials.is_revoked",
        _("这份凭证已经撤销。"),
        rule=_("撤销的凭证不再提供下载，也不能分享。"),
        remedy=_("对撤销有异议的，请联系签发的工会。"),
    )
    NO_SUCH_KEY = Refusal(
        "credentials.no_such_key",
        _("没有可信的第 %(number)s 号密钥。"),
        rule=_("只能对现在可信的密钥宣布不再可信，宣布以后不能收回。"),
        remedy=_("请在“签发人和公钥”页面核对密钥编号。"),
    )
    CANNOT_DRAW = Refusal(
        "credentials.cannot_draw",
        _("图片没有制成：字库里没有“%(text)s”。"),
        rule=_("凭证图片上的字必须印对，不用方框或者同音字代替。"),
        remedy=_("请下载 JSON 文件，它同样可以查验；字库装好后再取图片。"),
    )
    HOLDER_IS_FORGOTTEN = Refusal(
        "credentials.holder_is_forgotten",
        _("持有人的个人信息已经依法删除。"),
        rule=_("《个人信息保护法》第四十七条：只留下凭证编号、种类和状态。"),
        remedy=_("已经下载的文件仍然可以查验。"),
    )
