"""What waits and what is told up to the draw; the draw this room declares, and the good that equity counts."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.inbox.states import MatterKind, MessageKind
from jiangong.selection.draws.states import DrawSubject
from jiangong.selection.equity.states import Good, Simulated

ROOM = "jiangong.programmes.care.convalescence"

DRAWS = (
    DrawSubject(
        "convalescence.programme",
        may="convalescence.manage",
        page="convalescence:programme",
        plan=f"{ROOM}.queries.draw_plan",
        listed=f"{ROOM}.actions.close_and_list",
        told=f"{ROOM}.actions.places_given",
    ),
)
SIMULATED = (Simulated("convalescence.programme", pools=f"{ROOM}.queries.pools_in_groups"),)
GOODS = (
    Good("convalescence", "convalescence.stayed", _("疗休养"), _("人"), asked=("convalescence.applied",)),
)

AGREE = "convalescence.agree"
APPLYING_MATTERS = (
    MatterKind(
        AGREE,
        title=_("%(name)s请您一起参加“%(programme)s”"),
        why=_("两个人作为一组报名，要您本人同意；一组要么都去，要么都不去。"),
        otherwise=_("报名截止时还没有同意的，名单里只有对方一个人。"),
        page="convalescence:application",
        roles=frozenset(),
    ),
)
APPLYING_MESSAGES: tuple[MessageKind, ...] = (
    MessageKind(
        "convalescence.applied_for",
        _("工会替您报了名：%(programme)s"),
        _(
            "按您的同意（%(consent)s），工会替您报名“%(programme)s”，签号%(ticket)s。截止以前可以修改或者退出。"
        ),
        "convalescence:application",
        mandatory=True,
    ),
    MessageKind(
        "convalescence.partner_agreed",
        _("同伴已同意：%(programme)s"),
        _("%(name)s同意和您一起参加“%(programme)s”，签号%(ticket)s。"),
        "convalescence:application",
    ),
    MessageKind(
        "convalescence.partner_left",
        _("同伴不一起去了：%(programme)s"),
        _("%(name)s没有和您一起报名“%(programme)s”。您自己的报名还在，签号%(ticket)s。"),
        "convalescence:application",
        mandatory=True,
    ),
    MessageKind(
        "convalescence.application_refused",
        _("不符合条件：%(programme)s"),
        _(
            "承办工会核实后，您在“%(programme)s”的报名不符合条件：%(reason)s。登记有误的，请所在单位工会更正。"
        ),
        "convalescence:application",
        mandatory=True,
    ),
    MessageKind(
        "convalescence.withdrawn_for",
        _("报名已退出：%(programme)s"),
        _("工会替您退出了“%(programme)s”的报名。不是您的意思的，截止以前可以重新报名。"),
        "convalescence:programme_public",
        mandatory=True,
    ),
    MessageKind(
        "convalescence.void",
        _("疗休养作废：%(programme)s"),
        _("“%(programme)s”作废，报名不再有效：%(reason)s。"),
        "convalescence:programme_public",
        mandatory=True,
    ),
)
