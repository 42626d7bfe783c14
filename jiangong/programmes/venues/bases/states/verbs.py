"""What is written into the ledger of bases, and what of it anybody may know: all of it, for no person is in it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.venues.bases.states.kinds import AuditOutcome, BaseKind, InspectionKind, Verdict


class Verb(TextChoices):
    ENTERED = "bases.entered", _("登记疗休养基地")
    CHANGED = "bases.changed", _("修改疗休养基地")
    LISTED = "bases.listed", _("疗休养基地列入名录")
    CLOSED = "bases.closed", _("疗休养基地停用")
    DRAFTED = "bases.contract_drafted", _("草拟基地合同")
    CONTRACTED = "bases.contracted", _("签订基地合同")
    CONTRACT_ENDED = "bases.contract_ended", _("提前终止基地合同")
    INSPECTED = "bases.inspected", _("检查疗休养基地")
    MENDED = "bases.mended", _("确认基地整改")
    AUDITED = "bases.audited", _("审计疗休养基地")
    PROPOSED = "bases.ratings_proposed", _("提出基地年度评定")
    DECIDED = "bases.rating_decided", _("决定基地年度评定")
    RATED = "bases.rated", _("基地年度评定生效")


class Standing(TextChoices):
    """What a contract or a rating says of a base: promise G3 counts those in good standing."""

    GOOD = "good", _("可用")
    WARNED = "warned", _("警示")
    DELISTED = "delisted", _("退出")


STANDING = {Verdict.RENEW: Standing.GOOD, Verdict.WARN: Standing.WARNED, Verdict.DELIST: Standing.DELISTED}

PUBLIC: dict[str, frozenset[str]] = {
    Verb.LISTED: frozenset({"base", "kind"}),
    Verb.CLOSED: frozenset({"base"}),
    Verb.CONTRACTED: frozenset({"base", "since", "until", "places", "price_per_day", "standing"}),
    Verb.CONTRACT_ENDED: frozenset({"base", "last_day"}),
    Verb.INSPECTED: frozenset({"base", "inspection_kind", "score"}),
    Verb.MENDED: frozenset({"base"}),
    Verb.AUDITED: frozenset({"base", "year", "audit_outcome"}),
    Verb.RATED: frozenset({"base", "year", "score", "standing"}),
}
FACTS = {
    "base": (_("基地编号"), None),
    "kind": (_("种类"), BaseKind),
    "since": (_("合同起"), None),
    "until": (_("合同止"), None),
    "places": (_("同时接待人数"), None),
    "price_per_day": (_("每人每日价格（分）"), None),
    "standing": (_("是否可用"), Standing),
    "last_day": (_("最后一天"), None),
    "inspection_kind": (_("检查种类"), InspectionKind),
    "score": (_("得分"), None),
    "year": (_("年度"), None),
    "audit_outcome": (_("审计结论"), AuditOutcome),
}
