"""Random contests out of a seed: schemes of every variant, sheets with ties, gaps, recusals, corrections, absences."""

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from jiangong.selection.judging.formulas import read_scheme, read_sheet
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Sheet

HOWS = ("half_up", "half_up", "half_even", "down", "up")
CARDS = ("达不到", "达到", "部分超过", "优秀")


def contest(seed: int, *, whole: bool = False) -> tuple[Scheme, Sheet]:
    """A scheme and a sheet without fault. `whole`: nothing is missing, so that everybody who competed gets a rank."""
    random = Random(seed)
    data = scheme_data(random)
    scheme = read_scheme(data)
    return scheme, read_sheet(sheet_data(random, data, whole), scheme)


def rounding(random: Random, most: int = 3) -> dict[str, Any]:
    return {"places": random.randint(0, most), "how": random.choice(HOWS)}


def maybe(random: Random, key: str, value: Any, chance: float = 0.5) -> dict[str, Any]:
    return {key: value} if random.random() < chance else {}


def panel(random: Random, judges: int, spread: int) -> dict[str, Any]:
    drop = random.choice((0, 0, 1, 1, 2))
    return {
        "least": random.randint(1, max(1, judges - 2)),
        **({"drop": drop, "drop_from": 2 * drop + random.randint(1, 3)} if drop else {}),
        **maybe(random, "middle", "median", 0.2),
        **maybe(random, "spread", spread, 0.15),
        **maybe(random, "rounding", rounding(random), 0.4),
        **maybe(random, "clause", "规程"),
    }


def measure(random: Random, of: int) -> dict[str, Any]:
    formula = random.choice(("yes_no", "within", "steps", "linear", "count", "bands"))
    side = {"side": random.choice(("both", "over", "under"))}
    base = {"formula": formula, "nominal": random.choice((0, 10, "10.05")), "tolerance": "0.02"}
    if formula == "yes_no":
        return {"formula": formula}
    if formula == "count":
        return {
            "formula": formula,
            "deduction": random.choice(("0.5", 1, "1/3")),
            **maybe(random, "tolerance", 1),
        }
    if formula == "steps":
        return {**base, **side, "step": "0.01", "deduction": "0.5"}
    if formula == "linear":
        return {**base, **side, "reach": random.choice(("0.3", 2))}
    if formula == "bands":
        bands = [("0.01", of), ("0.05", of - 1), (1, 0)]
        return {**base, **side, "bands": [{"up_to": a, "mark": b} for a, b in bands]}
    return {**base, **side}


