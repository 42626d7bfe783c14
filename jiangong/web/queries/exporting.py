"""Lists as spreadsheets: which there are, their columns, their rows; and the exports somebody has asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.spreadsheets import Heading
from jiangong.foundation.common.spreadsheets.writing import Value
from jiangong.foundation.inbox import queries as inbox
from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people import queries as people
from jiangong.foundation.people.models import Membership
from jiangong.foundation.people.states import MembershipState
from jiangong.plan import queries as plan
from jiangong.programmes.growth import queries as growth
from jiangong.programmes.venues.bases import queries as bases
from jiangong.web.models import Export
from jiangong.web.queries.due import ROOMS

AT_ONCE = 2_000  # rows that are answered at once; more are made in the background
MOST = 100_000  # rows of one export
BATCH = 1_000  # rows read from the database at a time

Question = Mapping[str, str]
Rows = Iterator[tuple[Sequence[Value], int | None]]  # cells, and the number of the person the row is about


@dataclass(frozen=True)
class ExportKind:
    """A list that can be taken away. `rows` yields what the user may see of it; `fields` are its filters."""

    code: str
    title: str | Promise
    permission: str  # over the organisation
    headings: tuple[Heading, ...]
    rows: Callable[[Any, Organisation, Question], Rows]
    fields: tuple[str, ...] = ()
    personal: bool = False  # names people: asks for a purpose, and is written down in the read log first


def _due(user: Any, organisation: Organisation, question: Question) -> Rows:
    """What waits for the user, by due time."""
    about = organisations.organisation_by_code(question.get("organisation", ""))
    after = ""
    while True:
        page = inbox.page_between(
            user,
            room=question.get("room", ""),
            organisation=about,
            text=question.get("q", ""),
            after=after,
            size=BATCH,
        )
        named = _people_of([one.matter for one in page.rows])
        for one in page.rows:
            matter = one.matter
            due = timezone.localtime(matter.due_at) if matter.due_at else None
            yield (
                [
                    str(matter.pk),
                    str(ROOMS.get(one.room, one.room)),
                    one.title,
                    matter.label,
                    matter.organisation.name if matter.organisation else "",
                    due,
                    one.why,
                    one.otherwise,
                ],
                named.get((matter.subject_type, matter.subject_id)),
            )
        after = page.next
        if not after:
            return


def _people_of(matters: Sequence[Any]) -> dict[tuple[str, int], int]:
    """Whom matters name: those about a person or a membership."""
    found = {
        (one.subject_type, one.subject_id): one.subject_id
        for one in matters
        if one.subject_type == "people.person"
    }
    numbers = [one.subject_id for one in matters if one.subject_type == "people.membership"]
    for pk, person in Membership.objects.filter(pk__in=numbers).values_list("pk", "person_id"):
        found["people.membership", pk] = person
    return found


def _members(user: Any, organisation: Organisation, question: Question) -> Rows:
    """The register of a union and of all below it, numbers masked."""
    wanted = people.Wanted(text=question.get("text", ""), state=question.get("state", ""))
    after: int | None = None
    while True:
        page = people.member_list(organisation, wanted, after, size=BATCH)
        for one in page.rows:
            yield (
                [
                    one.person.name,
                    one.number,
                    one.organisation.name,
                    str(MembershipState(one.state).label),
                    one.joined_on,
                    people.masked_document(one.person),
                    people.masked_phone(one.person),
                ],
                one.person_id,
            )
        after = page.next
        if after is None:
            return


def _officers(user: Any, organisation: Organisation, question: Question) -> Rows:
    """Who holds which office at this very union."""
    for one in people.officers_of(organisation):
        yield (
            [one.person.name, str(one.get_role_display()), one.title, one.since, one.until],
            one.person_id,
        )


def _unions(user: Any, organisation: Organisation, question: Question) -> Rows:
    """A union and all below it that exist today."""
    for one in organisations.subtree(organisation).select_related("parent").iterator(chunk_size=BATCH):
        yield (
            [
                one.code,
                one.name,
                str(one.get_kind_display()),
                one.parent.name if one.parent else "",
                one.founded_on,
            ],
            None,
        )


def _sessions(user: Any, organisation: Organisation, question: Question) -> Rows:
    """Sessions of the courses that a union and those below it organise."""
    found = growth.sessions_to_manage(user, organisation, state=question.get("state", ""))
    for one in found.order_by("-pk").iterator(chunk_size=BATCH):
        yield (
            [
                one.course.title,
                one.name,
                one.course.organiser.name,
                str(one.get_state_display()),
                one.starts_on,
                one.ends_on,
                one.places,
                one.taken,
            ],
            None,
        )


def _bases(user: Any, organisation: Organisation, question: Question) -> Rows:
    """The convalescence bases of a union and those below it, with contract and rating."""
    found = bases.bases_at(user, organisation, state=question.get("state", "")).order_by("code")
    for row in bases.exported(found, timezone.localdate()):
        yield row, None


def _figures(user: Any, organisation: Organisation, question: Question) -> Rows:
    """The plan's promises with what was done and what is owed."""
    for one in plan.progress(organisation, timezone.localdate()).counted:
        yield (
            [
                one.promise.id,
                str(one.promise.title),
                one.value,
                one.target,
                str(one.promise.unit),
                str(one.status.label) if one.status else "",
            ],
            None,
        )


