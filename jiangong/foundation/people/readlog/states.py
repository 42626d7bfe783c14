"""Kinds of places in the read log, verb for the ledger, named refusals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Kind(TextChoices):
    LOOK = "look", _("查看一人")
    EXPORT = "export", _("导出名单")
    ERASED = "erased", _("依法删除内容")


class Verb(TextChoices):
    READ = "readlog.read", _("查看或导出个人信息")


class Reason:
    PURPOSE_MISSING = Refusal(
        "readlog.purpose_missing",
        _("没有写明用途。"),
        rule=_("查看明文、导出名单要写明用途；查看记录本人可以看到（个人信息保护法）。"),
        remedy=_("请写明办理什么事情需要。"),
    )
    NOT_WRITTEN = Refusal(
        "readlog.not_written",
        _("查看记录写不进去，所以什么都没有显示。"),
        rule=_("先记录、后显示：没有记录就不能看。"),
        remedy=_("请过一会儿再试；一直如此，请联系系统管理员检查数据库。"),
        status=503,
    )
