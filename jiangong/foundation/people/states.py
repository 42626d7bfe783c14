"""States of membership, roles, documents; named refusals; verbs for the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class MembershipState(TextChoices):
    APPLIED = "applied", _("申请入会")
    ACTIVE = "active", _("在册")
    LEAVING = "leaving", _("转出待确认")
    POOL = "pool", _("转出待接收")
    RETIRED = "retired", _("退休保留会籍")
    MOVED = "moved", _("已转出")
    LEFT = "left", _("已退会")
    LAPSED = "lapsed", _("视为退会")
    REFUSED = "refused", _("未批准")


# States in which a person is a member (or about to be) somewhere: at most one such membership per person.
CURRENT = frozenset(
    {
        MembershipState.APPLIED,
        MembershipState.ACTIVE,
        MembershipState.LEAVING,
        MembershipState.POOL,
        MembershipState.RETIRED,
    }
)

TRANSITIONS: dict[str, frozenset[str]] = {
    MembershipState.APPLIED: frozenset({MembershipState.ACTIVE, MembershipState.REFUSED}),
    MembershipState.ACTIVE: frozenset(
        {MembershipState.LEAVING, MembershipState.LEFT, MembershipState.LAPSED, MembershipState.RETIRED}
    ),
    MembershipState.LEAVING: frozenset({MembershipState.POOL, MembershipState.ACTIVE}),
    MembershipState.POOL: frozenset({MembershipState.MOVED, MembershipState.ACTIVE, MembershipState.LEFT}),
    MembershipState.RETIRED: frozenset({MembershipState.ACTIVE, MembershipState.LEFT}),
    MembershipState.MOVED: frozenset(),
    MembershipState.LEFT: frozenset(),
    MembershipState.LAPSED: frozenset(),
    MembershipState.REFUSED: frozenset(),
}


class DocumentType(TextChoices):
    IDENTITY_CARD = "identity_card", _("居民身份证")
    PASSPORT = "passport", _("护照")
    HONG_KONG_MACAU = "hong_kong_macau", _("港澳居民证件")
    TAIWAN = "taiwan", _("台湾居民证件")
    PERMANENT_RESIDENCE = "permanent_residence", _("外国人永久居留证")


class Sex(TextChoices):
    FEMALE = "F", _("女")
    MALE = "M", _("男")
    UNKNOWN = "", _("未填")


class Verb(TextChoices):
    JOINED = "people.joined", _("入会")
    TRANSFERRED = "people.transferred", _("会籍转接")
    LEFT = "people.left", _("退会")
    RETIRED = "people.retired", _("退休保留会籍")
    APPOINTED = "people.appointed", _("任职")
    DISMISSED = "people.dismissed", _("免职")
    MERGED = "people.merged", _("合并重复人员")
    SEPARATED = "people.separated", _("撤销合并")


class Reason:
    ALREADY_A_MEMBER = Refusal(
        "people.already_a_member",
        _("此人已经是“%(organisation)s”的会员。"),
        rule=_("一名职工同时只有一份会籍。"),
        remedy=_("请由原工会办理转出，再在本会接收。"),
    )