def aspects(random: Random, of: int) -> list[dict[str, Any]]:
    count = random.randint(1, 4)
    full = [of // count] * (count - 1)
    full.append(of - sum(full))
    found = []
    for n, mark in enumerate(full):
        one: dict[str, Any] = {"code": f"a{n}", "name": f"评分点{n}", "of": mark}
        if random.random() < 0.5:
            one |= {"kind": "judgement", "descriptors": list(CARDS), "panel": panel(random, 3, 1)}
        else:
            one |= {"kind": "measurement", "measure": measure(random, mark)}
            one |= {**maybe(random, "entries", 2, 0.3), **maybe(random, "agree", "0.02", 0.3)}
        found.append(one | maybe(random, "rounding", rounding(random), 0.3) | maybe(random, "key", True, 0.4))
    return found


def component(random: Random, n: int, weight: str) -> dict[str, Any]:
    marking = random.choice(("panel", "panel", "aspects", "aspects", "entered", "carried"))
    of = random.choice((100, 100, 50, 20))
    one: dict[str, Any] = {
        "code": f"c{n}",
        "name": f"模块{n}",
        "kind": random.choice(("theory", "practice", "defence", "work", "earlier", "other")),
        "weight": weight,
        "of": of,
        "marking": marking,
        **maybe(random, "rounding", rounding(random), 0.7),
        **maybe(random, "pass_mark", of * 6 // 10),
        **maybe(random, "absent", "zero"),
    }
    if marking == "panel":
        one["panel"] = panel(random, 5, of // 5)
    elif marking == "aspects":
        one["aspects"] = aspects(random, of)
    elif marking == "entered" and random.random() < 0.3:
        one["entries"] = 2
    return one


def honours(random: Random, components: list[dict[str, Any]]) -> dict[str, Any]:
    passable = [one["code"] for one in components if "pass_mark" in one]
    requires = maybe(random, "requires", random.sample(passable, random.randint(0, len(passable))))
    scaled = random.random() < 0.5
    scale = {
        "centre": 700,
        "unit": random.choice((30, 50, "33.3")),
        "least": 3,
        "rounding": rounding(random, 1),
    }
    kinds = [{"name": name, "points": points} for name, points in (("金", 4), ("银", 3), ("铜", 2))]
    medals = {
        "kinds": kinds,
        "by": "scale" if scaled and random.random() < 0.7 else "total",
        "within": random.choice((0, 0, 2, "0.5", 10)),
        "apart": random.choice(("first", "previous")),
        "after": random.choice(("skip", "next")),
        **maybe(
            random,
            "merit",
            {"name": "优胜", "least": 700, "by": "scale", "points": 1} if scaled else None,
            0.5,
        ),
    }
    levels = [{"held": "高级工", "gained": "技师"}, {"held": "", "gained": "中级工"}]
    awards = [
        {"code": "top", "name": "能手", "group": "honour", "first": 1, "last": 2, "barred": ["省技术能手"], **requires},
        {"code": "up", "name": "晋升", "group": "level", "first": 1, "last": 3, "levels": levels, "yearly": True},
        {
            "code": "half", "name": "晋升", "group": "level", "first": 1, "share": random.choice((30, 50, "12.5")),
            "share_how": random.choice(HOWS), "classes": ["I"],
        },
    ]  # fmt: skip
    cut = {"places": random.randint(1, 4)} if random.random() < 0.6 else {"share": 40, "share_how": "up"}
    return {
        **({"scale": scale} if scaled else {}),
        **maybe(random, "medals", medals, 0.8),
        **maybe(random, "contest_class", random.choice(("I", "II"))),
        "awards": awards if random.random() < 0.8 else [],
        **maybe(random, "cut", {**cut, "ties": random.choice(("in", "out")), **requires}),
        **maybe(
            random,
            "team",
            {
                "best": random.randint(2, 3), "least": random.randint(1, 2),
                **maybe(random, "middle", random.choice(("mean", "median"))), **maybe(random, "rounding", rounding(random)),
            },
        ),
    }  # fmt: skip


def scheme_data(random: Random) -> dict[str, Any]:
    weights = random.choice(
        (["100"], ["30", "70"], ["40", "60"], ["25", "55", "20"], ["33.3", "66.7"], ["100/3", "200/3"])
    )
    components = [component(random, n, weight) for n, weight in enumerate(weights)]
    ties: list[dict[str, Any]] = []
    for one in components:
        ties += [{"by": "component", "component": one["code"]}] if random.random() < 0.4 else []
        ties += [{"by": "time", "component": one["code"]}] if random.random() < 0.4 else []
        keys = [aspect for aspect in one.get("aspects", ()) if aspect.get("key")]
        ties += [{"by": "key_losses", "component": one["code"]}] if keys and random.random() < 0.6 else []
        if one.get("aspects") and random.random() < 0.4:
            ties.append({"by": "aspect", "component": one["code"], "aspect": "a0"})
    random.shuffle(ties)
    data = {
        "code": "c", "name": "演示竞赛", "components": components, "ties": ties,
        **maybe(random, "rounding", rounding(random), 0.7), **maybe(random, "pass_mark", 60),
        **maybe(random, "joint", "dense", 0.3), **honours(random, components),
    }  # fmt: skip
    if "medals" in data and random.random() < 0.5:
        data["fields"] = [{"least": least, "medals": n} for least, n in ((2, 1), (4, 2), (5, 3))]
    return data | maybe(random, "least_units", 2, 0.2)


def sheet_data(random: Random, scheme: dict[str, Any], whole: bool) -> dict[str, Any]:
    entrants = []
    for n in range(random.randint(1, 8)):
        standing = (
            "competed" if random.random() < 0.9 else random.choice(("absent", "forfeited", "disqualified"))
        )
        one = {"code": f"e{n}", "unit": random.choice(("", "甲", "乙")), "standing": standing}
        one["level"] = random.choice(("", "高级工", "技师"))
        one["titles"] = ["省技术能手"] if random.random() < 0.1 else []
        entrants.append(one | {"promoted": random.random() < 0.1})
    sheet: dict[str, Any] = {name: [] for name in Sheet.__dataclass_fields__} | {"entrants": entrants}
    lost = 0.0 if whole else random.choice((0.0, 0.0, 0.0, 0.03))
    for one in scheme["components"]:
        _component_rows(random, sheet, one, lost, whole)
    for n, mark in enumerate(sheet["marks"]):
        if random.random() < 0.04:
            fix = {key: mark[key] for key in ("judge", "entrant", "component", "aspect", "round", "value")}
            again = random.choice([row["value"] for row in sheet["marks"] if _alike(row, mark)])
            sheet["corrections"].append(
                {**fix, "value": again, "number": n + 1, "reason": "誊写错误", "by": "裁判长"}
            )
    for rows in sheet.values():
        random.shuffle(rows)
    return sheet


def _alike(row: dict[str, Any], mark: dict[str, Any]) -> bool:
    return (row["component"], row["aspect"]) == (mark["component"], mark["aspect"])


def _component_rows(
    random: Random, sheet: dict[str, Any], one: dict[str, Any], lost: float, whole: bool
) -> None:
    judges = [f"j{n}" for n in range(random.randint(3, 7))]
    if one["marking"] != "carried":
        sheet["benches"].append({"component": one["code"], "judges": judges})
    if one.get("aspects") and random.random() < 0.3:
        sheet["benches"].append({"component": one["code"], "judges": judges[:3], "aspects": ["a0"]})
    elif one["marking"] != "carried" and random.random() < 0.3:  # two stations, each with judges of its own
        codes = [row["code"] for row in sheet["entrants"]]
        station = random.sample(codes, (len(codes) + 1) // 2)
        sheet["benches"].append(
            {"component": one["code"], "judges": ["k0", "k1", "k2", "j0"], "entrants": station}
        )
    for entrant in [row["code"] for row in sheet["entrants"]]:
        key = {"entrant": entrant, "component": one["code"]}
        if random.random() < 0.03:
            sheet["absences"].append(key)
        if random.random() < 0.1:
            sheet["penalties"].append({**key, "points": random.choice(("0.5", 3)), "clause": "安全"})
        if random.random() < 0.8:
            sheet["times"].append({**key, "seconds": random.choice((3600, 3601, "3599.5"))})
        if one["marking"] == "carried":
            if random.random() >= lost:
                sheet["carried"].append({**key, "value": random.choice(("12.5", 20, 15))})
            continue
        if not whole and random.random() < 0.03:
            sheet["recusals"].append({"judge": random.choice(judges), "entrant": entrant, "clause": "同单位"})
        for aspect in one.get("aspects") or [None]:
            _cell_rows(random, sheet, one, aspect, key, judges, lost, whole)


def _fits(bench: dict[str, Any], aspect: str, entrant: str) -> bool:
    return (not bench.get("aspects") or aspect in bench["aspects"]) and (
        not bench.get("entrants") or entrant in bench["entrants"]
    )


def _cell_rows(
    random: Random, sheet: Any, one: Any, aspect: Any, key: Any, judges: list[str], lost: float, whole: bool
) -> None:
    code = aspect["code"] if aspect else ""
    fitting = [
        row
        for row in sheet["benches"]
        if row["component"] == one["code"] and _fits(row, code, key["entrant"])
    ]
    bench = max(fitting, key=lambda row: bool(row.get("aspects")) + bool(row.get("entrants")))["judges"]
    rule = (aspect or one).get("panel")
    entered = rule is None
    if entered:
        bench = bench[: (aspect or one).get("entries", 1)]
    rounds = 2 if rule and random.random() < 0.1 else 1
    level = random.random()
    for n in range(1, rounds + 1):
        for judge in bench:
            value = _value(random, one, aspect, level)
            if (
                rule
                and rule.get("spread") is not None
                and (whole or (n == rounds and random.random() < 0.97))
            ):
                value = _value(Random(str(level)), one, aspect, level)
            if entered and (whole or random.random() < 0.99):
                value = _value(Random(str(level)), one, aspect, level)
            if random.random() >= lost:
                sheet["marks"].append({"judge": judge, **key, "aspect": code, "value": value, "round": n})


def _value(random: Random, one: Any, aspect: Any, level: float) -> Any:
    """Few different values, so that ties and edges of rounding are common."""
    if aspect is None:
        step = random.choice((Fraction(1, 2), Fraction(1, 20), Fraction(1)))
        near = min(
            Fraction(1), max(Fraction(0), Fraction(round(level * 4), 4) + Fraction(random.randint(-2, 2), 20))
        )
        return str(round(near * one["of"] / step) * step)
    if aspect["kind"] == "judgement":
        return random.randint(0, 3)
    formula = aspect["measure"]["formula"]
    if formula == "yes_no":
        return random.randint(0, 1)
    if formula == "count":
        return random.randint(0, 6)
    return random.choice((0, "9.97", "9.99", 10, "10.01", "10.05", "10.06", "10.1", "11.4"))


def shuffled(sheet: Sheet, seed: int) -> Sheet:
    """The same sheet, with every list in another order."""
    random = Random(seed)
    return replace(
        sheet,
        **{name: tuple(random.sample(rows, len(rows))) for name, rows in vars(sheet).items()},
    )
