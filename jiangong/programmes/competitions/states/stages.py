"""Where contests, entries, layers, appeals, rejudgings and honours stand, and which step may follow which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    """From the base up. Whoever climbs goes from one to a later one."""

    DRILL = "drill", _("岗位练兵")
    SHOP = "shop", _("技术比武")
    DISTRICT = "district", _("区市竞赛")
    CITY = "city", _("市级行业大赛")
    PROVINCE = "province", _("全省竞赛")
    NATION = "nation", _("全国竞赛")


LADDER: tuple[str, ...] = tuple(Level.values)

# Run by a foreman on a phone: no filing, no pseudonyms, no notice; no promotion or title hangs on them either.
LIGHT = frozenset({Level.DRILL, Level.SHOP})


class ContestClass(TextChoices):
    """一类 and 二类 of the city's catalogue; the class decides which honours a final may propose."""

    FIRST = "first", _("一类")
    SECOND = "second", _("二类")
    NONE = "none", _("不分类")


class Battle(TextChoices):
    """What a contest serves (promise B1)."""

    STRATEGY = "strategy", _("重大战略")
    WORKS = "works", _("重大工程")
    PROJECT = "project", _("重点项目")
    INDUSTRY = "industry", _("重点产业")
    PARK = "park", _("园区")


class SeasonState(TextChoices):
    OPEN = "open", pgettext_lazy("赛季", "进行中")
    CLOSED = "closed", _("已结束")


class ContestState(TextChoices):
    DRAFT = "draft", _("筹备")
    FILED = "filed", _("已备案")
    ENTERING = "entering", _("报名中")
    ENTERED = "entered", _("报名截止")
    READY = "ready", _("已抽签")
    RUNNING = "running", _("比赛中")
    SEALED = "sealed", _("核分锁定")
    KNOWN = "known", _("成绩已出")
    CONFIRMED = "confirmed", _("成绩已确认")
    CANCELLED = "cancelled", _("已取消")


CONTEST_TRANSITIONS: dict[str, frozenset[str]] = {
    ContestState.DRAFT: frozenset({ContestState.FILED, ContestState.ENTERING, ContestState.CANCELLED}),
    ContestState.FILED: frozenset({ContestState.ENTERING, ContestState.CANCELLED}),
    ContestState.ENTERING: frozenset({ContestState.ENTERED, ContestState.CANCELLED}),
    ContestState.ENTERED: frozenset({ContestState.ENTERING, ContestState.READY, ContestState.CANCELLED}),
    ContestState.READY: frozenset({ContestState.RUNNING, ContestState.CANCELLED}),
    ContestState.RUNNING: frozenset({ContestState.SEALED, ContestState.CANCELLED}),
    ContestState.SEALED: frozenset({ContestState.KNOWN}),
    ContestState.KNOWN: frozenset({ContestState.CONFIRMED}),
    ContestState.CONFIRMED: frozenset(),
    ContestState.CANCELLED: frozenset(),
}

# Everybody may see these; what is in preparation is the organiser's alone.
PUBLIC_STATES = frozenset(ContestState.values) - {ContestState.DRAFT}
# The rules may still be changed, each time with a reason on record.
CHANGEABLE = frozenset({ContestState.DRAFT, ContestState.FILED, ContestState.ENTERING, ContestState.ENTERED})
# There is a result, and anybody may know who stands behind a pseudonym (by the rule of masking).
OPENED = frozenset({ContestState.KNOWN, ContestState.CONFIRMED})


class Duty(TextChoices):
    """Offices of a contest 赛务职务. Who holds a layer marks nothing; who marks hears no appeal.

    EXAM is nobody's: scores of a theory sitting come from it (actions/theory.py).
    """

    CHIEF = "chief", _("裁判长")
    JUDGE = "judge", _("裁判员")
    CLERK = "clerk", _("录分员")
    CIPHER_1 = "cipher1", _("加密裁判（参赛号）")
    CIPHER_2 = "cipher2", _("加密裁判（机位号）")
    CIPHER_3 = "cipher3", _("加密裁判（评审号）")
    SUPERVISOR = "supervisor", _("监督仲裁")
    EXAM = "exam", _("理论考试系统")


CIPHERS: tuple[str, ...] = (Duty.CIPHER_1, Duty.CIPHER_2, Duty.CIPHER_3)
OF_PEOPLE: tuple[str, ...] = tuple(one for one in Duty.values if one != Duty.EXAM)
MARKING = frozenset({Duty.JUDGE, Duty.CLERK, Duty.CHIEF})


