"""Before the day: entries, offices, the call."""

from jiangong.programmes.competitions import actions
from jiangong.programmes.competitions.actions import Wish
from jiangong.programmes.competitions.states import Duty
from tests.programmes.competitions.red_team.scene import ENTERING
from tests.programmes.competitions.red_team.shape import Attempt, api, contest, get, office_of, post
from tests.programmes.competitions.stage import entry_of


def _ready(there):
    """The list locked and the first layer drawn."""
    actions.close_entries(there.contest, by=there.stage.chair)
    actions.make_ready(there.contest, by=there.stage.chair)
    actions.draw_layer(there.layer(1), said="演示口令", by=there.stage.holders[0])


def _holder_becomes_judge(there, user):
    _ready(there)
    actions.end_office(there.stage.office(there.stage.holders[0]), by=user)
    actions.give_office(there.contest, there.stage.holders[0].person, Duty.JUDGE, by=user)


def _holder_changes_layer(there, user):
    _ready(there)
    for n in (0, 1):
        actions.end_office(there.stage.office(there.stage.holders[n]), by=user)
    actions.give_office(there.contest, there.stage.holders[0].person, Duty.CIPHER_2, by=user)


def _give(whom, duty):
    return lambda there, user: actions.give_office(there.contest, whom(there).person, duty, by=user)


def _union_of_others(there):
    return {"organisation": there.stage.units[1].pk, "insured": True, "members": [{"membership": 1}]}


EARLY = (
    Attempt(ENTERING, "公众", "看一份申诉", get("appeal", 1), "先登录"),
    Attempt(ENTERING, "局外人", "打开办赛工作台", get("manage", contest), "403"),
    Attempt(ENTERING, "局外人", "下载报名名单", get("entries_download", contest), "403"),
    Attempt(ENTERING, "外地工会干部", "下载报名名单", get("entries_download", contest), "403"),
    Attempt(ENTERING, "外地工会干部", "替主办单位截止报名", post("step", contest, act="close"), "403"),
    Attempt(ENTERING, "经审人员", "只能看的人改规则", post("rules_preset", contest, preset="standard"), "403"),
    Attempt(ENTERING, "选手", "看别人的参赛证", get("card", lambda t: entry_of(t.stage.entrants[2]).pk), "404"),
    Attempt(
        ENTERING, "选手", "替别人退赛", post("withdraw", lambda t: entry_of(t.stage.entrants[2]).pk), "404"
    ),
    Attempt(
        ENTERING, "选手", "报两次名",
        lambda there, user: actions.enter(there.contest, Wish(user.person), by=user), "competitions.already_entered",
    ),
    Attempt(
        ENTERING, "裁判员", "既当裁判又参赛",
        lambda there, user: actions.enter(there.contest, Wish(user.person), by=user), "competitions.not_eligible",
    ),
    Attempt(
        ENTERING, "选手", "以别人的名义报名",
        lambda there, user: actions.enter(there.contest, Wish(there.outsider.person), by=user), "403",
    ),
    Attempt(ENTERING, "主办工会主席", "聘选手当裁判", _give(lambda t: t.stage.entrants[0], Duty.JUDGE), "competitions.offices_conflict"),
    Attempt(ENTERING, "主办工会主席", "让裁判员兼管加密", _give(lambda t: t.stage.judges[0], Duty.CIPHER_1), "competitions.offices_conflict"),
    Attempt(ENTERING, "主办工会主席", "让一人管两层加密", _give(lambda t: t.stage.holders[0], Duty.CIPHER_2), "competitions.offices_conflict"),
    Attempt(ENTERING, "主办工会主席", "让裁判长兼监督仲裁", _give(lambda t: t.stage.chief, Duty.SUPERVISOR), "competitions.offices_conflict"),
    Attempt(
        ENTERING, "主办工会主席", "抽签后免去加密裁判，再聘他当裁判员（他知道谁是几号）", _holder_becomes_judge,
        "competitions.offices_conflict", mended="聘上了",
    ),
    Attempt(
        ENTERING, "主办工会主席", "抽签后让第一层加密裁判改管第二层（一人知道两层）", _holder_changes_layer,
        "competitions.offices_conflict", mended="聘上了",
    ),
    Attempt(ENTERING, "主办工会主席", "没有截止就抽签", post("step", contest, act="ready"), "302"),
    Attempt(ENTERING, "主办工会主席", "没有理由就改已公布的规则",
            lambda there, user: actions.save_scheme(there.contest, there.contest.scheme, by=user), "competitions.reason_missing"),
    Attempt(ENTERING, "裁判员", "看别人的赛务页面", get("office", office_of("holders")), "404"),
    Attempt(ENTERING, "单位工会干部", "用接口替别的单位报名",
            api("POST", lambda t: f"/contests/{contest(t)}/entries", _union_of_others), "404"),
    Attempt(ENTERING, "单位工会干部", "用只读令牌报名",
            api("POST", lambda t: f"/contests/{contest(t)}/entries", _union_of_others, ("competitions:read",)), "403"),
    Attempt(ENTERING, "选手", "用接口看别人的报名",
            lambda there, user: len(api("GET", f"/contests/{contest(there)}/entries")(there, user).json()["rows"]), "1"),
)  # fmt: skip
