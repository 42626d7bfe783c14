"""Giving an import up; clearing away what is kept only for 24 hours; going on with what was interrupted."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.people.models import RosterImport, User
from jiangong.foundation.people.roster.models import StagedRow, Upload
from jiangong.foundation.people.roster.states import TRANSITIONS, UNDO_FOR, Reason


@transaction.atomic
def abandon(roster_import: RosterImport, *, by: User | None) -> RosterImport:
    """Nothing of it is to be imported; its staged rows and the upload are deleted at once."""
    roster_import = lock(roster_import)
    require(by, "roster.abandon", roster_import)
    roster_import.finished_at = timezone.now()
    advance(
        roster_import,
        RosterImport.State.ABANDONED,
        TRANSITIONS,
        otherwise=Reason.NOT_READY,
        also=["finished_at"],
    )
    _forget(roster_import)
    return roster_import


def _forget(roster_import: RosterImport) -> None:
    StagedRow.objects.filter(roster_import=roster_import).delete()
    Upload.objects.filter(roster_import=roster_import).delete()


def clear_away() -> int:
    """Delete sealed rows and uploads of imports finished, or left waiting, more than 24 hours ago; how many imports.

    An import nobody confirmed in that time is abandoned.
    """
    before = timezone.now() - UNDO_FOR
    waiting = [RosterImport.State.READING, RosterImport.State.READY]
    for roster_import in RosterImport.objects.filter(state__in=waiting, created_at__lt=before):
        abandon(roster_import, by=None)
    old = RosterImport.objects.filter(finished_at__lt=before).filter(
        Q(staged_rows__isnull=False) | Q(upload__isnull=False)
    )
    count = 0
    for roster_import in old.distinct():
        _forget(roster_import)
        count += 1
    return count


def interrupted() -> list[RosterImport]:
    """Imports that have been read or written for ten minutes: their worker was probably killed. Running again is safe."""
    since = timezone.now() - timedelta(minutes=10)  # not law: longer than a living worker is silent
    return list(
        RosterImport.objects.filter(
            Q(state=RosterImport.State.READING, created_at__lt=since)
            | Q(state=RosterImport.State.WRITING, confirmed_at__lt=since)
        )
    )
