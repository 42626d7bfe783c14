"""What a batch knows for the letters about it (documents/convalescence.yaml), so that nobody is asked twice."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import AT_WORK_PLACES, Kind
from jiangong.foundation.people.states import Sex
from jiangong.foundation.rulebook.queries import parameter
from jiangong.programmes.care.convalescence.models import Batch, EmployerLetter, Stay
from jiangong.programmes.care.convalescence.states import ENDED, StayState

WRITTEN_ABOUT = ENDED | {StayState.CONFIRMED}


def employers_of(batch: Batch) -> list[Organisation]:
    """The enterprise unions whose people are confirmed; a branch's people belong to its enterprise.

    Members of unions at no work place (a village's, an industry's) have no employer to be written to.
    """
    found = {one.pk: one for one in map(_employer, _going(batch)) if one is not None}
    return sorted(found.values(), key=lambda one: one.path)


def letters_of(batch: Batch) -> "models.QuerySet[EmployerLetter]":
    """The letters to employers that were asked for, by the unions' place in the tree."""
    return (
        EmployerLetter.objects.filter(batch=batch)
        .select_related("organisation")
        .order_by("organisation__path")
    )


def confirmed_since(letter: EmployerLetter, moment: datetime | None) -> list[Stay]:
    """The employer's people who were confirmed after a moment, and whom a letter of that moment does not name."""
    return [
        one
        for one in _people_of(letter)
        if moment is None or (one.confirmed_at is not None and one.confirmed_at > moment)
    ]


def facts_for_letter(template: str, subject: models.Model) -> Mapping[str, object]:
    """The fields of a letter; names stand in full, for it is by them that people are let go and received."""
    if isinstance(subject, EmployerLetter):
        return _employer_letter(subject)
    return _base_letter(subject) if isinstance(subject, Batch) else {}


def _employer_letter(letter: EmployerLetter) -> dict[str, object]:
    batch, employer = letter.batch, letter.organisation
    people = _people_of(letter)
    return {
        **_batch(batch),
        "recipient": employer.employer_name or employer.name,
        "place": batch.place_name or "另行通知",
        "people": len(people),
        "roster": [[_name(one), one.applicant.organisation.name] for one in people],
        "clause": parameter("convalescence.not_annual_leave", on=batch.starts_on).source,
    }


def _people_of(letter: EmployerLetter) -> list[Stay]:
    employer = letter.organisation_id
    return [one for one in _going(letter.batch) if (found := _employer(one)) and found.pk == employer]


def _base_letter(batch: Batch) -> dict[str, object]:
    people = _going(batch)
    return {
        **_batch(batch),
        "recipient": batch.place_name,
        "people": len(people),
        "women": sum(
            one.applicant.person is not None and one.applicant.person.sex == Sex.FEMALE for one in people
        ),
        "rooms": len({one.room_id for one in people if one.room_id}),
        "roster": [
            [
                _name(one),
                one.applicant.person.get_sex_display() if one.applicant.person else "",
                one.room.name if one.room else "",
                one.coach.name if one.coach else "自行前往",
            ]
            for one in people
        ],
    }


def _batch(batch: Batch) -> dict[str, object]:
    return {
        "programme": batch.programme.title,
        "batch": batch.title,
        "starts_on": batch.starts_on,
        "ends_on": batch.ends_on,
        "days": batch.days,
    }


def _going(batch: Batch) -> list[Stay]:
    return list(
        Stay.objects.filter(batch=batch, state__in=sorted(WRITTEN_ABOUT))
        .select_related("applicant__person", "applicant__organisation__parent", "room", "coach")
        .order_by("applicant__organisation__path", "pk")
    )


def _employer(stay: Stay) -> Organisation | None:
    union: Organisation | None = stay.applicant.organisation
    while union is not None and union.kind == Kind.BRANCH:
        union = union.parent
    return union if union is not None and union.kind in AT_WORK_PLACES else None


def _name(stay: Stay) -> str:
    return stay.applicant.person.name if stay.applicant.person else ""
