"""Named refusals of the day: numbers drawn, marks and what else stands on the sheet; part of Reason."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class DayReason:
    # --- pseudonyms
    NOT_YOUR_LAYER = Refusal(
        "competitions.not_your_layer",
        _("这一层编号不由您掌握。"),
        rule=_("每一层编号只有它的加密裁判能看。"),
        remedy=_("如果需要，请联系裁判长。"),
        status=403,
    )
    LAYER_ORDER = Refusal(
        "competitions.layer_order",
        _("要先抽第 %(layer)s 层。"),
        rule=_("参赛号、机位号、评审号依次抽签。"),
        remedy=_("请等上一层抽签完成。"),
    )
    ALREADY_DRAWN = Refusal(
        "competitions.already_drawn",
        _("这一层已经抽过签。"),
        rule=_("一次抽签没有第二次。"),
        remedy=_("抽签的名单、口令和密钥摘要都已留档。"),
    )
    NOT_AS_COMMITTED = Refusal(
        "competitions.not_as_committed",
        _("第 %(layer)s 层的密钥和抽签前封存的摘要不符。"),
        rule=_("密钥在抽签之前封存，摘要登记在台账上，之后不能更换。"),
        remedy=_("请停止办理，交监督仲裁和技术支持核查。"),
    )
    NOTHING_SAID = Refusal(
        "competitions.nothing_said",
        _("没有现场口令。"),
        rule=_("抽签顺序由事先封存的密钥和现场口令共同决定，谁也不能单独操纵。"),
        remedy=_("请现场选手说一个数或者几个字，照样填入。"),
    )
    # --- marking
    NOT_RUNNING = Refusal(
        "competitions.not_running",
        _("“%(contest)s”现在不能评分。"),
        rule=_("评分从比赛开始到核分锁定；锁定之后只能经申诉复核。"),
        remedy=_("离线时写下的评分，请交裁判长按规定处理。"),
    )
    NOT_ON_BENCH = Refusal(
        "competitions.not_on_bench",
        _("%(judge)s不评“%(component)s”。"),
        rule=_("只有指定的评委可以评分。"),
        remedy=_("请核对模块，或者请裁判长调整评委组。"),
    )
    NO_SUCH_CODE = Refusal(
        "competitions.no_such_code",
        _("没有编号“%(code)s”。"),
        rule=_("评分只认编号，不认姓名。"),
        remedy=_("请核对工位或者作品上的编号。"),
    )
    UNFIT_MARK = Refusal(
        "competitions.unfit_mark",
        _("%(code)s：%(fault)s"),
        rule=_("评分要在评分方案写明的范围之内。"),
        remedy=_("请核对后重新填写。"),
    )
    MARK_STANDS = Refusal(
        "competitions.mark_stands",
        _("您对 %(code)s 的这一项已经评过 %(value)s。"),
        rule=_("评过的分不能自己改；改分由裁判长更正，写明理由，原分保留。"),
        remedy=_("请告诉裁判长。"),
    )
    ROUND_NOT_OPEN = Refusal(
        "competitions.round_not_open",
        _("%(code)s 的这一项现在不评第 %(round)s 轮。"),
        rule=_("一轮评完、相差超过评分方案允许的范围，商议之后才重评下一轮。"),
        remedy=_("请刷新评分页面，看现在评第几轮。"),
    )
    TOO_MANY_PHOTOS = Refusal(
        "competitions.too_many_photos",
        _("这个编号已经有 %(most)s 张照片。"),
        rule=_("每位评委对一个编号的一个模块最多拍 %(most)s 张。"),
        remedy=_("请只留能说明评分的照片。"),
    )
    DRAWN_WITHOUT = Refusal(
        "competitions.drawn_without",
        _("%(code)s 在抽工位号之前登记为未到，没有工位。"),
        rule=_("工位号只在检录到场的人里抽，抽签没有第二次。"),
        remedy=_("不能再参赛；有异议的，由领队向监督仲裁提出。"),
    )
    CHECK_IN_OVER = Refusal(
        "competitions.check_in_over",
        _("已经抽了下一层编号，检录结束。"),
        rule=_("检录在抽工位号之前；之后没有到工位的，由裁判长按工位号登记。"),
        remedy=_("请告诉裁判长。"),
    )
    KEY_REUSED = Refusal(
        "competitions.key_reused",
        _("这条记录的编号已经用在另一条不同的记录上。"),
        rule=_("同一条记录送达几次都只算一次，不同的记录编号不同。"),
        remedy=_("请刷新评分页面后重新填写。"),
        status=422,
    )
    NOTHING_TO_CORRECT = Refusal(
        "competitions.nothing_to_correct",
        _("没有这个评分可以更正。"),
        rule=_("更正针对一位评委在一轮里对一项的评分。"),
        remedy=_("请核对编号、评委和轮次。"),
    )
    SHEET_HAS_GAPS = Refusal(
        "competitions.sheet_has_gaps",
        _("还有 %(count)s 处没有评完：%(gaps)s"),
        rule=_("缺一个分就没有名次；没有评的不当作零分。"),
        remedy=_("请补评，或者登记缺考、弃赛。"),
    )
    PROGRAMS_DIFFER = Refusal(
        "competitions.programs_differ",
        _("两套程序算出的成绩不一致，共 %(count)s 处。"),
        rule=_("成绩由两套互相独立的程序计算，一致才能公布。"),
        remedy=_("请导出记分册交技术支持核查；在查明之前不公布任何成绩。"),
    )
    BREACH_UNTOLD = Refusal(
        "competitions.breach_untold",
        _("没有写泄密的情况。"),
        rule=_("加密被打破，谁、怎么、看到了什么，都要留档。"),
        remedy=_("请写清情况。"),
    )
