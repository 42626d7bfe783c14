"""Every page of the room, read by everybody at every stage: what stands on it that this reader may not know yet."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.urls import NoReverseMatch, reverse

from jiangong.programmes.competitions.models import Entry, Office, Row
from tests.architecture.routes import Route, routes
from tests.architecture.world import kinds_for
from tests.programmes.competitions.red_team.scene import KNOWN, LATE, MARK, NUMBER, Scene

# What each may see before the layers are open: full names, numbers of layers A, B, C, marks ("own": only those given by oneself),
# "A+name": whose number it is. Everything else on any page is a leak.
MAY_SEE: dict[str, frozenset[str]] = {
    "公众": frozenset(),
    "局外人": frozenset(),
    "外地工会干部": frozenset(),
    "选手": frozenset(),
    "领队": frozenset({"names"}),
    "单位工会干部": frozenset({"names"}),
    "主办工会主席": frozenset({"names"}),
    "经审人员": frozenset({"names"}),
    "裁判长": frozenset({"A", "C", "marks"}),
    "裁判员": frozenset({"C", "own"}),
    "录分员": frozenset({"A", "own"}),
    "加密裁判一": frozenset({"names", "A", "A+name"}),
    "加密裁判二": frozenset({"A", "B"}),
    "加密裁判三": frozenset({"B", "C"}),
    "监督仲裁": frozenset({"A"}),
}
# Afterwards numbers and marks are everybody's; full names are not.
FULL_NAMES_AFTERWARDS = frozenset(
    {"领队", "单位工会干部", "主办工会主席", "经审人员", "加密裁判一", "监督仲裁"}
)
OTHERS = (
    "web:home", "web:me", "web:workbench", "web:acts", "web:my_matters", "inbox:messages", "inbox:sent", "exams:mine",
    "exams:sittings", "notices:notices", "desk:mine",
)  # fmt: skip


def addresses(there: Scene, user: Any) -> Iterator[str]:
    """Every address of the room with this contest's own numbers, and the pages of other rooms that speak of contests."""
    for one in routes():
        if one.name.startswith("competitions:") or one.pattern.startswith("api/v1/competitions/"):
            yield from _filled(there, one, user)
    for name in OTHERS:
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue
    yield f"{reverse('web:search')}?q=演示选手"


def _filled(there: Scene, route: Route, user: Any) -> Iterator[str]:
    if "GET" not in route.methods:
        return
    if not route.parameters:
        yield f"/{route.pattern}"
        return
    kinds = kinds_for(route.name, route.pattern, route.parameters)
    choices = _choices(there, user)
    values: list[dict[str, Any]] = [{}]
    for parameter, kind in kinds.items():
        values = [{**known, parameter: one} for known in values for one in choices.get(kind, ["1"])]
    for known in values:
        address = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known[found[1]]), route.pattern)  # noqa: B023
        yield address
        if route.name == "competitions:lead":
            yield from (f"{address}?code={code}" for code in ("A001", "C001"))


def _choices(there: Scene, user: Any) -> dict[str, list[Any]]:
    contest = there.stage.contest
    offices = Office.objects.filter(contest=contest).order_by("pk")
    own = offices.filter(person=user.person_id).first() if user is not None else None
    mark = Row.objects.filter(contest=contest, judge=own.alias if own else "P2").first()
    entries = Entry.objects.filter(contest=contest).order_by("pk")
    return {
        "contest": [contest.pk],
        "season": [there.stage.season.pk],
        "office": [own.pk] if own else [offices[1].pk],
        "entrant": [entries[0].pk],
        "appeal": [there.appeal.pk if there.appeal else 1],
        "rejudging": [there.rejudging.pk if there.rejudging else 1],
        "team": [entries[0].team_id],
        "mark": [mark.pk if mark else 1],
        "participant": ["A001" if there.name in (KNOWN, LATE) or who_marks_theory(own) else "C001"],
        "component": ["theory" if who_marks_theory(own) else "practice"],
        "first": [1],
    }


def who_marks_theory(own: Office | None) -> bool:
    return own is not None and own.duty == "clerk"


def leaks(there: Scene, who: str, user: Any) -> tuple[int, list[str]]:
    """How many pages were opened, and what stood on them that must not."""
    client, opened, found = there.client(user), 0, []
    may = MAY_SEE[who]
    afterwards = there.name in (KNOWN, LATE)
    own = user.person.name if user is not None and user.person else "—"
    names = {one.person.name for one in there.stage.entrants} - {own}
    given = _own_marks(there, user)
    for address in addresses(there, user):
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        opened += 1
        text = _text(answer)
        seen = {one for one in names if one in text}
        letters = {one[0] for one in NUMBER.finditer(text)}
        numbers = {one[:1] for one in letters}
        marks = {one[0] for one in MARK.finditer(text)} - (given if "own" in may else set())
        if afterwards:
            if seen and who not in FULL_NAMES_AFTERWARDS:
                found.append(f"{address}: {sorted(seen)}")
            continue
        if seen and "names" not in may:
            found.append(f"{address}: {sorted(seen)}")
        if numbers - may:
            found.append(f"{address}: {sorted(letters)}")
        if seen and numbers and "A+name" not in may:
            found.append(f"{address}: {sorted(seen)} + {sorted(letters)}")
        if marks and "marks" not in may:
            found.append(f"{address}: {sorted(marks)}")
        if len(numbers) > 1 and (line := _linked(text, may)):
            found.append(f"{address}: {line}")
    return opened, found


def _own_marks(there: Scene, user: Any) -> set[str]:
    if user is None:
        return set()
    aliases = Office.objects.filter(contest=there.stage.contest, person=user.person_id).values("alias")
    return set(
        Row.objects.filter(contest=there.stage.contest, judge__in=aliases).values_list("value", flat=True)
    )


def _linked(text: str, may: frozenset[str]) -> str:
    """A line of a table that says two layers' numbers at once, for somebody who holds no layer."""
    if "B" in may:
        return ""
    for line in re.findall(r"<(?:tr|li)\b.*?</(?:tr|li)>", text, re.S):
        if len({one[0][0] for one in NUMBER.finditer(line)}) > 1:
            return re.sub(r"\s+", " ", line)[:200]
    return ""


def _text(answer: Any) -> str:
    """What is on the page, in a spreadsheet or in data."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            return "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())
    return unescape(body.decode("utf-8", "replace"))
