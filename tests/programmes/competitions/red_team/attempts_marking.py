"""The day: marks, numbers, and everything that would be known too early."""

from django.utils import timezone

from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Sent
from jiangong.programmes.competitions.models import Row
from jiangong.programmes.competitions.states import RowKind
from jiangong.selection.judging.formulas.sheet.shapes import Standing
from tests.programmes.competitions.red_team.scene import OPENING, RUNNING, SEALED, value
from tests.programmes.competitions.red_team.shape import Attempt, api, contest, get, office_of, post
from tests.programmes.competitions.stage import entry_of


def _mark(there, user, *, of=None, component="practice", code="C001", given="88", key="red-team-1", round=1):
    """One mark as this user sends it, for an office that may be somebody else's."""
    office = there.stage.office(of or user)
    sent = Sent(key=key, component=component, code=code, value=given, at=timezone.now(), round=round)
    [answer] = actions.send_marks(there.contest, office, [sent], by=user)
    return answer if isinstance(answer, Exception) else f"记下 {answer.judge} {answer.code}"


def _first(there, **more):
    return Row.objects.filter(contest=there.contest, kind=RowKind.MARK, **more).order_by("pk").first()


def _taken(key):
    """A judge sends a mark under the key that the system would use next; then the chief judge acts."""

    def tried(there, user):
        actions.send_marks(
            there.contest, there.stage.office(user),
            [Sent(key=key(there), component="practice", code="C001", value=value(0, 1), at=timezone.now())], by=user,
        )  # fmt: skip
        before = Row.objects.filter(contest=there.contest, kind=RowKind.CORRECTION).count()
        actions.correct_mark(_first(there), value="70", reason="演示", by=there.stage.chief)
        return f"更正照样记下 {Row.objects.filter(contest=there.contest, kind=RowKind.CORRECTION).count() - before} 条"

    return tried


def _late_absence(there, user):
    """An absence after the numbers are drawn: do the numbers stay whose they were?"""
    before = queries.all_numbers(queries.Book(there.contest))[0]
    actions.note_standing(there.contest, "A003", Standing.ABSENT, clause="演示", key="red-late", by=user)
    after = queries.all_numbers(queries.Book(there.contest))[0]
    return "编号没有变" if before == after else "编号全变了"


def _fact(kind, given):
    return lambda there, user: actions.note_fact(
        there.contest, kind, "C001", "practice", value=given, words="演示", key="red-fact", by=user
    )


def _open(number):
    return lambda there, user: actions.open_layer(there.layer(number), by=user)


def _tablet(there):
    return {
        "marks": [
            {
                "key": "red-team-key",
                "component": "practice",
                "code": "C001",
                "value": "99",
                "at": timezone.now().isoformat(),
            }
        ]
    }


def _unbench(there, user):
    actions.set_bench(there.contest, "practice", [there.stage.office(there.stage.judges[1])], by=user)


def _cached(there, user):
    held = there.client(user).get(get_address(there, user))
    return held.headers.get("Cache-Control", "没有说")


def get_address(there, user):
    return f"/me/offices/{there.stage.office(user).pk}/"


