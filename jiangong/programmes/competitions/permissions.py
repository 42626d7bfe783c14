"""Who may do what in contests. Unions run them; within one, each office has its own right and no other.

A contest is managed by the officers of its organiser and above. Offices are given to persons (models.Office): the right
to mark, to hold a layer, to hear an appeal comes from the office alone, also for officers.
"""

from typing import Any

import rules

from jiangong.foundation.organisations.permissions import officer_here_or_anywhere
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.programmes.competitions.models import (
    Appeal,
    Contest,
    Entry,
    Honour,
    Layer,
    Office,
    Photo,
    Season,
)
from jiangong.programmes.competitions.states import MARKING, OPENED, Duty

READING_ROLES = OFFICERS | {Role.AUDITOR}


def duties_of(user: Any, contest: Contest) -> frozenset[str]:
    """The user's offices in a contest; read once per user object and contest."""
    if getattr(user, "person_id", None) is None or not user.is_active:
        return frozenset()
    known: dict[int, frozenset[str]] = user.__dict__.setdefault("_contest_duties", {})
    if contest.pk not in known:
        known[contest.pk] = frozenset(
            Office.objects.filter(contest=contest, person=user.person_id, ended_at__isnull=True).values_list(
                "duty", flat=True
            )
        )
    return known[contest.pk]


@rules.predicate
def manages_season(user: Any, season: Season | None) -> bool:
    return season is not None and holds(user, OFFICERS, season.organisation)


@rules.predicate
def reads_season(user: Any, season: Season | None) -> bool:
    return season is not None and holds(user, READING_ROLES, season.organisation)


@rules.predicate
def files_contest(user: Any, contest: Contest | None) -> bool:
    return contest is not None and holds(user, OFFICERS, contest.season.organisation)


@rules.predicate
def manages_contest(user: Any, contest: Contest | None) -> bool:
    return contest is not None and holds(user, OFFICERS, contest.organiser)


@rules.predicate
def reads_contest(user: Any, contest: Contest | None) -> bool:
    return contest is not None and holds(user, READING_ROLES, contest.organiser)


@rules.predicate
def is_chief(user: Any, contest: Contest | None) -> bool:
    return contest is not None and Duty.CHIEF in duties_of(user, contest)


@rules.predicate
def marks(user: Any, contest: Contest | None) -> bool:
    return contest is not None and any(duty in MARKING for duty in duties_of(user, contest))


@rules.predicate
def supervises(user: Any, contest: Contest | None) -> bool:
    return contest is not None and Duty.SUPERVISOR in duties_of(user, contest)


@rules.predicate
def serves(user: Any, contest: Contest | None) -> bool:
    return contest is not None and bool(duties_of(user, contest))


@rules.predicate
def holds_layer(user: Any, layer: Layer | None) -> bool:
    return layer is not None and layer.duty in duties_of(user, layer.contest)


@rules.predicate
def is_entrant(user: Any, entry: Entry | None) -> bool:
    return entry is not None and user.person_id is not None and user.person_id == entry.person_id


@rules.predicate
def is_officer_of_entrant(user: Any, entry: Entry | None) -> bool:
    return entry is not None and holds(user, OFFICERS, entry.organisation)


@rules.predicate
def manages_contest_of(user: Any, entry: Entry | None) -> bool:
    return entry is not None and holds(user, OFFICERS, entry.contest.organiser)


@rules.predicate
def reads_contest_of(user: Any, entry: Entry | None) -> bool:
    return entry is not None and holds(user, READING_ROLES, entry.contest.organiser)


@rules.predicate
def leads_team_of(user: Any, entry: Entry | None) -> bool:
    """The leader of the entrant's team."""
    return (
        entry is not None
        and entry.team is not None
        and user.person_id is not None
        and entry.team.leader_id == user.person_id
    )


@rules.predicate
def filed_appeal(user: Any, appeal: Appeal | None) -> bool:
    return appeal is not None and user.pk is not None and appeal.filed_by_id == user.pk


