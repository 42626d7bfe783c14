"""States of programmes and applications, their steps, and the choices that pools, posts and channels have."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeState(TextChoices):
    DRAFT = "draft", _("筹备")
    OPEN = "open", _("正在报名")
    CLOSED = "closed", pgettext_lazy("状态", "报名截止")
    DRAWN = "drawn", _("已抽签")
    RUNNING = "running", _("正在进行")
    FINISHED = "finished", _("已办结")
    VOID = "void", pgettext_lazy("state", "作废")


PROGRAMME_TRANSITIONS: dict[str, frozenset[str]] = {
    ProgrammeState.DRAFT: frozenset({ProgrammeState.OPEN, ProgrammeState.VOID}),
    ProgrammeState.OPEN: frozenset({ProgrammeState.CLOSED, ProgrammeState.VOID}),
    ProgrammeState.CLOSED: frozenset({ProgrammeState.DRAWN, ProgrammeState.VOID}),
    ProgrammeState.DRAWN: frozenset({ProgrammeState.RUNNING}),
    ProgrammeState.RUNNING: frozenset({ProgrammeState.FINISHED}),
    ProgrammeState.FINISHED: frozenset(),
    ProgrammeState.VOID: frozenset(),
}
# The places are given: its batches are run now.
GIVEN = frozenset({ProgrammeState.DRAWN, ProgrammeState.RUNNING, ProgrammeState.FINISHED})
# Everybody may see it: what is being prepared is the office's own.
PUBLISHED = frozenset(ProgrammeState.values) - {ProgrammeState.DRAFT}


class Admits(TextChoices):
    """Who may apply. Reserved pools are the front line's in any case; others are only in the last pool."""

    FRONT = "front", _("只限一线职工")
    STAFF = "staff", _("一线职工为主，其他职工可以报，领导干部不报")
    ALL = "all", _("一线职工为主，其他职工和领导干部可以报")


class PoolKind(TextChoices):
    """What makes somebody one of a pool; who is in which is computed, never chosen."""

    DISTRICT = "district", _("按区市会员数分配")
    MODEL = "model", _("劳动模范")
    HARD = "hard", _("苦脏累险岗位")
    NEW_FORM = "new_form", _("新就业形态劳动者")
    WINNER = "winner", _("竞赛获奖职工")
    HARDSHIP = "hardship", _("困难职工")
    NEAR_RETIREMENT = "near_retirement", _("临近退休")
    EVERYBODY = "everybody", _("全体符合条件的职工")


class PostKind(TextChoices):
    FRONT = "front", _("一线岗位")
    OTHER = "other", _("其他岗位")
    CADRE = "cadre", _("领导干部")


class ApplicationState(TextChoices):
    WAITING = "waiting", _("等待同伴同意")
    SUBMITTED = "submitted", pgettext_lazy("convalescence", "已报名")
    WITHDRAWN = "withdrawn", pgettext_lazy("convalescence", "已退出")
    REFUSED = "refused", _("不符合条件")
    LISTED = "listed", _("已进入抽签名单")


APPLICATION_TRANSITIONS: dict[str, frozenset[str]] = {
    ApplicationState.WAITING: frozenset(
        {ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN, ApplicationState.REFUSED}
    ),
    ApplicationState.SUBMITTED: frozenset(
        {
            ApplicationState.WAITING,
            ApplicationState.LISTED,
            ApplicationState.WITHDRAWN,
            ApplicationState.REFUSED,
        }
    ),
    ApplicationState.LISTED: frozenset(),  # what follows are stays
    ApplicationState.WITHDRAWN: frozenset(),
    ApplicationState.REFUSED: frozenset(),
}
# A person has at most one such application in a programme.
LIVE = frozenset({ApplicationState.WAITING, ApplicationState.SUBMITTED, ApplicationState.LISTED})


class Channel(TextChoices):
    SELF = "self", _("本人网上报名")
    UNION = "union", _("工会代报")
    TELEPHONE = "telephone", _("电话报名")
