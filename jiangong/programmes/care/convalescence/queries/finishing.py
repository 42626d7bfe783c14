"""What a batch's page shows before it acts: what finishing will say; and sealed values for lists that were written down first."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from jiangong.foundation.documents.models import Document
from jiangong.foundation.people.models import Person
from jiangong.foundation.people.sealing import unseal
from jiangong.foundation.rulebook.queries import Parameter, parameter
from jiangong.programmes.care.convalescence.formulas.days import days_needed, outcome
from jiangong.programmes.care.convalescence.models import Batch, EmployerLetter
from jiangong.programmes.care.convalescence.queries.letters import letters_of
from jiangong.programmes.care.convalescence.states import HOLDING, StayState


@dataclass(frozen=True)
class Expected:
    """How many will have stayed, left early, been absent, or were never confirmed; and by which rule."""

    stayed: int
    left_early: int
    absent: int
    withdrawn: int
    needed: int
    rule: Parameter


def expected_of(batch: Batch) -> Expected:
    """What `actions.finish_batch` would say now."""
    rule = parameter("convalescence.completed_percent", on=batch.ends_on)
    rows = batch.stays.filter(state__in=sorted(HOLDING)).annotate(n=Count("attendances"))
    found = Counter(
        outcome(n, batch.days, int(rule.value)) if state == StayState.CONFIRMED else "withdrawn"
        for state, n in rows.values_list("state", "n")
    )
    return Expected(
        found["stayed"],
        found["left_early"],
        found["absent"],
        found["withdrawn"],
        days_needed(batch.days, int(rule.value)),
        rule,
    )


def letters_with_papers(batch: Batch) -> list[tuple[EmployerLetter, Document | None]]:
    """The letters to employers with the document of each, if it was written. Two queries."""
    letters = list(letters_of(batch))
    papers = {
        one.subject_id: one
        for one in Document.objects.filter(
            subject_type="convalescence.employerletter",
            subject_id__in=[one.pk for one in letters],
            state__in=["issued", "signed"],
        ).order_by("pk")
    }
    return [(one, papers.get(one.pk)) for one in letters]


def document_of(person: Person) -> str:
    """The number of somebody's document in clear; the caller has written the export down."""
    return _clear(person, "document")


def phone_of(person: Person) -> str:
    """Somebody's phone in clear; the caller has written the export down."""
    return _clear(person, "phone")


def _clear(person: Person, field: str) -> str:
    sealed = getattr(person, f"{field}_sealed")
    return unseal(sealed, model="people.person", field=field, pk=person.pk) if sealed else ""
