"""Named refusals of examinations."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Reason:
    BAD_QUESTION = Refusal(
        "exams.bad_question",
        _("%(what)s"),
        rule=_("每道题要有题干、合乎题型的选项和答案、大于 0 的分值和所属知识点。"),
        remedy=_("请按提示改正。"),
        status=422,
    )
    NOT_REVIEWABLE = Refusal(
        "exams.not_reviewable",
        _("这道题现在不能这样处理。"),
        rule=_("草稿可以审定或停用，审定的可以修改或停用，停用的可以恢复为草稿。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    BANK_TAKEN = Refusal(
        "exams.bank_taken",
        _("已经有叫“%(name)s”的题库。"),
        rule=_("同一个工会的题库名称不重复。"),
        remedy=_("请换一个名称。"),
    )
    BAD_BLUEPRINT = Refusal(
        "exams.bad_blueprint",
        _("细目表%(where)s：%(what)s"),
        rule=_("细目表写明每个知识点、题型、难度各多少道、每道几分，各行互不重叠。"),
        remedy=_("请改正后再保存。"),
        status=422,
    )
    FOREIGN_BANK = Refusal(
        "exams.foreign_bank",
        _("没有这个题库，或者您不管理它。"),
        rule=_("组卷用本工会或者所属工会的题库。"),
        remedy=_("请改选自己管理的题库。"),
    )
    TOO_FEW = Refusal(
        "exams.too_few",
        _("细目表第 %(line)s 行要 %(wanted)s 道题，题库里审定的只有 %(there)s 道。"),
        rule=_("只从审定的试题里抽。"),
        remedy=_("请补充并审定试题，或者取消这一场，改细目表重建。"),
    )
    PAPER_IS_ONE = Refusal(
        "exams.paper_is_one",
        _("纸笔考试要用同一份试卷，题目和选项不打乱。"),
        rule=_("印出来的试卷人人相同，答案才对得上号。"),
        remedy=_("请在细目表里选“全场同卷”，题序和选项都选“不打乱”。"),
    )
    BAD_WINDOW = Refusal(
        "exams.bad_window",
        _("考试的起止时间或者时长不对。"),
        rule=_("截止在开始之后，时长至少 1 分钟，并且不长于这段时间。"),
        remedy=_("请改正时间。"),
        status=422,
    )
    NOT_PLANNED = Refusal(
        "exams.not_planned",
        _("这场考试已经组卷，或者已经结束。"),
        rule=_("一场考试只组卷一次，组卷之后不再更改。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    NOT_DRAWN = Refusal(
        "exams.not_drawn",
        _("这场考试现在不在“已组卷”状态。"),
        rule=_("组卷之后、结束之前，才能开考、补时、收卷和录入答案。"),
        remedy=_("请刷新页面查看现在的状态。"),
    )
    HAS_STARTED = Refusal(
        "exams.has_started",
        _("已经有 %(count)s 名考生开始考试，不能取消。"),
        rule=_("开考以后的场次只能结束，作答都要留存。"),
        remedy=_("请结束这场考试。"),
    )
    BAD_CODE = Refusal(
        "exams.bad_code",
        _("考号“%(code)s”不对：1 到 32 位字母、数字、_ 或 -。"),
        rule=_("考场里只用考号，不用姓名。"),
        remedy=_("请改正考号。"),
        status=422,
    )
    CODE_TAKEN = Refusal(
        "exams.code_taken",
        _("考号“%(code)s”或者这名考生已经在这一场里，且与这次给的不同。"),
        rule=_("一场考试一人一号，一号一人。"),
        remedy=_("请核对名单。"),
    )
    NOT_YET = Refusal(
        "exams.not_yet",
        _("考试%(moment)s开始。"),
        rule=_("开始时间以服务器时钟为准。"),
        remedy=_("请到时再进入。"),
    )
    WINDOW_OVER = Refusal(
        "exams.window_over",
        _("进入考试的时间已过（%(moment)s截止）。"),
        rule=_("截止以后不能再开始。"),
        remedy=_("有特殊情况的，请联系监考人员。"),
    )
    NOT_SITTING = Refusal(
        "exams.not_sitting",
        _("您现在不在考试中：还没有开始，或者已经交卷。"),
        rule=_("开始之后、交卷之前才能作答，每人只考一次。"),
        remedy=_("请刷新页面查看现在的状态；有疑问的，请举手联系监考人员。"),
    )
    OTHER_DEVICE = Refusal(
        "exams.other_device",
        _("您的考试已经在另一台设备上继续，这一台不再保存。"),
        rule=_("一人同时只用一台设备，换设备会记录在案。"),
        remedy=_("请在那台设备上作答；要回到这一台，请刷新页面后点“在这台设备上继续”。"),
    )
    TOO_LATE = Refusal(
        "exams.too_late",
        _("考试时间已到，这次作答没有保存。"),
        rule=_("时间以服务器时钟为准，到时之后只等网络 %(seconds)s 秒（%(status)s）。"),
        remedy=_("到时之前显示“已保存”的作答都有效，不用再做什么；有疑问的，请联系监考人员。"),
    )
    BAD_ANSWER = Refusal(
        "exams.bad_answer",
        _("作答的格式不对，没有保存。"),
        rule=_("一次最多 500 条，每条是题号、序号和不超过 40 个字的作答。"),
        remedy=_("请刷新页面再作答。"),
        status=422,
    )
    SEQUENCE_USED = Refusal(
        "exams.sequence_used",
        _("第 %(item)s 题的这个序号已经存过另一个作答。"),
        rule=_("每改一次作答，序号加一，后来的为准。"),
        remedy=_("请刷新页面，核对这道题后再作答。"),
    )
    WHY_MISSING = Refusal(
        "exams.why_missing",
        _("没有写理由。"),
        rule=_("收卷、补时、提前结束、取消和更正答案都要写明理由，留档。"),
        remedy=_("请写一句话说明理由。"),
    )
    STILL_SITTING = Refusal(
        "exams.still_sitting",
        _("还有 %(count)s 名考生没有考完，或者考试还没有截止。"),
        rule=_("提前结束会收走他们的卷子，要写明理由。"),
        remedy=_("请等到时自动交卷，或者写明提前结束的理由。"),
    )
    NOT_ON_PAPER = Refusal(
        "exams.not_on_paper",
        _("这场是机考，作答在考试页面里，不从表格录入。"),
        rule=_("纸笔考试才录入答案。"),
        remedy=_("请核对场次。"),
    )
    BEING_MARKED = Refusal(
        "exams.being_marked",
        _("正在判分，已判 %(marked)s / %(total)s 份。"),
        rule=_("判完之前没有成绩，也不更正答案。"),
        remedy=_("请等判完，页面会自己刷新。"),
    )
    NOT_CLOSED = Refusal(
        "exams.not_closed",
        _("这场考试还没有结束，没有成绩。"),
        rule=_("结束之后统一判分。"),
        remedy=_("请先结束考试。"),
    )
    NOT_ASKED = Refusal(
        "exams.not_asked",
        _("这场考试没有考第 %(question)s 号题，或者给的答案不合题型。"),
        rule=_("只更正考过的题，另一答案要合乎原来的题型和选项。"),
        remedy=_("请核对题号和答案。"),
        status=422,
    )
    FAULTS = Refusal(
        "exams.faults",
        _("表格里有 %(count)s 处不对，一行也没有导入。"),
        rule=_("全部正确才导入，不会只导入一半。"),
        remedy=_("请按列出的行和列改正，再上传一次。"),
        status=422,
    )