RESULT = (contest, 1)
MARKING_TIME = (
    Attempt(RUNNING, "公众", "看还没有的成绩", get("results", *RESULT), "404"),
    Attempt(RUNNING, "公众", "下载还没有的计算文件", get("contents", *RESULT), "404"),
    Attempt(RUNNING, "公众", "打开还没有的一格", get("cell", *RESULT, "A001", "practice"), "404"),
    Attempt(RUNNING, "公众", "用接口看成绩", lambda there, user: there.client(None).get(f"/api/v1/competitions/contests/{contest(there)}/results/1"), "404"),
    Attempt(RUNNING, "公众", "用接口看抽签的密钥",
            lambda there, user: [one["secret"] + one["said"] for one in there.client(None).get(f"/api/v1/competitions/contests/{contest(there)}/draw").json()],
            "['', '', '']"),
    Attempt(RUNNING, "主办工会主席", "看加密裁判的编号", get("office", office_of("holders")), "404"),
    Attempt(RUNNING, "主办工会主席", "看裁判员的评分", get("marking", office_of("judges")), "404"),
    Attempt(RUNNING, "主办工会主席", "看分数诚信面板", get("honesty", office_of("chief")), "404"),
    Attempt(RUNNING, "主办工会主席", "替加密裁判重抽", lambda there, user: actions.draw_layer(there.layer(1), said="再抽", by=user), "competitions.not_your_layer"),
    Attempt(RUNNING, "主办工会主席", "比赛中改规则", lambda there, user: actions.save_scheme(there.contest, there.contest.scheme, reason="改", by=user), "competitions.cannot_change"),
    Attempt(RUNNING, "主办工会主席", "比赛中免去裁判员", lambda there, user: actions.end_office(there.stage.office(there.stage.judges[0]), by=user), "competitions.office_in_use"),
    Attempt(RUNNING, "主办工会主席", "把已经评了分的裁判员撤下评委组（他的分就不算了）", _unbench, "competitions.office_in_use", mended="撤下了"),
    Attempt(RUNNING, "主办工会主席", "自己锁定记分册", lambda there, user: actions.seal_sheet(there.contest, by=user), "403"),
    Attempt(RUNNING, "裁判员", "看裁判长的面板", get("lead", office_of("judges")), "403"),
    Attempt(RUNNING, "裁判员", "看别的裁判员的评分", get("mark", office_of("judges", 1), "practice", "C001"), "404"),
    Attempt(RUNNING, "裁判员", "看理论成绩", get("mark", office_of("judges"), "theory", "A001"), "404"),
    Attempt(RUNNING, "裁判员", "用别人的赛务送评分", lambda there, user: _mark(there, user, of=there.stage.judges[1]), "competitions.not_on_bench"),
    Attempt(RUNNING, "裁判员", "用接口往别人的赛务送评分", api("PUT", lambda t: f"/offices/{office_of('judges', 1)(t)}/marks", _tablet), "404"),
    Attempt(RUNNING, "裁判员", "给自己没有评的模块打分", lambda there, user: _mark(there, user, component="theory", code="A001"), "competitions.not_on_bench"),
    Attempt(RUNNING, "裁判员", "改自己评过的分", _mark, "competitions.mark_stands"),
    Attempt(RUNNING, "裁判员", "换一个编号写法再评一次（C0001）", lambda there, user: _mark(there, user, code="C0001"), "competitions.no_such_code", mended="答“记下”，但不算"),
    Attempt(RUNNING, "裁判员", "用全角数字再评一次（C００１）", lambda there, user: _mark(there, user, code="C００１"), "competitions.no_such_code", mended="答“记下”，但不算"),
    Attempt(RUNNING, "裁判员", "评没有的编号", lambda there, user: _mark(there, user, code="C012"), "competitions.no_such_code"),
    Attempt(RUNNING, "裁判员", "按参赛号评实操", lambda there, user: _mark(there, user, code="A001"), "competitions.no_such_code"),
    Attempt(RUNNING, "裁判员", "打超过满分的分", lambda there, user: _mark(there, user, given="100.5"), "competitions.unfit_mark"),
    Attempt(RUNNING, "裁判员", "打 NaN 分", lambda there, user: _mark(there, user, given="nan"), "competitions.unfit_mark"),
    Attempt(RUNNING, "裁判员", "同一把钥匙再送一个不同的分", lambda there, user: _mark(there, user, key="red-0-1", given="99"), "competitions.key_reused"),
    Attempt(RUNNING, "裁判员", "重放自己送过的分", lambda there, user: _mark(there, user, key="red-0-1", given=value(0, 1)), "记下 P1 C001"),
    Attempt(RUNNING, "裁判员", "占用别的裁判员的钥匙", lambda there, user: _mark(there, user, key="red-1-1", given=value(0, 1)), "记下 P1 C001", mended="competitions.key_reused：能堵住别人送分"),
    Attempt(RUNNING, "裁判员", "占用裁判长下一条更正的钥匙", _taken(lambda t: "correction-1"), "更正照样记下 1 条，改动了数据", mended="更正出错，记不下"),
    Attempt(RUNNING, "录分员", "看实操评分", get("mark", office_of("clerk"), "practice", "C001"), "404"),
    Attempt(RUNNING, "录分员", "给实操打分", lambda there, user: _mark(there, user), "competitions.not_on_bench"),
    Attempt(RUNNING, "裁判长", "抽签以后登记未到，编号会不会变", _late_absence, "编号没有变，改动了数据", mended="编号全变了：后来的分都算到别人头上"),
    Attempt(RUNNING, "裁判长", "扣 NaN 分（记分册从此算不出来）", _fact(RowKind.PENALTY, "nan"), "competitions.unfit_mark", mended="记下了，再也不能锁定"),
    Attempt(RUNNING, "裁判长", "用时写无穷大", _fact(RowKind.TIME, "inf"), "competitions.unfit_mark", mended="记下了，再也不能锁定"),
    Attempt(RUNNING, "裁判长", "不写理由改分", lambda there, user: actions.correct_mark(_first(there), value="99", reason=" ", by=user), "competitions.reason_missing"),
    Attempt(RUNNING, "裁判员", "自己改分（更正）", lambda there, user: actions.correct_mark(_first(there), value="99", reason="改", by=user), "403"),
    Attempt(RUNNING, "加密裁判一", "没有锁定就解密", _open(1), "competitions.wrong_step"),
    Attempt(RUNNING, "加密裁判一", "再抽一次", lambda there, user: actions.draw_layer(there.layer(1), said="再抽", by=user), "competitions.already_drawn"),
    Attempt(RUNNING, "加密裁判二", "抽别人的一层", lambda there, user: actions.draw_layer(there.layer(1), said="再抽", by=user), "competitions.not_your_layer"),
    Attempt(RUNNING, "加密裁判三", "看第一层的编号", get("office", office_of("holders")), "404"),
    Attempt(RUNNING, "加密裁判一", "打分", lambda there, user: _mark(there, user), "403"),
    Attempt(RUNNING, "选手", "成绩出来以前申诉", lambda there, user: actions.file_appeal(entry_of(user), component="practice", aspect="", words="先申诉", by=user), "competitions.not_known_yet"),
    Attempt(RUNNING, "选手", "抽签以后退赛", lambda there, user: actions.withdraw_entry(entry_of(user), by=user), "competitions.cannot_withdraw"),
    Attempt(RUNNING, "加密裁判一", "编号页面留在浏览器缓存里", _cached, "max-age=0, no-cache, no-store, must-revalidate, private", mended="没有说：可以留在共用的平板里"),
    Attempt(SEALED, "裁判员", "锁定以后补分", lambda there, user: _mark(there, user, key="late"), "competitions.not_running"),
    Attempt(SEALED, "裁判员", "锁定以后用接口补分", api("PUT", lambda t: f"/offices/{office_of('judges')(t)}/marks", _tablet), "competitions.not_running"),
    Attempt(SEALED, "裁判长", "锁定以后改分", lambda there, user: actions.correct_mark(_first(there), value="99", reason="改", by=user), "competitions.not_running"),
    Attempt(SEALED, "裁判长", "锁定以后登记未到", lambda there, user: actions.note_standing(there.contest, "A001", Standing.ABSENT, clause="改", key="late", by=user), "competitions.not_running"),
    Attempt(SEALED, "加密裁判一", "外层先解密", _open(1), "competitions.layer_order"),
    Attempt(SEALED, "加密裁判一", "解别人的一层", _open(3), "competitions.not_your_layer"),
    Attempt(SEALED, "裁判长", "替加密裁判解密", _open(3), "competitions.not_your_layer"),
    Attempt(SEALED, "主办工会主席", "锁定以后取消竞赛", lambda there, user: actions.cancel_contest(there.contest, reason="不办了", by=user), "competitions.wrong_step"),
    Attempt(SEALED, "主办工会主席", "没有成绩就提荣誉", lambda there, user: actions.finish_appeals(there.contest, by=user), "competitions.not_known_yet"),
    Attempt(OPENING, "公众", "解密到一半看抽签", get("draw_record", contest), "200"),
    Attempt(OPENING, "公众", "解密到一半用接口看已开一层的密钥",
            lambda there, user: [one["secret"] for one in there.client(None).get(f"/api/v1/competitions/contests/{contest(there)}/draw").json()], "['', '', '']"),
    Attempt(OPENING, "公众", "解密到一半看成绩", get("results", *RESULT), "404"),
    Attempt(OPENING, "加密裁判三", "再解一次", _open(3), "competitions.wrong_step"),
    Attempt(OPENING, "裁判长", "解密到一半看名次的稳定性", lambda there, user: queries.honesty_of(queries.Book(there.contest)).stability, "None"),
    Attempt(OPENING, "主办工会主席", "重放“比赛开始”", lambda there, user: actions.start_contest(there.contest, by=user), "competitions.wrong_step"),
    Attempt(OPENING, "裁判员", "重放“锁定”", post("seal", office_of("judges")), "403"),
)  # fmt: skip
