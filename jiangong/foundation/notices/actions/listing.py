"""Writing a list down: masked, and looked through for what nobody may publish."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.notices.formulas import private_in, shown_name
from jiangong.foundation.notices.models import Line, Notice
from jiangong.foundation.notices.states import Reason
from jiangong.foundation.people.models import Person

if TYPE_CHECKING:
    from jiangong.foundation.notices.queries import Proposed


def write_lines(notice: Notice, lines: Sequence[Proposed], *, round: int) -> list[Line]:
    """The list as it will be shown, as rows of the notice. The full names end here.

    Raises Refused(NOBODY) for an empty list, Refused(PRIVATE_WORDS) if a unit or remark says what may not be said.
    """
    if not lines:
        raise Refused(Reason.NOBODY)
    names = [one.name for one in lines if one.person is not None]
    for one in lines:
        for text in (one.unit, one.words, *(() if one.person else (one.name,))):
            refuse_private(
                text, names, where=shown_name(one.name, is_person=one.person is not None), of_one=True
            )
    return Line.objects.bulk_create(
        Line(
            notice=notice,
            round=round,
            number=number,
            subject_type=one.subject._meta.label_lower,
            subject_id=one.subject.pk,
            person=one.person,
            organisation=one.organisation,
            name=shown_name(one.name, is_person=one.person is not None)[:120],
            unit=one.unit[:120],
            words=one.words[:120],
        )
        for number, one in enumerate(lines, start=1)
    )


def names_on(notice: Notice) -> list[str]:
    """The full names of the people on the newest list, to look for them in what is about to be published."""
    return list(
        Person.objects.filter(
            pk__in=Line.objects.filter(notice=notice, round=notice.round, person__isnull=False).values(
                "person"
            )
        ).values_list("name", flat=True)
    )


def refuse_private(
    text: str,
    names: Collection[str],
    *,
    where: object,
    public: Collection[str] | None = None,
    of_one: bool = False,
) -> None:
    """Raise Refused(PRIVATE_WORDS) if the text says what formulas.private_in finds."""
    what = private_in(text, names, public=public, of_one=of_one)
    if what is not None:
        raise Refused(Reason.PRIVATE_WORDS, where=where, what=what)


def require_presentable(notice: Notice, *texts: tuple[object, str]) -> None:
    """Refuse texts, each with what it is called, that would tell more than the list itself does.

    What officers type may not hold a given name either, unless that is part of the title or of a unit's name.
    """
    names = names_on(notice)
    public = [
        notice.title,
        notice.organisation.name,
        *Line.objects.filter(notice=notice, round=notice.round)
        .order_by("unit")
        .values_list("unit", flat=True)
        .distinct(),
    ]
    refuse_private(notice.title, names, where=Notice._meta.get_field("title").verbose_name)
    for where, text in texts:
        refuse_private(text, names, where=where, public=public)
