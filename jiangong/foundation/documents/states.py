"""Kinds and states of documents, states of attachments, verbs for the ledger, named refusals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.attaching import IMAGE, PDF, Purpose
from jiangong.foundation.common.refusals import Refusal
from jiangong.foundation.organisations.states import OFFICERS, Role

# Who reads a union's documents: its officers, those above, and auditors.
READERS = OFFICERS | {Role.AUDITOR}


class Kind(TextChoices):
    NOTICE = "notice", _("通知")
    REPLY = "reply", _("批复")
    LETTER = "letter", _("函")
    PUBLICITY = "publicity", _("公示")
    DECISION = "decision", _("决定")
    MINUTES = "minutes", _("纪要")
    REPORT = "report", _("报告")


# What stands behind the union's own mark in a number, so that each kind has a series of its own: 演工发〔2026〕3号.
MARKS: dict[str, str] = {
    Kind.NOTICE: "发",
    Kind.REPLY: "复",
    Kind.LETTER: "函",
    Kind.PUBLICITY: "示",
    Kind.DECISION: "决",
    Kind.MINUTES: "纪",
    Kind.REPORT: "报",
}


class State(TextChoices):
    DRAFT = "draft", _("草稿")
    ISSUED = "issued", _("已签发")
    SIGNED = "signed", _("已归档")
    WITHDRAWN = "withdrawn", _("已撤回")
    DROPPED = "dropped", _("已放弃")


TRANSITIONS: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.ISSUED, State.DROPPED}),
    State.ISSUED: frozenset({State.SIGNED, State.WITHDRAWN}),
    State.SIGNED: frozenset({State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
    State.DROPPED: frozenset(),
}

# A document with a number; the public page answers for these.
NUMBERED = frozenset({State.ISSUED, State.SIGNED, State.WITHDRAWN})


class AttachmentState(TextChoices):
    KEPT = "kept", _("在档")
    REMOVED = "removed", _("已移除")


ATTACHMENT_TRANSITIONS: dict[str, frozenset[str]] = {
    AttachmentState.KEPT: frozenset({AttachmentState.REMOVED}),
    AttachmentState.REMOVED: frozenset(),
}


class Scan(TextChoices):
    """What the virus scanner said when the file came in. `NOT_SCANNED`: none is configured."""

    NOT_SCANNED = "not_scanned", _("未查毒")
    CLEAN = "clean", _("查毒未见异常")


SIGNED_SCAN = "documents.signed_scan"

PURPOSES = (
    Purpose(
        SIGNED_SCAN,
        _("签字盖章扫描件"),
        "documents.Document",
        see="documents.view",
        add="documents.file_scan",
        accepts=frozenset({PDF, IMAGE}),
    ),
)


class Verb(TextChoices):
    MARK_SET = "documents.mark_set", _("设定机关代字")
    ISSUED = "documents.issued", _("签发公文")
    SIGNED = "documents.signed", _("公文扫描件归档")
    WITHDRAWN = "documents.withdrawn", _("撤回公文")
    ATTACHED = "documents.attached", _("上传附件")
    REMOVED = "documents.attachment_removed", _("移除附件")


# Of an issued letter its kind and the hashes of its files: whoever holds a copy can find it in the log. Not its number,
# which names the union.
PUBLIC: dict[str, frozenset[str]] = {
    Verb.ISSUED: frozenset({"kind", "pdf", "docx"}),
    Verb.WITHDRAWN: frozenset({"kind", "pdf", "docx"}),
}
FACTS = {
    "kind": (_("文种"), Kind),
    "pdf": (_("PDF 文件的 SHA-256"), None),
    "docx": (_("Word 文件的 SHA-256"), None),
}


class Reason:
    NO_TEMPLATE = Refusal(
        "documents.no_template",
        _("没有叫“%(code)s”的公文模板。"),
        rule=_("公文只从登记过的模板制作。"),
        remedy=_("请从模板列表里选；缺少的模板请系统管理员加入。"),
        status=404,
    )
    FIELD_MISSING = Refusal(
        "documents.field_missing",
        _("“%(title)s”还缺：%(fields)s。"),
        rule=_("公文不留空白：模板里的每一项都要有内容才能签发。"),
        remedy=_("请补齐再签发；平台上有的内容会自己带出来。"),
        status=422,
    )
    UNKNOWN_FIELD = Refusal(
        "documents.unknown_field",
        _("模板“%(title)s”没有“%(field)s”这一项。"),
        rule=_("模板用到哪些内容，由模板文件规定。"),
        remedy=_("请去掉这一项，或者改用有这一项的模板。"),
        status=422,
    )
    WRONG_VALUE = Refusal(
        "documents.wrong_value",
        _("“%(field)s”填得不对：%(why)s。"),
        rule=_("每一项的格式由模板规定。"),
        remedy=_("请按提示更正。"),
        status=422,
    )
    WRONG_SUBJECT = Refusal(
        "documents.wrong_subject",
        _("模板“%(title)s”不能用在这里。"),
        rule=_("模板写明它从哪一类记录制作。"),
        remedy=_("请在那条记录的页面上拟稿，或者改用通用模板。"),
        status=422,
    )
    NO_MARK = Refusal(
        "documents.no_mark",
        _("“%(organisation)s”还没有设定机关代字，编不出发文字号。"),
        rule=_("发文字号由机关代字、年份、顺序号组成（《党政机关公文处理工作条例》第九条）。"),
        remedy=_("请本级或者上级工会的干部先在“公文”页面设定机关代字。"),
    )
    MARK_TAKEN = Refusal(
        "documents.mark_taken",
        _("机关代字“%(mark)s”已经由“%(organisation)s”使用。"),
        rule=_("一个机关代字只属于一个工会，否则两份公文会同号。"),
        remedy=_("请换一个。"),
    )
    MARK_MALFORMED = Refusal(
        "documents.mark_malformed",
        _("“%(mark)s”不像机关代字。"),
        rule=_("机关代字是 2 到 8 个汉字，例如“演工”，不带“发”“函”等文种字。"),
        remedy=_("请只填单位的简称。"),
        status=422,
    )
    DATE_IN_OTHER_YEAR = Refusal(
        "documents.date_in_other_year",
        _("成文日期%(day)s不在今天之前的本年度内。"),
        rule=_("成文日期是签发的日期，发文字号按它的年份编号。"),
        remedy=_("请填今天或者本年内更早的日期。"),
        status=422,
    )
    NOT_A_DRAFT = Refusal(
        "documents.not_a_draft",
        _("这份公文不是草稿。"),
        rule=_("签发之后内容不再改变；有错的撤回，另发一份。"),
        remedy=_("请刷新页面看它现在的状态。"),
    )
    NOT_ISSUED = Refusal(
        "documents.not_issued",
        _("这份公文现在不能这样办。"),
        rule=_("签发之后归档扫描件；签发或者归档之后可以撤回，撤回只有一次。"),
        remedy=_("请刷新页面看它现在的状态。"),
    )
    REASON_MISSING = Refusal(
        "documents.reason_missing",
        _("没有写理由。"),
        rule=_("撤回公文、移除附件都要写明理由，理由留档。"),
        remedy=_("请写一句话说明为什么。"),
        status=422,
    )
    CANNOT_PRINT = Refusal(
        "documents.cannot_print",
        _("公文没有制成：字库里没有“%(text)s”。"),
        rule=_("公文上的字必须印对，不用方框或者同音字代替。"),
        remedy=_("请系统管理员安装收字更全的字库（见运维手册）；编号没有用掉。"),
    )
    FILE_IS_GONE = Refusal(
        "documents.file_is_gone",
        _("文件不在档案里，或者与存入时不一样。"),
        rule=_("文件按内容的哈希值存放，对不上的不给出。"),
        remedy=_("请系统管理员从备份恢复（见运维手册“附件与公文”一节）。"),
        status=503,
    )
    NO_PURPOSE = Refusal(
        "documents.no_purpose",
        _("这里不收附件。"),
        rule=_("哪些记录收哪些附件，由各业务登记。"),
        remedy=_("请在能上传的页面上传。"),
        status=404,
    )
    TOO_MANY_FILES = Refusal(
        "documents.too_many_files",
        _("这里已经有 %(most)s 个附件。"),
        rule=_("一条记录最多 %(most)s 个附件。"),
        remedy=_("请把多个文件合成一个 PDF 再传。"),
    )
    CANNOT_REMOVE = Refusal(
        "documents.cannot_remove",
        _("这个附件不能移除。"),
        rule=_("作为依据的材料存档后不移除。"),
        remedy=_("传错了的，请再传正确的，并在说明里写清楚。"),
    )
    NOT_KEPT = Refusal(
        "documents.not_kept",
        _("这个附件已经移除。"),
        rule=_("移除的附件只留下名称、时间和理由。"),
        remedy=_("需要的请重新上传。"),
    )