class EntryState(TextChoices):
    APPLIED = "applied", _("待审查")
    ACCEPTED = "accepted", _("资格通过")
    REFUSED = "refused", _("资格不符")
    WITHDRAWN = "withdrawn", _("已退出")


ENTRY_TRANSITIONS: dict[str, frozenset[str]] = {
    EntryState.APPLIED: frozenset({EntryState.ACCEPTED, EntryState.REFUSED, EntryState.WITHDRAWN}),
    EntryState.REFUSED: frozenset({EntryState.ACCEPTED, EntryState.WITHDRAWN}),
    EntryState.ACCEPTED: frozenset({EntryState.REFUSED, EntryState.WITHDRAWN}),
    EntryState.WITHDRAWN: frozenset(),
}


class NewField(TextChoices):
    """The three new 三新领域 (promise B4)."""

    INDUSTRY = "industry", _("新产业")
    WORK = "work", _("新业态")
    ORGANISATION = "organisation", _("新组织")


class RowKind(TextChoices):
    """What a row of the sheet says."""

    MARK = "mark", _("评分")
    CORRECTION = "correction", _("更正")
    RECUSAL = "recusal", _("回避")
    PENALTY = "penalty", _("扣分")
    ABSENCE = "absence", _("缺考")
    TIME = "time", _("用时")
    CARRIED = "carried", _("带入成绩")
    STANDING = "standing", _("参赛情况")


class Kinship(TextChoices):
    """Declared relations that bar a judge from marking somebody."""

    KIN = "kin", _("亲属")
    MASTER = "master", _("师徒")
    COACH = "coach", _("赛前指导")
    OTHER = "other", _("其他利害关系")


class AppealState(TextChoices):
    OPEN = "open", _("待受理")
    TAKEN = "taken", _("复核中")
    UPHELD = "upheld", _("申诉成立")
    REJECTED = "rejected", _("申诉不成立")


APPEAL_TRANSITIONS: dict[str, frozenset[str]] = {
    AppealState.OPEN: frozenset({AppealState.TAKEN}),
    AppealState.TAKEN: frozenset({AppealState.UPHELD, AppealState.REJECTED}),
    AppealState.UPHELD: frozenset(),
    AppealState.REJECTED: frozenset(),
}


class RejudgingState(TextChoices):
    PREPARED = "prepared", _("待决定")
    APPLIED = "applied", _("已执行")
    REFUSED = "refused", _("不执行")


REJUDGING_TRANSITIONS: dict[str, frozenset[str]] = {
    RejudgingState.PREPARED: frozenset({RejudgingState.APPLIED, RejudgingState.REFUSED}),
    RejudgingState.APPLIED: frozenset(),
    RejudgingState.REFUSED: frozenset(),
}


class HonourState(TextChoices):
    """PROPOSED until the notice is over; SUBMITTED and APPROVED only for what the labour department decides."""

    PROPOSED = "proposed", _("拟授予")
    SUBMITTED = "submitted", _("已报人社部门")
    APPROVED = "approved", _("人社部门已核准")
    DECLINED = "declined", _("人社部门未核准")
    ISSUED = "issued", _("已颁发")
    REVOKED = "revoked", pgettext_lazy("荣誉", "已撤销")


HONOUR_TRANSITIONS: dict[str, frozenset[str]] = {
    HonourState.PROPOSED: frozenset({HonourState.SUBMITTED, HonourState.ISSUED, HonourState.REVOKED}),
    HonourState.SUBMITTED: frozenset({HonourState.APPROVED, HonourState.DECLINED, HonourState.REVOKED}),
    HonourState.APPROVED: frozenset({HonourState.ISSUED, HonourState.REVOKED}),
    HonourState.DECLINED: frozenset(),
    HonourState.ISSUED: frozenset({HonourState.REVOKED}),
    HonourState.REVOKED: frozenset(),
}


class HonourKind(TextChoices):
    """MEDAL and AWARD are the organiser's, TITLE the season's union's to give, PROMOTION is the labour department's."""

    MEDAL = "medal", _("奖牌")
    AWARD = "award", _("奖项")
    TITLE = "title", _("称号")
    PROMOTION = "promotion", _("技能等级晋升")


class QualificationKind(TextChoices):
    LEVEL = "level", _("技能等级")
    TITLE = "title", _("荣誉称号")


class BatchState(TextChoices):
    WAITING = "waiting", _("等待颁发")
    WORKING = "working", _("正在颁发")
    DONE = "done", _("已完成")
    FAILED = "failed", _("没有完成")
