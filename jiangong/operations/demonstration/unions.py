"""The tree: real divisions, invented villages, enterprises, branches and industry unions."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import yaml
from django.conf import settings
from stdnum.cn import uscc

from jiangong.foundation.organisations.actions.divisions import load_divisions
from jiangong.foundation.organisations.actions.founding import Draft, create_many
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind
from jiangong.operations.demonstration.scale import Scale

FOUNDED = date(2010, 1, 1)  # the divisions' unions; real dates are not needed for figures and are not claimed
INDUSTRIES = (
    "海洋渔业", "装备制造", "精细化工", "建筑", "交通运输", "物流快递", "教育", "医疗卫生", "食品加工", "网络约车",
    "家政服务", "纺织服装", "电力能源", "黄金矿业", "葡萄酒", "旅游酒店", "金融", "环卫", "园林", "电子信息",
    "汽车零部件", "核电", "航空航天", "商贸零售",
)  # fmt: skip
EMPLOYER_TYPES = ("有限责任公司", "股份有限公司", "国有企业", "外商投资企业", "个体工商户", "事业单位")


@dataclass(frozen=True)
class Unions:
    """The whole tree, and those of it that have members: enterprises and branches, ordered by path."""

    city: Organisation
    districts: list[Organisation]
    townships: list[Organisation]
    industries: list[Organisation]
    enterprises: list[Organisation]
    branches: list[Organisation]
    weights: dict[int, int]  # of districts, by id

    @property
    def bases(self) -> list[Organisation]:
        return sorted([*self.enterprises, *self.branches], key=lambda one: one.path)


def build(scale: Scale, today: date, chance: random.Random) -> Unions:
    """Found all unions of the demonstration."""
    known = list(load_divisions(on=FOUNDED).values())
    city = next(one for one in known if one.kind == Kind.CITY)
    districts = [one for one in known if one.kind == Kind.DISTRICT]
    townships = [one for one in known if one.kind == Kind.TOWNSHIP]
    Organisation.objects.filter(pk__in=[one.pk for one in known]).update(is_demonstration=True)
    weights = _weights(districts)
    industries = _industries(scale, city, today, chance)
    below: dict[int, list[Organisation]] = {}
    for one in townships:
        below.setdefault(one.parent_id or 0, []).append(one)
    villages = _villages(scale, townships, chance)
    enterprises = _enterprises(scale, districts, weights, below, villages, industries, today, chance)
    branches = _branches(scale, enterprises, chance)
    return Unions(city, districts, townships, industries, enterprises, branches, weights)


def _weights(districts: Sequence[Organisation]) -> dict[int, int]:
    """Members of each district in thousands, as the plan splits its targets."""
    from jiangong import plan

    path = f"{plan.__path__[0]}/plans/{settings.PLAN}.yaml"
    with open(path, encoding="utf-8") as file:
        by_code = {one["code"]: one["weight"] for one in yaml.safe_load(file)["districts"]}
    return {one.pk: by_code.get(one.code, 10) for one in districts}


def _industries(scale: Scale, city: Organisation, today: date, chance: random.Random) -> list[Organisation]:
    drafts = [
        Draft(
            name=f"演示{name}行业工会联合会",
            short_name=f"{name}行业工会",
            kind=Kind.INDUSTRY,
            parent=city,
            economic_industry=name,
            founded_on=min(today, date(2019 + position % 8, 1 + position % 12, 18)),
            is_demonstration=True,
        )
        for position, name in enumerate(INDUSTRIES[: scale.industries])
    ]
    return create_many(drafts, by=None)


def _villages(
    scale: Scale, townships: Sequence[Organisation], chance: random.Random
) -> dict[int, list[Organisation]]:
    drafts = [
        Draft(
            name=f"{townships[n % len(townships)].short_name}演示{'社区' if n % 3 == 0 else '村'}{n // len(townships) + 1:02d}工会委员会",
            short_name=f"演示{'社区' if n % 3 == 0 else '村'}{n // len(townships) + 1:02d}",
            kind=Kind.VILLAGE,
            parent=townships[n % len(townships)],
            founded_on=date(2012 + n % 10, 1 + n % 12, 1 + n % 28),
            is_demonstration=True,
        )
        for n in range(scale.villages)
    ]
    found: dict[int, list[Organisation]] = {}
    for one in create_many(drafts, by=None):
        found.setdefault(one.parent_id or 0, []).append(one)
    return found


def _enterprises(
    scale: Scale,
    districts: Sequence[Organisation],
    weights: dict[int, int],
    below: dict[int, list[Organisation]],
    villages: dict[int, list[Organisation]],
    industries: Sequence[Organisation],
    today: date,
    chance: random.Random,
) -> list[Organisation]:
    """Enterprise unions, as many in each district as its weight; most stand below a township, one in six in a village."""
    share = [weights[one.pk] for one in districts]
    places = [chance.choices(districts, share)[0] for _ in range(scale.enterprises - len(districts))]
    drafts = []
    for n, district in enumerate([*districts, *places], 1):
        parent = chance.choice(below[district.pk])
        if n % 6 == 0 and parent.pk in villages:
            parent = chance.choice(villages[parent.pk])
        industry = chance.choice(industries) if n % 3 == 1 else None
        name = INDUSTRIES[n % len(INDUSTRIES)]
        years_ago = chance.triangular(0.1, 16, 5) if n > len(districts) else 12.0  # the cast works in these
        drafts.append(
            Draft(
                name=f"演示企业{n:05d}（{name}）工会委员会",
                short_name=f"演示企业{n:05d}",
                kind=Kind.ENTERPRISE,
                parent=parent,
                industry=industry if industry and industry.founded_on <= today else None,
                credit_code=_credit_code(n),
                employer_name=f"演示企业{n:05d}有限公司",
                employer_type=EMPLOYER_TYPES[n % len(EMPLOYER_TYPES)],
                economic_industry=name,
                address=f"{district.short_name}演示路 {n} 号",
                founded_on=max(FOUNDED, today - timedelta(days=int(years_ago * 365))),
                is_demonstration=True,
            )
        )
    return create_many(drafts, by=None)


def _branches(scale: Scale, enterprises: Sequence[Organisation], chance: random.Random) -> list[Organisation]:
    """Branches of the first enterprises: two or three each, on the enterprise's own line."""
    drafts = [
        Draft(
            name=f"{enterprises[n // 3].short_name}演示{('一', '二', '三')[n % 3]}车间分工会",
            short_name=f"{('一', '二', '三')[n % 3]}车间分工会",
            kind=Kind.BRANCH,
            parent=enterprises[n // 3],
            founded_on=enterprises[n // 3].founded_on,
            is_demonstration=True,
        )
        for n in range(scale.branches)
    ]
    return create_many(drafts, by=None)


def _credit_code(n: int) -> str:
    """A sound unified social credit code of a division that does not exist (999999)."""
    front = f"91999999MAD{n:06d}"
    return front + uscc.calc_check_digit(front + "0")