EXPORTS = {
    one.code: one
    for one in (
        ExportKind(
            "web.due",
            _("待办清单"),
            "organisations.view",
            (
                Heading(_("待办号"), 10, text=True), Heading(_("业务"), 10), Heading(_("事情"), 28), Heading(_("事项"), 32),
                Heading(_("单位"), 32), Heading(_("到期"), 18), Heading(_("为什么归我"), 32), Heading(_("不办会怎样"), 32),
            ),
            _due, ("room", "q", "organisation"), personal=True,
        ),
        ExportKind(
            "people.members",
            _("会员名册（号码隐去）"),
            "people.admit",
            (
                Heading(_("姓名"), 12), Heading(_("会员号"), 14, text=True), Heading(_("所在工会"), 32), Heading(_("会籍"), 14),
                Heading(_("入会日期"), 12), Heading(_("证件号码"), 22, text=True), Heading(_("手机号"), 14, text=True),
            ),
            _members, ("text", "state"), personal=True,
        ),
        ExportKind(
            "people.officers",
            _("任职名单"),
            "people.admit",
            (Heading(_("姓名"), 12), Heading(_("角色"), 14), Heading(_("职务"), 18), Heading(_("自"), 12), Heading(_("至"), 12)),
            _officers, personal=True,
        ),
        ExportKind(
            "organisations.below",
            _("组织名单"),
            "organisations.view",
            (
                Heading(_("编码"), 16, text=True), Heading(_("名称"), 40), Heading(_("类别"), 14), Heading(_("上级"), 40),
                Heading(_("成立日期"), 12),
            ),
            _unions,
        ),
        ExportKind(
            "growth.sessions",
            _("培训班次"),
            "organisations.view",
            (
                Heading(_("课程"), 32), Heading(_("班次"), 18), Heading(_("举办"), 32), Heading(_("状态"), 12), Heading(_("开始"), 12),
                Heading(_("结束"), 12), Heading(_("名额"), 8), Heading(_("已报"), 8),
            ),
            _sessions, ("state",),
        ),
        ExportKind("bases.bases", _("疗休养基地"), "organisations.view", bases.EXPORTED, _bases, ("state",)),
        ExportKind(
            "plan.figures",
            _("规划进度"),
            "organisations.view",
            (
                Heading(_("编号"), 8, text=True), Heading(_("承诺"), 32), Heading(_("完成"), 14), Heading(_("目标"), 14),
                Heading(_("单位（计量）"), 10), Heading(_("状态"), 10),
            ),
            _figures,
        ),
    )
}  # fmt: skip


def expected(
    kind: ExportKind, user: Any, organisation: Organisation, question: Question, *, upto: int
) -> int:
    """How many rows the list has, counted no further than `upto`."""
    return sum(1 for _row in islice(kind.rows(user, organisation, question), upto))


def export_of(user: Any, pk: int) -> Export | None:
    """One export that this account has asked for."""
    return Export.objects.select_related("organisation").filter(pk=pk, by=user.pk).first()


def exports_of(user: Any) -> QuerySet[Export]:
    """What this account has asked for, the newest first."""
    return Export.objects.filter(by=user.pk).select_related("organisation").order_by("-pk")


def exports_left_behind() -> list[int]:
    """Exports whose worker was killed: begun or queued more than ten minutes ago and not ended."""
    before = timezone.now() - timedelta(minutes=10)
    states = ["waiting", "working"]
    return list(Export.objects.filter(state__in=states, created_at__lt=before).values_list("pk", flat=True))
