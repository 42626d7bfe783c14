"""What the ledger says of competitions, and what of it anybody may know."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.competitions.states.stages import ContestClass, Level, NewField
from jiangong.selection.equity.states import Good


class Verb(TextChoices):
    SEASON_OPENED = "competitions.season_opened", _("开启赛季")
    SEASON_CLOSED = "competitions.season_closed", _("结束赛季")
    CREATED = "competitions.created", _("新建竞赛")
    CHANGED = "competitions.changed", _("修改竞赛")
    SCHEME_SAVED = "competitions.scheme_saved", _("保存评分方案")
    FILED = "competitions.filed", _("竞赛备案")
    ENTERING = "competitions.entering", _("开放竞赛报名")
    ENTRIES_CLOSED = "competitions.entries_closed", _("竞赛报名截止")
    CANCELLED = "competitions.cancelled", _("取消竞赛")
    OFFICE_GIVEN = "competitions.office_given", _("聘任赛务人员")
    OFFICE_ENDED = "competitions.office_ended", _("免去赛务人员")
    BENCH_SET = "competitions.bench_set", _("评委组变动")
    ENTERED = "competitions.entered", _("竞赛报名")
    ACCEPTED = "competitions.accepted", _("参赛资格通过")
    REFUSED = "competitions.refused", _("参赛资格不符")
    WITHDRAWN = "competitions.withdrawn", _("退出竞赛")
    COMMITTED = "competitions.committed", _("抽签密钥封存")
    DRAWN = "competitions.drawn", _("抽签")
    MINUTES_GRANTED = "competitions.minutes_granted", _("给予理论考试加时")
    EXAMINEES_ADMITTED = "competitions.examinees_admitted", _("选手编入理论考试")
    SCORES_TAKEN = "competitions.scores_taken", _("理论成绩计入记分册")
    CHECKED_IN = "competitions.checked_in", _("竞赛报到")
    STARTED = "competitions.started", _("竞赛开始")
    COMPETED = "competitions.competed", _("参加竞赛")
    BREACHED = "competitions.breached", _("加密泄露")
    SEALED = "competitions.sealed", _("核分锁定")
    COMPUTED = "competitions.computed", _("解密并计算成绩")
    CONFIRMED = "competitions.confirmed", _("成绩确认")
    TRADE_FINISHED = "competitions.trade_finished", _("市级决赛办结")
    SERVED = "competitions.served", _("围绕重点的竞赛办结")
    CLIMBED = "competitions.climbed", _("晋级上一级竞赛")
    APPEALED = "competitions.appealed", _("提出申诉")
    APPEAL_TAKEN = "competitions.appeal_taken", _("受理申诉")
    APPEAL_ANSWERED = "competitions.appeal_answered", _("答复申诉")
    REJUDGED = "competitions.rejudged", _("执行复核")
    REJUDGING_REFUSED = "competitions.rejudging_refused", _("不执行复核")
    HONOUR_PROPOSED = "competitions.honour_proposed", _("拟授予荣誉")
    HONOUR_SUBMITTED = "competitions.honour_submitted", _("晋升报人社部门")
    HONOUR_APPROVED = "competitions.honour_approved", _("人社部门核准晋升")
    HONOUR_DECLINED = "competitions.honour_declined", _("人社部门未核准晋升")
    HONOURED = "competitions.honoured", _("颁发竞赛荣誉")
    HONOUR_REVOKED = "competitions.honour_revoked", _("撤销竞赛荣誉")
    QUALIFIED = "competitions.qualified", _("登记技能等级或称号")
    BENEFIT_REPORTED = "competitions.benefit_reported", _("申报竞赛成果效益")
    BENEFIT_CONFIRMED = "competitions.benefit_confirmed", _("核实竞赛成果效益")


# What of a contest anybody may know (docs/proof.md): level, class, field, digests; never who.
PUBLIC: dict[str, frozenset[str]] = {
    Verb.COMMITTED: frozenset({"contest", "layer", "commitment"}),
    Verb.DRAWN: frozenset({"contest", "layer", "over"}),
    Verb.SCHEME_SAVED: frozenset({"contest", "scheme"}),
    Verb.SEALED: frozenset({"contest", "rows"}),
    Verb.COMPUTED: frozenset({"contest", "outcome"}),
    Verb.COMPETED: frozenset({"level", "field"}),
    Verb.TRADE_FINISHED: frozenset({"class", "entrants"}),
    Verb.SERVED: frozenset({"level"}),
    Verb.CLIMBED: frozenset({"level"}),
    Verb.REJUDGED: frozenset({"contest", "moved"}),
    Verb.BENEFIT_CONFIRMED: frozenset(),
}
FACTS = {
    "contest": (_("竞赛编号"), None),
    "layer": (_("加密层"), None),
    "commitment": (_("密钥摘要"), None),
    "over": (_("抽签名单摘要"), None),
    "scheme": (_("评分方案摘要"), None),
    "rows": (_("记分册摘要"), None),
    "outcome": (_("成绩摘要"), None),
    "level": (_("竞赛层级"), Level),
    "class": (_("竞赛类别"), ContestClass),
    "field": (_("三新领域"), NewField),
    "entrants": (_("参赛人数"), None),
    "moved": (_("名次变动人数"), None),
}

# Honours are scarce, entering is not: who was given one has received it (docs/equity.md).
GOODS: tuple[Good, ...] = (
    Good("honour", Verb.HONOURED, _("竞赛荣誉"), _("人"), taken_back=Verb.HONOUR_REVOKED),
)
