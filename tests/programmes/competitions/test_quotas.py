"""Groups of a medal quota out of the register: who belongs, who does not, and of whom it cannot be said."""

import pytest

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person
from jiangong.programmes.competitions import queries
from jiangong.programmes.competitions.formulas.callings import (
    is_industrial_worker,
    is_other_worker,
    is_teacher,
)
from jiangong.programmes.competitions.models import Season, Trade
from tests.factories import make_organisation

CASES = [
    # occupation, industry, great class, (industrial worker, other worker, teacher)
    ("演示车工", "制造业", "6", (True, False, False)),
    ("演示客车司机", "交通运输、仓储和邮政业", "4", (True, False, False)),
    ("演示护士", "卫生和社会工作", "2", (False, True, False)),
    ("演示厨师", "住宿和餐饮业", "4", (False, True, False)),
    ("中学教师", "教育", "2", (False, False, True)),
    ("演示厂长", "制造业", "1", (False, False, False)),
    ("演示工程师", "制造业", "2", (False, True, False)),
    ("演示实验员", "科学研究和技术服务业", "2", (False, None, None)),
    ("演示车工", "", "6", (None, None, False)),
    ("", "制造业", "", (None, None, None)),
    ("", "住宿和餐饮业", "", (False, None, None)),
]


@pytest.mark.parametrize(("occupation", "industry", "great", "expected"), CASES)
def test_who_belongs_to_which_group(occupation, industry, great, expected):
    found = tuple(
        ask(occupation, industry, great) for ask in (is_industrial_worker, is_other_worker, is_teacher)
    )
    assert found == expected


@pytest.mark.django_db
def test_every_line_of_the_rule_is_counted_and_what_is_not_known_is_said():
    Trade.objects.create(code="6-18-01-01", occupation="演示车工")
    Trade.objects.create(code="4-01-01-01", occupation="演示双面工")
    Trade.objects.create(code="6-01-01-01", occupation="演示双面工二", trade="演示双面工")
    city = make_organisation(kind="city")
    Organisation.objects.filter(pk=city.pk).update(economic_industry="制造业", employer_type="民营企业")
    city.refresh_from_db()
    people = [
        (Person(name="演示甲", occupation="演示车工", is_migrant_worker=True), city),
        (Person(name="演示乙", occupation="演示双面工"), city),  # two great classes: nobody can say
        (Person(name="演示丙"), city),
    ]
    check = queries.medal_quotas(Season(year=2026), people)
    by = {one.who: (one.found, one.unknown) for one in check.lines}
    assert by == {
        "产业工人": (1, 2),
        "其他一线职工和专业技术人员": (0, 2),
        "科教人员": (0, 2),
        "农民工": (1, 0),
        "非公有制单位": (3, 0),
    }
    assert all(one.how for one in check.lines)
    assert {one.who: one.met for one in check.lines}["科教人员"] is None
