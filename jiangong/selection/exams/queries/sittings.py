"""Banks, questions, sittings and examinees: which there are, and who sees them."""

from typing import Any

from django.db.models import Count, Max, Model, Q, QuerySet

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, within
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.selection.exams.models import Bank, Examinee, Question, Sitting
from jiangong.selection.exams.states import QuestionState, SittingState


def banks_visible_to(user: Any) -> QuerySet[Bank]:
    """The banks of the unions whose officer the user is, with how many questions each has. Equals `exams.see_bank`."""
    return (
        Bank.objects.filter(within(user, OFFICERS, "organisation__"))
        .select_related("organisation")
        .annotate(
            questions_there=Count("questions"),
            reviewed_there=Count("questions", filter=Q(questions__state=QuestionState.REVIEWED)),
        )
    )


def questions_of(bank: Bank, *, state: str = "", topic: str = "", kind: str = "") -> QuerySet[Question]:
    """The questions of a bank with the version that stands; never show its key but by actions.open_keys."""
    found = Question.objects.filter(bank=bank, version__isnull=False).select_related("version")
    if state:
        found = found.filter(state=state)
    if topic:
        found = found.filter(version__topic=topic)
    if kind:
        found = found.filter(version__kind=kind)
    return found


def topics_of(bank: Bank) -> list[str]:
    """The topics of a bank's questions."""
    rows = (
        Question.objects.filter(bank=bank).order_by("version__topic").values_list("version__topic", flat=True)
    )
    return [one for one in rows.distinct() if one]


def sittings_visible_to(user: Any) -> QuerySet[Sitting]:
    """The sittings of the unions whose officer the user is. Equals `exams.see_sitting`."""
    return Sitting.objects.filter(within(user, OFFICERS, "organisation__")).select_related(
        "organisation", "bank"
    )


def sittings_at(user: Any, organisation: Organisation) -> QuerySet[Sitting]:
    """Those of this union and all below it."""
    return sittings_visible_to(user).filter(at_or_below(organisation, "organisation__"))


def sittings_of(subject: Model) -> QuerySet[Sitting]:
    """The sittings of something that a programme holds, oldest first; whoever asks has looked who may see it."""
    return (
        Sitting.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
        .select_related("organisation", "bank")
        .order_by("opens_at", "pk")
    )


def my_sittings(user: Any) -> QuerySet[Examinee]:
    """Where the user is an examinee, the next first; not the cancelled."""
    return (
        Examinee.objects.filter(person=user.person_id, person__isnull=False)
        .exclude(sitting__state=SittingState.CANCELLED)
        .select_related("sitting__organisation")
        .order_by("-sitting__opens_at", "-pk")
    )


def examinees_visible_to(user: Any) -> QuerySet[Examinee]:
    """The user's own place in a sitting. Equals `exams.sit`: who manages a sitting sees codes (`examinees_of`)."""
    return my_sittings(user)


def examinees_of(sitting: Sitting, *, state: str = "") -> QuerySet[Examinee]:
    """Everybody on the list of a sitting, by code; names are not read."""
    found = Examinee.objects.filter(sitting=sitting)
    return found.filter(state=state) if state else found


def states_of(sitting: Sitting) -> dict[str, int]:
    """How many examinees are in each state."""
    rows = Examinee.objects.filter(sitting=sitting).values_list("state").annotate(n=Count("pk")).order_by()
    return dict(rows)


def last_end(sitting: Sitting) -> Any:
    """When the last of those who sit now will be done."""
    return Examinee.objects.filter(sitting=sitting, state="sitting").aggregate(last=Max("ends_at"))["last"]
