"""Finding a union by name, for whoever wants to go there: names of unions are public."""

from django.db.models import Case, Q, Value, When

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import State


def find_units(text: str, *, below: Organisation | None = None, most: int = 20) -> list[Organisation]:
    """Active unions whose name, employer, code or pinyin initials meet the words; best first.

    With `below` only that organisation and those below it; without words those nearest to it.
    """
    units = Organisation.objects.filter(state=State.ACTIVE).select_related("parent")
    if below is not None:
        units = units.filter(path__startswith=below.path)
    text = text.strip()
    if not text:
        return list(units.order_by("depth", "path")[:most]) if below is not None else []
    meets = Q(name__icontains=text) | Q(employer_name__icontains=text) | Q(code=text)
    if text.isascii():
        meets |= Q(initials__startswith=text.lower()) | Q(credit_code=text.upper())
    ranked = units.filter(meets).annotate(
        rank=Case(
            When(Q(code=text) | Q(name=text) | Q(short_name=text), then=Value(0)),
            When(name__startswith=text, then=Value(1)),
            default=Value(2),
        )
    )
    return list(ranked.order_by("rank", "depth", "path")[:most])
