"""Whether a list meets the quotas a recommendation must meet 名额比例, as far as the register says; of whom it does not is counted apart."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person
from jiangong.foundation.rulebook.queries import parameter
from jiangong.programmes.competitions.formulas.callings import (
    is_industrial_worker,
    is_other_worker,
    is_teacher,
)
from jiangong.programmes.competitions.models import Honour, Season, Trade
from jiangong.programmes.competitions.states import HonourKind, HonourState

PERCENT = 100  # not law: per cent
# Words of `employer_type` that say it is neither the state's nor a collective's.
NOT_PUBLIC = ("民营", "私营", "非公", "外商", "港澳台", "个体", "合资")
PUBLIC = ("国有", "国营", "机关", "事业", "集体")
Counts = Callable[[Person, Organisation], bool | None]


@dataclass(frozen=True)
class Quota:
    """One line of the rule: who, how many per cent at least, how many there are, how many nobody knows of."""

    who: str
    least: int
    found: int
    unknown: int
    people: int
    how: str = ""

    @property
    def needed(self) -> int:
        """So many people at least; a part of one counts as one."""
        return -(-self.least * self.people // PERCENT)

    @property
    def met(self) -> bool | None:
        """None: it hangs on people of whom the register does not say."""
        if self.found >= self.needed:
            return True
        return None if self.found + self.unknown >= self.needed else False

    @property
    def words(self) -> str:
        share = Fraction(self.found * PERCENT, self.people) if self.people else Fraction(0)
        said = _("%(found)s 人，占 %(share)s%%；最低 %(least)s%%，即 %(needed)s 人。") % {
            "found": self.found,
            "share": int(share),
            "least": self.least,
            "needed": self.needed,
        }
        if self.met is True:
            return said
        if self.met is None:
            return said + _("另有 %(unknown)s 人登记里没有写明，请人工核对。") % {"unknown": self.unknown}
        return said + _("还差 %(short)s 人。") % {"short": self.needed - self.found}


@dataclass(frozen=True)
class QuotaCheck:
    """The whole list against the rule."""

    lines: Sequence[Quota]
    people: int
    source: str
    status: str


def medal_quotas(season: Season, people: Sequence[tuple[Person, Organisation]]) -> QuotaCheck:
    """Each line of the rule over the list; what the register does not say of somebody is unknown. Two queries."""
    rule = parameter("competitions.medal_quotas", on=season_day(season))
    classes = great_classes({person.occupation for person, _union in people})
    lines = []
    for row in rule.value:
        tells, how = _tells(row["who"], classes)
        said = [tells(person, union) if tells else None for person, union in people]
        lines.append(
            Quota(row["who"], int(row["least"]), said.count(True), said.count(None), len(people), str(how))
        )
    return QuotaCheck(lines, len(people), rule.source, str(rule.status))


def great_classes(occupations: Collection[str]) -> dict[str, str]:
    """Occupation as the register calls it → first digit of its code in the catalogue; only where the name has one class."""
    names = {one for one in occupations if one}
    found: dict[str, set[str]] = {}
    rows = Trade.objects.filter(Q(occupation__in=names) | Q(trade__in=names))
    for occupation, trade, code in rows.values_list("occupation", "trade", "code"):
        for name in {occupation, trade} & names:
            found.setdefault(name, set()).add(code[:1])
    return {name: next(iter(one)) for name, one in found.items() if len(one) == 1}


def _tells(who: str, classes: Mapping[str, str]) -> tuple[Counts | None, str | Promise]:
    """How a line of the rule is counted, and that in words."""

    def by_calling(asks: Callable[[str, str, str], bool | None]) -> Counts:
        return lambda person, union: asks(
            person.occupation, union.economic_industry, classes.get(person.occupation, "")
        )

    known: dict[str, tuple[Counts, str | Promise]] = {
        "产业工人": (
            by_calling(is_industrial_worker),
            _("按单位的国民经济行业和本人工种的职业大类。"),
        ),
        "其他一线职工和专业技术人员": (
            by_calling(is_other_worker),
            _("负责人、科教人员和产业工人以外的，按本人工种的职业大类。"),
        ),
        "科教人员": (by_calling(is_teacher), _("按本人工种：教师和科研人员。")),
        "农民工": (lambda person, union: person.is_migrant_worker, _("按会员登记的农民工一栏。")),
        "非公有制单位": (not_public, _("按工会登记的单位类型。")),
    }
    return known.get(who, (None, _("登记里没有这一项，请人工核对。")))


def not_public(person: Person, union: Organisation) -> bool | None:
    """Whether the unit is neither state nor collective, by what the register calls it; None where it does not say."""
    kind = union.employer_type
    if any(word in kind for word in NOT_PUBLIC):
        return True
    return False if any(word in kind for word in PUBLIC) else None


def season_day(season: Season) -> date:
    """The end of the year in which the list goes up."""
    return date(season.year, 12, 31)


def recommended(season: Season) -> list[tuple[Person, Organisation]]:
    """Everybody of the season who is to have, or has, a title; each person once."""
    rows = (
        Honour.objects.filter(contest__season=season, kind=HonourKind.TITLE, entry__person__isnull=False)
        .exclude(state__in=[HonourState.REVOKED, HonourState.DECLINED])
        .select_related("entry__person", "entry__organisation")
        .order_by("pk")
    )
    found = {one.entry.person_id: (one.entry.person, one.entry.organisation) for one in rows}
    return [(person, union) for person, union in found.values() if person is not None]
