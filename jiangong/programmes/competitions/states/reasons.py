"""Named refusals of competitions: what is wrong, which rule says so, what to do."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal
from jiangong.programmes.competitions.states.reasons_of_papers import PaperReason, TheoryReason


class Reason(TheoryReason, PaperReason):
    SEASON_TAKEN = Refusal(
        "competitions.season_taken",
        _("“%(organisation)s”已经有 %(year)s 年的赛季。"),
        rule=_("一个工会一年一个赛季，各主办单位的竞赛都在其中。"),
        remedy=_("请打开已有的赛季。"),
    )
    SEASON_CLOSED = Refusal(
        "competitions.season_closed",
        _("“%(season)s”已经结束。"),
        rule=_("结束的赛季不再新建竞赛、不再改服务对象。"),
        remedy=_("请在进行中的赛季里新建。"),
    )
    CONTESTS_UNFINISHED = Refusal(
        "competitions.contests_unfinished",
        _("还有 %(count)s 项竞赛没有办结。"),
        rule=_("所有竞赛成绩确认或者取消之后，赛季才能结束。"),
        remedy=_("请先办结或者取消它们。"),
    )
    CANNOT_CHANGE = Refusal(
        "competitions.cannot_change",
        _("“%(contest)s”已经抽签，竞赛的规则和安排不能再改。"),
        rule=_("第一次评分之前规则锁定，之后谁也不能改。"),
        remedy=_("确有错误的，只能取消后重办。"),
    )
    SCHEME_UNFIT = Refusal(
        "competitions.scheme_unfit",
        _("评分方案有 %(count)s 处不对：%(faults)s"),
        rule=_("有一处不对的方案不能保存，也不能拿来评分。"),
        remedy=_("请逐处改正后再保存。"),
    )
    SCHEME_MISSING = Refusal(
        "competitions.scheme_missing",
        _("“%(contest)s”还没有评分方案。"),
        rule=_("没有公布的评分方案，不能报名，更不能比赛。"),
        remedy=_("请先选一份现成的方案，或者导入评分表。"),
    )
    REASON_MISSING = Refusal(
        "competitions.reason_missing",
        _("没有写理由。"),
        rule=_("改规则、更正评分、取消竞赛都要写明理由，理由留档。"),
        remedy=_("请写一句话说明为什么。"),
    )
    NOT_FILED = Refusal(
        "competitions.not_filed",
        _("“%(contest)s”没有备案。"),
        rule=_("区市以上的竞赛先备案，再发通知、开放报名。"),
        remedy=_("请由赛季的组织工会办理备案。"),
    )
    WRONG_STEP = Refusal(
        "competitions.wrong_step",
        _("“%(contest)s”现在不能这样办。"),
        rule=_("竞赛一步接一步：备案、报名、审查、抽签、比赛、锁定、解密、公示、确认。"),
        remedy=_("请刷新页面，看现在到了哪一步。"),
    )
    WINDOW_IS_OVER = Refusal(
        "competitions.window_is_over",
        _("报名截止时间已经过去，开放了也没有人能报。"),
        rule=_("开放报名时，截止时间应在将来。"),
        remedy=_("请先修改报名截止时间。"),
    )
    CLIMBS_DOWN = Refusal(
        "competitions.climbs_down",
        _("“%(contest)s”不是更高一级的同一工种竞赛。"),
        rule=_("晋级只能到更高一级、同一职业的竞赛。"),
        remedy=_("请核对层级和工种。"),
    )
    # --- offices
    OFFICES_CONFLICT = Refusal(
        "competitions.offices_conflict",
        _("%(name)s已经是%(held)s，不能再做%(duty)s。"),
        rule=_("加密、评分、监督仲裁互相独立：掌握一层编号的人不评分，评分的人不听申诉，选手不做赛务。"),
        remedy=_("请另聘一人。"),
    )
    OFFICE_TAKEN = Refusal(
        "competitions.office_taken",
        _("%(duty)s已经有人担任。"),
        rule=_("裁判长和每一层加密裁判各只有一人。"),
        remedy=_("请先免去原来的人。"),
    )
    OFFICES_MISSING = Refusal(
        "competitions.offices_missing",
        _("赛务还缺：%(missing)s。"),
        rule=_("裁判长、各层加密裁判、裁判员、监督仲裁齐备才能抽签。"),
        remedy=_("请先聘齐。"),
    )
    OFFICE_IN_USE = Refusal(
        "competitions.office_in_use",
        _("比赛已经开始，%(duty)s不能免去。"),
        rule=_("评过的分连同评分人的代号一直留着。"),
        remedy=_("不能继续的，另聘一人接替；应当回避的，请申报回避。"),
    )
    # --- entries
    NOT_ENTERING = Refusal(
        "competitions.not_entering",
        _("“%(contest)s”现在不接受报名。"),
        rule=_("报名在公布的起止时间内进行（%(since)s 至 %(until)s）。"),
        remedy=_("请看其他竞赛；本单位工会可以问主办工会是否补报。"),
    )
    NOT_ELIGIBLE = Refusal(
        "competitions.not_eligible",
        _("不符合参赛条件：%(why)s"),
        rule="%(clause)s",
        remedy="%(remedy)s",
    )
    NOT_A_COLLEAGUE = Refusal(
        "competitions.not_a_colleague",
        _("不是“%(organisation)s”的在册会员。"),
        rule=_("工会只能为自己的会员报名。"),
        remedy=_("请核对会籍，或者由会籍所在的工会报名。"),
    )
    ALREADY_ENTERED = Refusal(
        "competitions.already_entered",
        _("已经报过“%(contest)s”。"),
        rule=_("一人在一项竞赛里只报一次。"),
        remedy=_("请在“我的竞赛”里查看。"),
    )
    FULL = Refusal(
        "competitions.full",
        _("“%(contest)s”的 %(places)s 个名额已满。"),
        rule=_("名额按公布的数，先报先得。"),
        remedy=_("可以问主办工会是否有人退出。"),
    )
    UNIT_FULL = Refusal(
        "competitions.unit_full",
        _("“%(organisation)s”的 %(places)s 个名额已满。"),
        rule=_("每单位的参赛名额由竞赛通知规定，替补不占名额。"),
        remedy=_("可以报为替补；正式选手退出后由替补递补。"),
    )
    CANNOT_WITHDRAW = Refusal(
        "competitions.cannot_withdraw",
        _("“%(contest)s”已经抽签，不能退出报名。"),
        rule=_("抽签之前可以退出；之后不到场的记为未到。"),
        remedy=_("不能到场的，请告诉领队或者主办工会。"),
    )
    ENTRIES_UNDECIDED = Refusal(
        "competitions.entries_undecided",
        _("还有 %(count)s 人的资格没有审查。"),
        rule=_("资格审查完，才能抽签。"),
        remedy=_("请先逐一审查。"),
    )
    TOO_FEW = Refusal(
        "competitions.too_few",
        _("只有 %(entrants)s 人、%(units)s 个单位，不够开赛（%(least)s 人、%(least_units)s 个单位）。"),
        rule=_("参赛规模不足的竞赛不成立，不能授奖。"),
        remedy=_("请延长报名，或者取消。"),
    )
    NO_CHECK_IN = Refusal(
        "competitions.no_check_in",
        _("“%(contest)s”现在不能为这名选手报到。"),
        rule=_("资格通过的选手，在报名截止之后、成绩锁定之前报到。"),
        remedy=_("请核对参赛证是不是这项竞赛的，资格是否通过。"),
    )
    CANNOT_PRINT_CARD = Refusal(
        "competitions.cannot_print_card",
        _("字库里还没有“%(text)s”，参赛证暂时不能印成 PDF。"),
        rule=_("缺字的不印，不用方块代替。"),
        remedy=_("请直接打印参赛证页面，或者在手机上出示。"),
    )
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
    # --- appeals
    TOO_LATE_TO_APPEAL = Refusal(
        "competitions.too_late_to_appeal",
        _("申诉时限已过（%(until)s）。"),
        rule=_("申诉在比赛成绩公布后 %(hours)s 小时以内提出（%(source)s），逾期不予受理。"),
        remedy=_("公示期间仍然可以对公示提出异议。"),
    )
    NOT_KNOWN_YET = Refusal(
        "competitions.not_known_yet",
        _("“%(contest)s”现在没有可以申诉的成绩。"),
        rule=_("申诉针对已经公布、还没有确认的成绩。"),
        remedy=_("请等成绩公布。"),
    )
    HEARD_BY_INVOLVED = Refusal(
        "competitions.heard_by_involved",
        _("%(name)s参与了评分或者与选手有利害关系，不能听这件申诉。"),
        rule=_("申诉由没有参与的人复核。"),
        remedy=_("请另选一位监督仲裁人员。"),
    )
    APPEALS_OPEN = Refusal(
        "competitions.appeals_open",
        _("还有 %(count)s 件申诉没有答复。"),
        rule=_("申诉答复之前，成绩不能确认。"),
        remedy=_("请先答复。"),
    )
    APPEAL_HOURS_RUN = Refusal(
        "competitions.appeal_hours_run",
        _("申诉时限还没有过（%(until)s）。"),
        rule=_("申诉时限过了，才能公示和确认成绩。"),
        remedy=_("请到时再办。"),
    )
    REJUDGING_WAITS = Refusal(
        "competitions.rejudging_waits",
        _("有一份复核等待决定。"),
        rule=_("复核一次一份，整体执行或者整体不执行。"),
        remedy=_("请先决定那一份。"),
    )
    REJUDGING_IS_STALE = Refusal(
        "competitions.rejudging_is_stale",
        _("这份复核是按先前的成绩预览的，成绩已经变了。"),
        rule=_("执行的必须是预览过的。"),
        remedy=_("请重新拟一份。"),
    )
    NOTHING_CHANGES = Refusal(
        "competitions.nothing_changes",
        _("这份复核没有写任何改动。"),
        rule=_("复核是对记分册的补充：更正、重评、扣分、回避、缺考或者参赛情况。"),
        remedy=_("请至少写一项改动，或者答复申诉不成立。"),
    )
    # --- honours
    NOT_CLEARED = Refusal(
        "competitions.not_cleared",
        _("“%(contest)s”的成绩没有公示完，现在不能颁发。"),
        rule=_("先公示、再颁发；没有公示完的，数据库也不接受。"),
        remedy=_("请先发布公示；期满、没有待答复的异议后再办。"),
    )
    APPROVAL_MISSING = Refusal(
        "competitions.approval_missing",
        _("没有填核准文号。"),
        rule=_("工会只提出晋升建议，由人社部门核准。"),
        remedy=_("请填写人社部门的文号。"),
    )
    PROMOTED_THIS_YEAR = Refusal(
        "competitions.promoted_this_year",
        _("%(name)s本年度已经晋升过一次。"),
        rule=_("一人一年只晋升一次（%(source)s）。"),
        remedy=_("这一项只能授予其他荣誉。"),
    )
    ALREADY_ENDED = Refusal(
        "competitions.already_ended",
        _("这项荣誉现在不能这样办。"),
        rule=_("拟授予、公示、（上报、核准）、颁发，依次办理；颁发后发现有误的撤销。"),
        remedy=_("请刷新页面看现在的状态。"),
    )
    FINANCE_MISSING = Refusal(
        "competitions.finance_missing",
        _("没有填财务负责人。"),
        rule=_("成果效益由单位财务部门核实，按采用后十二个月计算（《合理化建议和技术改进奖励条例》）。"),
        remedy=_("请填写核实的财务负责人。"),
    )
    TWELVE_MONTHS = Refusal(
        "competitions.twelve_months",
        _("采用还不到十二个月（%(day)s 期满）。"),
        rule=_("效益按采用后十二个月计算（《合理化建议和技术改进奖励条例》）。"),
        remedy=_("请期满后再核实。"),
    )
    STILL_COMPETING = Refusal(
        "competitions.still_competing",
        _("在“%(contest)s”里还有没办完的报名、赛务或者荣誉。"),
        rule=_("竞赛还没有结束，处理目的还没有实现（《个人信息保护法》第四十七条）。"),
        remedy=_("请先退出报名，或者等竞赛办结。"),
    )
