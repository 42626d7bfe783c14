"""A second computation of a contest's result, from docs/judging.md, sharing no code with the first.

    python shadow.py contest.json            contest.json: {"scheme": …, "sheet": …}; prints the result as JSON

One file, standard library only, Python 3.9 or later. Where the first computation builds trees of fractions, sorts and
slices, this one keeps whole numbers over whole numbers, counts who is better, and takes away extremes one by one. It
trusts that scheme and sheet have no fault: the first computation names those.
"""
# not law in this file (4, 10, 100): decimal arithmetic

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from decimal import Decimal
from math import gcd
from typing import Any

Table = dict[str, Any]
Ratio = tuple[int, int]

# --- whole numbers over whole numbers: (over, under), under > 0 ------------------------------------------------------


def ratio(over: int, under: int = 1) -> Ratio:
    common = gcd(over, under) or 1
    return (over // common, under // common) if under > 0 else (-over // common, -under // common)


def given(text: Any) -> Ratio:
    """The number that stands in the file."""
    if isinstance(text, str) and "/" in text:
        upper, lower = text.split("/")
        return ratio(int(upper), int(lower))
    return ratio(*Decimal(str(text)).as_integer_ratio())


def plus(a: Ratio, b: Ratio) -> Ratio:
    return ratio(a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def minus(a: Ratio, b: Ratio) -> Ratio:
    return plus(a, (-b[0], b[1]))


def times(a: Ratio, b: Ratio) -> Ratio:
    return ratio(a[0] * b[0], a[1] * b[1])


def over(a: Ratio, b: Ratio) -> Ratio:
    return ratio(a[0] * b[1], a[1] * b[0])


def order(a: Ratio, b: Ratio) -> int:
    """Below 0 if a is smaller, 0 if equal, above 0 if larger."""
    return a[0] * b[1] - b[0] * a[1]


def total_of(numbers: Iterable[Ratio]) -> Ratio:
    """All of them added up."""
    whole = (0, 1)
    for one in numbers:
        whole = plus(whole, one)
    return whole


def text_of(a: Ratio | None) -> str | None:
    return None if a is None else f"{a[0]}/{a[1]}"


NOUGHT = (0, 1)


def not_below_nought(a: Ratio) -> Ratio:
    return a if a[0] > 0 else NOUGHT


def cut_to_places(a: Any, rule: Table | None) -> Any:
    """Rounding by long division: the digits, and what is left over."""
    if rule is None or a is None:
        return a
    places, how = rule["places"], rule.get("how", "half_up")
    digits, rest = divmod(abs(a[0]) * 10**places, a[1])
    twice = 2 * rest
    if rest and (
        how == "up"
        or (how == "half_up" and twice >= a[1])
        or (how == "half_even" and (twice > a[1] or (twice == a[1] and digits % 2)))
    ):
        digits += 1
    return ratio(digits if a[0] >= 0 else -digits, 10**places)


def root(a: Ratio, rule: Table) -> Ratio:
    """√a rounded, found by halving an interval of whole numbers of the last place."""
    unit = 10 ** rule["places"]
    low, high = 0, (a[0] * unit // a[1] + 1) * unit + 1  # low² ≤ a·unit² < high²
    while high - low > 1:
        middle = (low + high) // 2
        if middle * middle * a[1] <= a[0] * unit * unit:
            low = middle
        else:
            high = middle
    exact = low * low * a[1] == a[0] * unit * unit
    # Twice the root against the odd number between low and high.
    half = (2 * low + 1) ** 2 * a[1]
    four = 4 * a[0] * unit * unit
    how = rule.get("how", "half_up")
    if not exact and (
        how == "up"
        or (how == "half_up" and four >= half)
        or (how == "half_even" and (four > half or (four == half and low % 2)))
    ):
        low += 1
    return ratio(low, unit)


def extreme(numbers: list[Ratio], sign: int) -> Ratio:
    """The largest (sign 1) or the smallest (sign -1)."""
    found = numbers[0]
    for one in numbers[1:]:
        if sign * order(one, found) > 0:
            found = one
    return found


def middle_of(numbers: Iterable[Ratio], median: bool) -> Ratio:
    """The mean; for the median, of what is left when extremes are taken away in pairs."""
    left = list(numbers)
    if median:
        while len(left) > 2:
            left.remove(extreme(left, 1))
            left.remove(extreme(left, -1))
    return over(total_of(left), (len(left), 1))


# --- one cell -------------------------------------------------------------------------------------------------------


def bench(sheet: Table, component: str, aspect: str, entrant: str) -> Any:
    """The judges of the bench that names the cell most closely."""
    chosen, close = None, -1
    for one in sheet.get("benches", ()):
        aspects, entrants = one.get("aspects", ()), one.get("entrants", ())
        if one["component"] != component or (aspects and aspect not in aspects):
            continue
        if entrants and entrant not in entrants:
            continue
        closeness = (1 if aspects else 0) + (1 if entrants else 0)
        if closeness > close:
            chosen, close = one["judges"], closeness
    return chosen or ()


def same_cell(row: Table, component: str, aspect: str, entrant: str) -> bool:
    return (row["component"], row.get("aspect", ""), row["entrant"]) == (component, aspect, entrant)


def counting(sheet: Table, component: str, aspect: str, entrant: str) -> tuple[list[str], dict[str, Ratio]]:
    """The judges who should have marked, and the marks that count."""
    recused = {one["judge"] for one in sheet.get("recusals", ()) if one["entrant"] == entrant}
    judges = [one for one in bench(sheet, component, aspect, entrant) if one not in recused]
    by_round: dict[int, dict[str, tuple[int, Any]]] = {}
    for mark in sheet["_marks"].get((component, aspect, entrant), ()):
        if mark["judge"] not in recused:
            by_round.setdefault(mark.get("round", 1), {})[mark["judge"]] = (0, mark["value"])
    for fix in sheet.get("corrections", ()):
        if same_cell(fix, component, aspect, entrant):
            row = by_round.get(fix.get("round", 1), {})
            if fix["judge"] in row and fix["number"] > row[fix["judge"]][0]:
                row[fix["judge"]] = (fix["number"], fix["value"])
    last = by_round[max(by_round)] if by_round else {}
    return judges, {judge: given(value) for judge, (_, value) in last.items()}


def by_panel(panel: Table, judges: list[str], marks: dict[str, Ratio]) -> tuple[str, Any]:
    """§2: what is lacking, or the panel's one mark."""
    if len(judges) < panel["least"]:
        return "panel_too_small", None
    if any(judge not in marks for judge in judges):
        return "no_mark", None
    values = list(marks.values())
    if panel.get("spread") is not None:
        distance = minus(extreme(values, 1), extreme(values, -1))
        if order(distance, given(panel["spread"])) > 0:
            return "spread", None
    if len(values) >= panel.get("drop_from", 0):
        for _ in range(panel.get("drop", 0)):
            values.remove(extreme(values, 1))
            values.remove(extreme(values, -1))
    value = middle_of(values, panel.get("middle", "mean") == "median")
    return "", cut_to_places(value, panel.get("rounding"))


def by_entries(entries: int, agree: Ratio, judges: list[str], marks: dict[str, Ratio]) -> tuple[str, Any]:
    """§2: what is lacking, or the mean of what was entered alike."""
    if len(judges) < entries:
        return "panel_too_small", None
    if len(marks) < entries:
        return "no_mark", None
    values = list(marks.values())
    if order(minus(extreme(values, 1), extreme(values, -1)), agree) > 0:
        return "entries_differ", None
    return "", middle_of(values, False)


def measured(rule: Table, of: Ratio, value: Ratio) -> Ratio:
    """§3: the mark of a measured value."""
    formula = rule["formula"]
    if formula == "yes_no":
        return of if value[0] else NOUGHT
    distance = minus(value, given(rule.get("nominal", 0)))
    side = rule.get("side", "both")
    if side == "under":
        distance = (-distance[0], distance[1])
    distance = (abs(distance[0]), distance[1]) if side == "both" else not_below_nought(distance)
    if formula == "bands":
        for band in rule["bands"]:
            if order(distance, given(band["up_to"])) <= 0:
                return given(band["mark"])
        return NOUGHT
    excess = not_below_nought(minus(distance, given(rule.get("tolerance", 0))))
    if formula == "within":
        return NOUGHT if excess[0] else of
    if formula == "linear":
        return not_below_nought(minus(of, over(times(of, excess), given(rule["reach"]))))
    if formula == "steps":
        begun = over(excess, given(rule["step"]))
        excess = (-(-begun[0] // begun[1]), 1)
    return not_below_nought(minus(of, times(given(rule["deduction"]), excess)))


def aspect_mark(sheet: Table, component: str, aspect: Table, entrant: str) -> tuple[str, Any]:
    """§3: what is lacking, or the mark of an aspect."""
    of = given(aspect["of"])
    judges, marks = counting(sheet, component, aspect["code"], entrant)
    if aspect["kind"] == "judgement":
        lacking, value = by_panel(aspect["panel"], judges, marks)
        if not lacking:
            value = over(times(value, of), (len(aspect["descriptors"]) - 1, 1))
    else:
        agree = given(aspect.get("agree", 0))
        lacking, value = by_entries(aspect.get("entries", 1), agree, judges, marks)
        if not lacking:
            value = measured(aspect["measure"], of, value)
    return lacking, cut_to_places(value, aspect.get("rounding"))


# --- one entrant ----------------------------------------------------------------------------------------------------


def component_score(
    sheet: Table, component: Table, entrant: str, gaps: list[list[str]], aspects: dict[tuple[str, str], Ratio]
) -> Ratio | None:
    """The score, or None; what is missing goes into `gaps`, marks of aspects into `aspects`."""
    code = component["code"]
    for one in sheet.get("absences", ()):
        if (one["entrant"], one["component"]) == (entrant, code):
            return NOUGHT if component.get("absent", "out") == "zero" else None
    marking, lacking, score = component["marking"], "", None
    if marking == "aspects":
        score = NOUGHT
        for aspect in component["aspects"]:
            lacks, mark = aspect_mark(sheet, code, aspect, entrant)
            if lacks:
                gaps.append([entrant, code, aspect["code"], lacks])
                score = None
            else:
                aspects[code, aspect["code"]] = mark
                score = None if score is None else plus(score, mark)
    elif marking == "carried":
        rows = [
            one for one in sheet.get("carried", ()) if (one["entrant"], one["component"]) == (entrant, code)
        ]
        lacking, score = ("", given(rows[0]["value"])) if rows else ("not_carried", None)
    elif marking == "panel":
        lacking, score = by_panel(component["panel"], *counting(sheet, code, "", entrant))
    else:
        lacking, score = by_entries(component.get("entries", 1), NOUGHT, *counting(sheet, code, "", entrant))
    if lacking:
        gaps.append([entrant, code, "", lacking])
    if score is None:
        return None
    for one in sheet.get("penalties", ()):
        if (one["entrant"], one["component"]) == (entrant, code):
            score = minus(score, given(one["points"]))
    left: Ratio = cut_to_places(not_below_nought(score), component.get("rounding"))
    return left


def comparison(
    scheme: Table, sheet: Table, entrant: str, scores: Table, aspects: dict[tuple[str, str], Ratio]
) -> list[Ratio | None]:
    """The numbers by which equal totals are parted: larger is better, None comes last."""
    found = []
    for tie in scheme.get("ties", ()):
        code = tie["component"]
        if tie["by"] == "component":
            found.append(scores[code])
        elif tie["by"] == "aspect":
            found.append(aspects.get((code, tie["aspect"])))
        elif tie["by"] == "time":
            rows = [
                one for one in sheet.get("times", ()) if (one["entrant"], one["component"]) == (entrant, code)
            ]
            found.append(minus(NOUGHT, given(rows[0]["seconds"])) if rows else None)
        else:
            (component,) = [one for one in scheme["components"] if one["code"] == code]
            lost = NOUGHT
            for aspect in component["aspects"]:
                if aspect.get("key", False):
                    mark = aspects.get((code, aspect["code"]), NOUGHT)
                    lost = plus(lost, minus(given(aspect["of"]), mark))
            found.append(minus(NOUGHT, lost))
    return found


def better(one: Table, other: Table) -> int:
    """Above 0 if `one` is placed before `other`, 0 if they are equal in everything."""
    for mine, theirs in zip([one["_total"], *one["_keys"]], [other["_total"], *other["_keys"]]):
        if (mine is None) != (theirs is None):
            return 1 if theirs is None else -1
        if mine is not None and order(mine, theirs):
            return order(mine, theirs)
    return 0


# --- all of them ----------------------------------------------------------------------------------------------------


def standard_scale(rule: Table, ranked: list[Table]) -> None:
    """§6: points on the standard scale."""
    if len(ranked) < rule["least"]:
        return
    totals = [one["_total"] for one in ranked]
    count, centre = (len(totals), 1), given(rule["centre"])
    mean, median = over(total_of(totals), count), middle_of(totals, True)
    squares = total_of([times(minus(one, mean), minus(one, mean)) for one in totals])
    for one in ranked:
        far = times(given(rule["unit"]), minus(one["_total"], median))
        if squares[0] == 0:
            one["_scale"] = centre
            continue
        distance = root(over(times(times(far, far), count), squares), rule["rounding"])
        one["_scale"] = plus(centre, distance) if far[0] >= 0 else minus(centre, distance)


def give_medals(rule: Table, allowed: int, ranked: list[Table]) -> None:
    """§7: medals from the best down, then the distinction."""
    on = "_scale" if rule["by"] == "scale" else "_total"
    queue = [one for one in ranked if one[on] is not None]
    place, at = 0, 0
    while at < len(queue) and place < min(allowed, len(rule["kinds"])):
        first = last = at
        while last + 1 < len(queue):
            mark = queue[first if rule.get("apart", "first") == "first" else last]
            near = order(minus(mark[on], queue[last + 1][on]), given(rule.get("within", 0))) <= 0
            if queue[last]["rank"] != queue[last + 1]["rank"] and not (
                near and given(rule.get("within", 0))[0]
            ):
                break
            last += 1
        for one in queue[first : last + 1]:
            one["medal"] = rule["kinds"][place]["name"]
            one["_points"] = given(rule["kinds"][place].get("points", 0))
        place += last + 1 - first if rule.get("after", "skip") == "skip" else 1
        at = last + 1
    merit = rule.get("merit")
    if merit:
        on = "_scale" if merit["by"] == "scale" else "_total"
        for one in ranked:
            if not one["medal"] and one[on] is not None and order(one[on], given(merit["least"])) >= 0:
                one["medal"], one["_points"] = merit["name"], given(merit.get("points", 0))


def missed(line: Table, requires: Iterable[str]) -> list[str]:
    """Which required parts stayed below their pass mark."""
    return [one for one in requires if not (line["passed"] if one == "total" else line["_passed"][one])]


def reach(rule: Table, last: str, field: int) -> int:
    """The last rank covered: a number, or a share of the field."""
    if rule.get(last) is not None:
        return int(rule[last])
    share = over(times(given(rule["share"]), (field, 1)), (100, 1))
    whole: Ratio = cut_to_places(share, {"places": 0, "how": rule.get("share_how", "down")})
    return whole[0]


def give_awards(scheme: Table, field: int, line: Table, entrant: Table) -> None:
    """§8: what the award table says of one line."""
    for row in scheme.get("awards", ()):
        if row.get("classes") and scheme.get("contest_class", "") not in row["classes"]:
            continue
        if not row["first"] <= line["rank"] <= reach(row, "last", field) or row["group"] in line["_groups"]:
            continue
        line["_groups"].add(row["group"])
        levels = {one["held"]: one["gained"] for one in row.get("levels", ())}
        level = entrant.get("level", "")
        if set(entrant.get("titles", ())) & set(row.get("barred", ())):
            says = "!barred"
        elif missed(line, row.get("requires", ())):
            says = "!not_passed"
        elif row.get("yearly", False) and entrant.get("promoted", False):
            says = "!promoted"
        elif levels and level not in levels:
            says = "!level"
        else:
            says = levels.get(level, "")
        line["awards"][row["code"]] = says


def cut_off(rule: Table, field: int, ranked: list[Table]) -> None:
    """§8: who goes on."""
    places = reach(rule, "places", field)
    for one in ranked:
        ahead = sum(better(other, one) > 0 for other in ranked)
        equal = sum(better(other, one) == 0 for other in ranked)
        inside = ahead < places if rule.get("ties", "in") == "in" else ahead + equal <= places
        one["advances"] = inside and not missed(one, rule.get("requires", ()))


def rank_all(rows: list[Table], joint: str) -> None:
    """Rank = 1 + how many are better (or, dense, how many different better results there are)."""
    for one in rows:
        ahead = [other for other in rows if better(other, one) > 0]
        if joint == "dense":
            ahead = [a for n, a in enumerate(ahead) if not any(better(a, b) == 0 for b in ahead[:n])]
        one["rank"] = len(ahead) + 1
    rows.sort(key=lambda one: (one["rank"], one["_code"]))


def units_table(rule: Table, joint: str, lines: list[Table]) -> Table:
    """§9: score and rank of each unit."""
    rows: list[Table] = []
    names = sorted({one["_unit"] for one in lines} - {""})
    ranked = [one for one in lines if one["place"] == "ranked"]
    table: Table = {}
    for name in names:
        best = sorted((one for one in ranked if one["_unit"] == name), key=lambda one: one["_code"])
        while len(best) > rule["best"]:
            lowest = extreme([one["_total"] for one in best], -1)
            best.remove([one for one in best if order(one["_total"], lowest) == 0][-1])
        table[name] = [None, None]
        if len(best) < rule["least"]:
            continue
        totals = []
        left = [one["_total"] for one in best]
        while left:
            totals.append(extreme(left, 1))
            left.remove(totals[-1])
        middle = rule.get("middle")
        score = total_of(totals) if middle is None else middle_of(totals, middle == "median")
        # Fewer counted totals than another unit's: what is missing comes last.
        keys = [*totals, *[None] * (rule["best"] - len(totals))]
        score = cut_to_places(score, rule.get("rounding"))
        rows.append({"_code": name, "_total": score, "_keys": keys})
    rank_all(rows, joint)
    for one in rows:
        table[one["_code"]] = [text_of(one["_total"]), one["rank"]]
    return table


def recompute(scheme: Table, sheet: Table) -> Table:
    """The result of a contest, as plain data with numbers as “over/under”."""
    sheet = dict(sheet, _marks={})
    for mark in sheet.get("marks", ()):
        cell = (mark["component"], mark.get("aspect", ""), mark["entrant"])
        sheet["_marks"].setdefault(cell, []).append(mark)
    gaps: list[list[str]] = []
    lines: list[Table] = []
    for entrant in sheet["entrants"]:
        standing = entrant.get("standing", "competed")
        line = {
            "_code": entrant["code"], "_unit": entrant.get("unit", ""), "_entrant": entrant, "_total": None,
            "_scale": None, "_points": NOUGHT, "_passed": {}, "_groups": set(), "_scores": {},
            "place": standing, "passed": None, "rank": None, "medal": "", "awards": {}, "advances": None,
        }  # fmt: skip
        lines.append(line)
        if standing != "competed":
            continue
        before = len(gaps)
        total: Ratio | None = NOUGHT
        aspects: dict[tuple[str, str], Ratio] = {}
        for component in scheme["components"]:
            score = component_score(sheet, component, entrant["code"], gaps, aspects)
            line["_scores"][component["code"]] = score
            needed = component.get("pass_mark")
            line["_passed"][component["code"]] = (
                None if score is None or needed is None else order(score, given(needed)) >= 0
            )
            if score is None or total is None:
                total = None
            else:
                part = over(times(given(component["weight"]), score), given(component["of"]))
                total = plus(total, part)
        line["_total"] = total = cut_to_places(total, scheme.get("rounding"))
        if total is None:
            line["place"] = "open" if len(gaps) > before else "out"
            continue
        line["place"] = "ranked"
        if scheme.get("pass_mark") is not None:
            line["passed"] = order(total, given(scheme["pass_mark"])) >= 0
        line["_keys"] = comparison(scheme, sheet, entrant["code"], line["_scores"], aspects)
    started = [one for one in lines if one["place"] != "absent"]
    units = len({one["_unit"] for one in started} - {""})
    rows = [one["medals"] for one in scheme.get("fields", ()) if one["least"] <= len(started)]
    kinds = scheme["medals"]["kinds"] if scheme.get("medals") else []
    allowed = max(rows, default=0) if scheme.get("fields") else len(kinds)
    void = (bool(scheme.get("fields")) and not rows) or units < scheme.get("least_units", 0)
    ranked = [one for one in lines if one["place"] == "ranked"]
    teams: Table = {}
    if void:
        for one in ranked:
            one["place"] = "void"
    elif not gaps:
        rank_all(ranked, scheme.get("joint", "skip"))
        if scheme.get("scale"):
            standard_scale(scheme["scale"], ranked)
        if scheme.get("medals"):
            give_medals(scheme["medals"], allowed, ranked)
        for one in ranked:
            give_awards(scheme, len(started), one, one["_entrant"])
        if scheme.get("cut"):
            for one in lines:
                one["advances"] = False
            cut_off(scheme["cut"], len(started), ranked)
        if scheme.get("team"):
            teams = units_table(scheme["team"], scheme.get("joint", "skip"), lines)
    return {
        "final": not gaps, "void": void, "field": len(started), "units": units, "medals_allowed": allowed, "gaps": sorted(gaps), "teams": teams,
        "lines": {one["_code"]: shown(one) for one in lines},
    }  # fmt: skip


def shown(line: Table) -> Table:
    """A line as it is printed: what begins with “_” is working, numbers become text."""
    return {
        **{key: value for key, value in line.items() if not key.startswith("_")},
        "scores": {code: text_of(score) for code, score in line["_scores"].items()},
        "total": text_of(line["_total"]), "scale": text_of(line["_scale"]), "points": text_of(line["_points"]),
    }  # fmt: skip


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        contest = json.load(file, parse_float=str)
    print(json.dumps(recompute(contest["scheme"], contest["sheet"]), ensure_ascii=False, indent=1))
