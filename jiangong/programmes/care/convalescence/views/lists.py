"""Lists of a batch as spreadsheets: who takes part, and whom to insure; both name people and are in the read log first."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiangong.foundation.common.pages import xlsx_file
from jiangong.foundation.common.spreadsheets import Heading, write_xlsx
from jiangong.foundation.people.readlog.actions import exported
from jiangong.foundation.people.views.common import user_of
from jiangong.programmes.care.convalescence import queries
from jiangong.programmes.care.convalescence.models import Batch, Stay
from jiangong.programmes.care.convalescence.views.common import batch_to_run


@require_POST
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who takes part, with room and coach: for the leader and the base. No numbers of documents."""
    batch, stays = _written_down(request, pk, "convalescence.people", _("参加人员名单"), _("组织疗休养"))
    headings = [
        Heading(_("姓名"), 12), Heading(_("性别"), 8), Heading(_("所在工会"), 30), Heading(_("状态"), 10),
        Heading(_("房号"), 10, text=True), Heading(_("对房间的要求"), 18), Heading(_("乘车"), 18), Heading(_("手机号"), 16, text=True),
    ]  # fmt: skip
    rows = (
        [
            person.name, person.get_sex_display(), one.applicant.organisation.name, one.get_state_display(),
            one.room.name if one.room else "", one.get_wish_display() if one.wish else "",
            one.coach.name if one.coach else _("自行前往"), queries.phone_of(person),
        ]
        for one in stays if (person := one.applicant.person)
    )  # fmt: skip
    return _file(batch, headings, rows, f"people-{batch.pk}.xlsx")


@require_POST
def insurance(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to insure, as an insurer asks for it: name, document, birthday, days."""
    batch, stays = _written_down(
        request, pk, "convalescence.insurance", _("意外伤害保险名单"), _("为参加人员投保意外伤害保险")
    )
    headings = [
        Heading(_("姓名"), 12), Heading(_("证件类型"), 16), Heading(_("证件号码"), 24, text=True),
        Heading(_("性别"), 8), Heading(_("出生日期"), 12), Heading(_("保险起"), 12), Heading(_("保险止"), 12),
    ]  # fmt: skip
    rows = (
        [
            person.name, person.get_document_type_display(), queries.document_of(person), person.get_sex_display(),
            person.born_on, batch.starts_on, batch.ends_on,
        ]
        for one in stays if (person := one.applicant.person)
    )  # fmt: skip
    return _file(batch, headings, rows, f"insurance-{batch.pk}.xlsx")


def _written_down(
    request: HttpRequest, pk: int, what: str, title: str, purpose: str
) -> tuple[Batch, list[Stay]]:
    """The batch and who comes, once the export stands in the read log; nothing leaves if it cannot be written."""
    batch = batch_to_run(request, pk)
    stays = list(queries.coming_to(batch))
    exported(
        what,
        [one.applicant.person_id for one in stays if one.applicant.person_id],
        title=f"{title}：{batch.programme.title} {batch.title}",
        purpose=purpose,
        organisation=batch.programme.organisation,
        by=user_of(request),
    )
    return batch, stays


def _file(
    batch: Batch, headings: Sequence[Heading], rows: Iterable[Sequence[Any]], name: str
) -> HttpResponse:
    target = io.BytesIO()
    write_xlsx(target, headings, rows, notes=[f"{batch.programme.title} {batch.title}"])
    return xlsx_file(target.getvalue(), name)
