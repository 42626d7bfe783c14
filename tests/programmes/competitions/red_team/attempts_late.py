"""After the result: appeals, rejudgings, notice, honours."""

from jiangong.foundation.inbox.queries import matters_waiting_for
from jiangong.programmes.competitions import actions
from jiangong.programmes.competitions.actions import Change
from jiangong.programmes.competitions.models import Honour, Row
from jiangong.programmes.competitions.states import RowKind
from tests.programmes.competitions.red_team.scene import KNOWN, LATE
from tests.programmes.competitions.red_team.shape import Attempt, contest, get, office_of, post
from tests.programmes.competitions.stage import entry_of


def _appeal(there, user, *, whose=None, aspect="", component="practice"):
    return actions.file_appeal(
        entry_of(whose or user), component=component, aspect=aspect, words="演示申诉", by=user
    )


def _change():
    return Change(
        kind=RowKind.CORRECTION, code="C001", component="practice", judge="P1", value="99", words="改"
    )


def _decide(there, user):
    return actions.apply_rejudging(there.rejudging, by=user)


def _twice(there, user):
    actions.refuse_rejudging(there.rejudging, by=user)
    actions.apply_rejudging(there.rejudging, by=user)


def _settled(there):
    """The rejudging decided, the appeal answered."""
    actions.refuse_rejudging(there.rejudging, by=there.stage.chair)
    actions.answer_appeal(there.appeal, upheld=False, words="不成立", by=there.stage.supervisors[0])


def _confirm_at_once(there, user):
    _settled(there)
    actions.confirm_contest(there.contest, by=user)


def _issue_without_notice(there, user):
    _settled(there)
    actions.finish_appeals(there.contest, by=user)
    actions.issue_honour(Honour.objects.filter(contest=there.contest, kind="award").first(), by=user)


def _titles(there, user):
    """What the inbox of an officer says of the contest."""
    words = "".join(one.title for one in matters_waiting_for(user).rows)
    return "没有姓名" if "演示选手" not in words else words


def _own_judge(there, user):
    """A judge is offered as the one who hears the appeal."""
    return actions.take_appeal(there.appeal, there.stage.office(there.stage.judges[0]), by=user)


AFTERWARDS = (
    Attempt(KNOWN, "公众", "看申诉", get("appeal", lambda t: t.appeal.pk), "先登录"),
    Attempt(KNOWN, "公众", "看复核预览", get("rejudging", lambda t: t.rejudging.pk), "先登录"),
    Attempt(KNOWN, "局外人", "看复核预览", get("rejudging", lambda t: t.rejudging.pk), "403"),
    Attempt(KNOWN, "外地工会干部", "看复核预览", get("rejudging", lambda t: t.rejudging.pk), "403"),
    Attempt(KNOWN, "选手", "看别人的申诉", get("appeal", lambda t: t.appeal.pk), "404"),
    Attempt(KNOWN, "选手", "替别人申诉", get("file_appeal", lambda t: entry_of(t.stage.entrants[2]).pk), "404"),
    Attempt(KNOWN, "选手", "替别人申诉（直接办理）", lambda there, user: _appeal(there, user, whose=there.stage.entrants[2]), "403"),
    Attempt(KNOWN, "选手", "对没有的评分点申诉", lambda there, user: _appeal(there, user, aspect="z9"), "competitions.unfit_mark"),
    Attempt(KNOWN, "选手", "自己决定复核", post("rejudging_decision", lambda t: t.rejudging.pk, decision="apply"), "403"),
    Attempt(KNOWN, "裁判员", "受理申诉", _own_judge, "403"),
    Attempt(KNOWN, "主办工会主席", "把申诉交给评过分的裁判", _own_judge, "competitions.heard_by_involved"),
    Attempt(KNOWN, "裁判员", "拟定复核", lambda there, user: actions.prepare_rejudging(there.contest, [_change()], reason="改", by=user), "403"),
    Attempt(KNOWN, "监督仲裁", "同时再拟一份复核", lambda there, user: actions.prepare_rejudging(there.contest, [_change()], reason="改", by=user), "competitions.rejudging_waits"),
    Attempt(KNOWN, "监督仲裁", "自己拟定、自己执行", _decide, "403"),
    Attempt(KNOWN, "监督仲裁", "复核没有决定就答复", lambda there, user: actions.answer_appeal(there.appeal, upheld=True, words="成立", by=user), "competitions.rejudging_waits"),
    Attempt(KNOWN, "主办工会主席", "复核决定两次", _twice, "competitions.already_ended"),
    Attempt(KNOWN, "主办工会主席", "申诉期内就提荣誉", lambda there, user: actions.finish_appeals(there.contest, by=user), "competitions.appeal_hours_run"),
    Attempt(KNOWN, "主办工会主席", "成绩出来以后改规则", lambda there, user: actions.save_scheme(there.contest, there.contest.scheme, reason="改", by=user), "competitions.cannot_change"),
    Attempt(KNOWN, "主办工会主席", "成绩出来以后撤下裁判员", lambda there, user: actions.set_bench(there.contest, "practice", [], by=user), "competitions.wrong_step"),
    Attempt(KNOWN, "裁判长", "成绩出来以后改分", lambda there, user: actions.correct_mark(Row.objects.filter(contest=there.contest).first(), value="99", reason="改", by=user), "competitions.not_running"),
    Attempt(KNOWN, "裁判员", "看诚信面板", get("honesty", office_of("judges")), "403"),
    Attempt(KNOWN, "主办工会主席", "待办标题里有没有选手姓名", _titles, "没有姓名"),
    Attempt(KNOWN, "公众", "看不存在的第二次成绩", get("results", contest, 2), "404"),
    Attempt(LATE, "选手", "过了时限再申诉", _appeal, "competitions.too_late_to_appeal"),
    Attempt(LATE, "主办工会主席", "申诉没有答复就提荣誉", lambda there, user: actions.finish_appeals(there.contest, by=user), "competitions.appeals_open"),
    Attempt(LATE, "主办工会主席", "不提荣誉、不公示就确认成绩", _confirm_at_once, "competitions.not_cleared", mended="成绩确认了，没有公示"),
    Attempt(LATE, "主办工会主席", "没有公示就颁奖", _issue_without_notice, "competitions.not_cleared"),
    Attempt(LATE, "外地工会干部", "给别人的竞赛办下一步", post("step", contest, act="confirm"), "403"),
)  # fmt: skip
