"""Exports: the read log first, then the rows, then a sealed file that goes after a day."""

import io
import logging
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.spreadsheets import write_xlsx
from jiangong.foundation.common.spreadsheets.writing import Value
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.readlog.actions import exported
from jiangong.foundation.people.sealing import seal_file
from jiangong.web.models import Export
from jiangong.web.queries.exporting import AT_ONCE, BATCH, EXPORTS, MOST, ExportKind, Question, expected
from jiangong.web.states import EXPORTS as TRANSITIONS
from jiangong.web.states import ExportState, Reason

log = logging.getLogger(__name__)

KEPT = timedelta(hours=24)  # how long a finished file can be fetched
MODEL = "web.export"


def write_at_once(
    kind: ExportKind, organisation: Organisation, question: Question, *, purpose: str, by: Any
) -> bytes | None:
    """A short list as a spreadsheet, after the read log was written; None if it is too long for that.

    Raises Refused(PURPOSE_MISSING) for a list that names people, and what readlog's `exported` raises.
    """
    purpose = _permit(kind, organisation, purpose, by)
    rows = list(islice(kind.rows(by, organisation, question), AT_ONCE + 1))
    if len(rows) > AT_ONCE:
        return None
    _say(kind, organisation, [person for _cells, person in rows if person], purpose, by)
    file = io.BytesIO()
    write_xlsx(file, kind.headings, (cells for cells, _person in rows), notes=_notes(kind, organisation, by))
    return file.getvalue()


def _permit(kind: ExportKind, organisation: Organisation, purpose: str, by: Any) -> str:
    require(by, kind.permission, organisation)
    if kind.personal and not purpose.strip():
        raise Refused(Reason.PURPOSE_MISSING)
    return purpose.strip()[:200]


def _say(
    kind: ExportKind, organisation: Organisation, people: Collection[int], purpose: str, by: Any
) -> None:
    """Written and committed before anything leaves."""
    if kind.personal:
        exported(
            kind.code,
            people,
            title=f"{kind.title} {organisation.name}",
            purpose=purpose,
            organisation=organisation,
            by=by,
        )


def _notes(kind: ExportKind, organisation: Organisation, by: Any) -> list[str]:
    return [
        f"{kind.title}：{organisation.name}",
        _("%(when)s由%(who)s导出；含个人信息的，用后请删除。")
        % {"when": timezone.localtime().strftime("%Y-%m-%d %H:%M"), "who": by},
    ]


@transaction.atomic
def begin_export(
    kind: ExportKind, organisation: Organisation, question: Question, *, purpose: str, by: Any
) -> Export:
    """Order a long list; a worker makes it in the background.

    Raises Refused(TOO_MANY_ROWS), Refused(PURPOSE_MISSING) for a list that names people.
    """
    from jiangong.web import tasks  # tasks wrap these actions: imported where one is queued

    purpose = _permit(kind, organisation, purpose, by)
    count = expected(kind, by, organisation, question, upto=MOST + 1)
    if count > MOST:
        raise Refused(Reason.TOO_MANY_ROWS, most=f"{MOST:,}")
    export = Export.objects.create(
        kind=kind.code,
        by=by,
        organisation=organisation,
        question={name: question[name] for name in kind.fields if question.get(name)},
        purpose=purpose,
        language=translation.get_language() or "",
        rows_expected=count,
    )
    tasks.make_export.defer(export_id=export.pk)  # the job row commits with the export
    return export


def make_export(export_id: int) -> str:
    """Write the file of one export; called again after a crash it begins anew. Returns its state.

    The right is asked again: who may no longer see the list gets no file.
    """
    export = _begin(export_id)
    if export is None:
        return ""
    kind = EXPORTS[export.kind]
    try:
        with translation.override(export.language or None):
            require(export.by, kind.permission, export.organisation)
            if kind.personal:
                found = (
                    person for _cells, person in kind.rows(export.by, export.organisation, export.question)
                )
                _say(kind, export.organisation, [one for one in found if one], export.purpose, export.by)
            file = io.BytesIO()
            rows = _counted(export, kind.rows(export.by, export.organisation, export.question))
            write_xlsx(file, kind.headings, rows, notes=_notes(kind, export.organisation, export.by))
        name = default_storage.save(
            f"exports/{export.pk}", ContentFile(seal_file(file.getvalue(), model=MODEL, pk=export.pk))
        )
    except Refused as refused:
        return _end(export, ExportState.FAILED, why=str(refused))
    except Exception:
        _end(
            export,
            ExportState.FAILED,
            why=_("程序出错，没有生成。请再导出一次；还不行的，请联系系统管理员。"),
        )
        raise
    return _end(export, ExportState.DONE, file_name=name)


@transaction.atomic
def _begin(export_id: int) -> Export | None:
    export = Export.objects.filter(pk=export_id).first()
    if export is None or export.by is None:
        return None
    export = lock(export)
    if ExportState.WORKING not in TRANSITIONS[export.state]:
        return None
    export.rows_done = 0
    advance(export, ExportState.WORKING, TRANSITIONS, otherwise=Reason.EXPORT_ENDED, also=["rows_done"])
    return export


def _counted(export: Export, rows: Iterator[tuple[Sequence[Value], int | None]]) -> Iterator[Sequence[Value]]:
    """The cells, noting every thousand rows how far it has come."""
    for count, (cells, _person) in enumerate(rows, 1):
        if count % BATCH == 0:
            Export.objects.filter(pk=export.pk).update(rows_done=count)
        if count > MOST:
            raise Refused(Reason.TOO_MANY_ROWS, most=f"{MOST:,}")
        export.rows_done = count
        yield cells


@transaction.atomic
def _end(export: Export, to: ExportState, *, file_name: str = "", why: str = "") -> str:
    export.finished_at, export.file_name, export.why = timezone.now(), file_name, why[:300]
    advance(
        export,
        to,
        TRANSITIONS,
        otherwise=Reason.EXPORT_ENDED,
        also=["finished_at", "file_name", "why", "rows_done"],
    )
    _tell(export)
    return export.state


def _tell(export: Export) -> None:
    """Who asked for it need not wait beside it."""
    person = export.by.person_id if export.by is not None else None
    if person is None:
        return
    where = export.organisation
    words = {
        "title": str(EXPORTS[export.kind].title),
        "organisation": where.short_name or where.name,
        "rows": f"{export.rows_done:,}",
        "why": export.why,
    }
    done = export.state == ExportState.DONE
    tell([person], "web.export_ready" if done else "web.export_failed", export, words)


def clear_exports() -> int:
    """Delete files that are a day old, and the rows of exports that ended as long ago; how many."""
    old = Export.objects.filter(finished_at__lt=timezone.now() - KEPT)
    for name in old.exclude(file_name="").values_list("file_name", flat=True):
        default_storage.delete(name)
    deleted, _each = old.delete()
    return deleted


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Files that may name these persons, and who asked for one. In the caller's transaction."""
    for name in Export.objects.exclude(file_name="").values_list("file_name", flat=True):
        default_storage.delete(name)
    Export.objects.all().delete()