@rules.predicate
def speaks_in_appeal(user: Any, appeal: Appeal | None) -> bool:
    return appeal is not None and (is_entrant(user, appeal.entry) or leads_team_of(user, appeal.entry))


@rules.predicate
def supervises_appeal(user: Any, appeal: Appeal | None) -> bool:
    return appeal is not None and Duty.SUPERVISOR in duties_of(user, appeal.contest)


@rules.predicate
def manages_appeal(user: Any, appeal: Appeal | None) -> bool:
    return appeal is not None and holds(user, OFFICERS, appeal.contest.organiser)


@rules.predicate
def reads_appeal(user: Any, appeal: Appeal | None) -> bool:
    return appeal is not None and holds(user, READING_ROLES, appeal.contest.organiser)


@rules.predicate
def manages_honour(user: Any, honour: Honour | None) -> bool:
    return honour is not None and holds(user, OFFICERS, honour.contest.organiser)


@rules.predicate
def took_photo(user: Any, photo: Photo | None) -> bool:
    """Who holds the office that took it, while it is in force."""
    return (
        photo is not None
        and getattr(user, "person_id", None) is not None
        and Office.objects.filter(
            contest=photo.contest_id, alias=photo.judge, person=user.person_id, ended_at__isnull=True
        ).exists()
    )


@rules.predicate
def leads_judging_of(user: Any, photo: Photo | None) -> bool:
    return photo is not None and Duty.CHIEF in duties_of(user, photo.contest)


@rules.predicate
def photo_concerns(user: Any, photo: Photo | None) -> bool:
    """Once the layers are open: who stands behind the number, their leader, supervisors, who reads the contest."""
    if photo is None or photo.contest.state not in OPENED or getattr(user, "person_id", None) is None:
        return False
    if Duty.SUPERVISOR in duties_of(user, photo.contest) or holds(
        user, READING_ROLES, photo.contest.organiser
    ):
        return True
    from jiangong.programmes.competitions.queries.photos import entry_behind  # queries read this file

    entry = entry_behind(photo.contest, photo.code)
    return bool(is_entrant(user, entry) or leads_team_of(user, entry))


rules.add_perm("competitions.manage_season", manages_season)
rules.add_perm("competitions.read_season", reads_season)
rules.add_perm("competitions.open_season", officer_here_or_anywhere)
rules.add_perm("competitions.create_contest", officer_here_or_anywhere)
rules.add_perm("competitions.file_contest", files_contest)
rules.add_perm("competitions.manage_contest", manages_contest)
rules.add_perm("competitions.read_entries", reads_contest)
rules.add_perm("competitions.read_contest", reads_contest | serves)
rules.add_perm("competitions.enter_colleagues", officer_here_or_anywhere)
rules.add_perm("competitions.examine_entry", manages_contest_of)
rules.add_perm(
    "competitions.see_entry", is_entrant | is_officer_of_entrant | reads_contest_of | leads_team_of
)
rules.add_perm("competitions.withdraw_entry", is_entrant | is_officer_of_entrant | manages_contest_of)
rules.add_perm("competitions.hold_layer", holds_layer)
rules.add_perm("competitions.mark", marks)
rules.add_perm("competitions.lead_judging", is_chief)
rules.add_perm("competitions.note_incident", serves)
rules.add_perm("competitions.appeal", is_entrant | leads_team_of)
rules.add_perm("competitions.see_appeal", filed_appeal | speaks_in_appeal | supervises_appeal | reads_appeal)
rules.add_perm("competitions.assign_appeal", manages_appeal)
rules.add_perm("competitions.hear_appeal", supervises_appeal)
rules.add_perm("competitions.prepare_rejudging", supervises)
rules.add_perm("competitions.decide_rejudging", manages_contest)
rules.add_perm("competitions.manage_honour", manages_honour)
rules.add_perm("competitions.report_benefit", officer_here_or_anywhere)
rules.add_perm("competitions.record_qualification", officer_here_or_anywhere)
rules.add_perm("competitions.take_photo", took_photo)
rules.add_perm("competitions.see_photo", took_photo | leads_judging_of | photo_concerns)
