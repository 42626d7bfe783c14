"""Kinds and states of documents, states of attachments, verbs for the ledger, named refusals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.attaching import IMAGE, PDF, Purpose


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
