"""A finished small contest of any union, made of rows: for walks over every address."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person
from jiangong.programmes.competitions.actions.computing import canonical_digest
from jiangong.programmes.competitions.formulas.presets import light
from jiangong.programmes.competitions.models import (
    Appeal,
    Bench,
    Benefit,
    Contest,
    Entry,
    Honour,
    Office,
    Outcome,
    Rejudging,
    Row,
    SchemeVersion,
    Season,
    Team,
    Trade,
)
from jiangong.programmes.competitions.queries.results import lines_of
from jiangong.selection.judging.formulas import compute, write_scheme, write_sheet
from jiangong.selection.judging.formulas.exact import number
from jiangong.selection.judging.formulas.sheet import shapes


def make_contest(organisation: Organisation, person: Person, **more: Any) -> dict[str, Any]:
    """A shop-floor contest of the union with one entrant, its result, an appeal, an honour, the chief judge's office.

    Keys: contest, season, entry, office, mark, appeal, honour, trade, team, benefit, rejudging.
    """
    today, now = timezone.localdate(), timezone.now()
    season, _made = Season.objects.get_or_create(
        organisation=organisation, year=today.year, defaults={"name": f"演示赛季{organisation.pk}"}
    )
    trade, _made = Trade.objects.get_or_create(
        edition="2022", code="6-18-01-01", trade="", defaults={"occupation": "演示车工"}
    )
    contest = Contest.objects.create(
        season=season,
        organiser=organisation,
        trade=trade,
        title=f"演示技术比武{organisation.pk}",
        level="shop",
        state="running",
        enter_from=now - timedelta(days=3),
        enter_until=now + timedelta(days=1),
        starts_on=today,
        ends_on=today,
        open_to=organisation,
        **more,
    )
    contest.scheme = write_scheme(light(f"contest{contest.pk}", contest.title))
    contest.save()
    entry = Entry.objects.create(
        contest=contest,
        person=person,
        organisation=organisation,
        state="accepted",
        ticket=f"演示票{contest.pk}",
    )
    office = Office.objects.create(contest=contest, person=person, duty="chief", alias="Z1")
    bench = Bench.objects.create(contest=contest, component="score", aspects=[])
    bench.judges.set([office])
    mark = Row.objects.create(
        contest=contest,
        kind="mark",
        code="A001",
        component="score",
        judge="Z1",
        value="91.5",
        key="m1",
        at=now,
    )
    sheet = shapes.Sheet(
        entrants=(shapes.Entrant(code="A001", unit=organisation.code),),
        benches=(shapes.Bench(component="score", judges=("Z1",)),),
        marks=(shapes.Mark(judge="Z1", entrant="A001", component="score", value=number("91.5")),),
    )
    scheme = light(f"contest{contest.pk}", contest.title)
    contents = {"scheme": write_scheme(scheme), "sheet": write_sheet(sheet)}
    result = compute(scheme, sheet)
    outcome = Outcome.objects.create(
        contest=contest,
        number=1,
        contents=contents,
        digest=canonical_digest(contents),
        result={
            "field": 1,
            "units": 1,
            "void": False,
            "lines": lines_of(result, {"A001": entry.pk}),
            "teams": [],
        },
    )
    Contest.objects.filter(pk=contest.pk).update(state="known")
    contest.refresh_from_db()
    honour = Honour.objects.create(
        contest=contest, entry=entry, outcome=outcome, kind="award", award="prize1", name="一等奖", rank=1,
        state="issued", number=f"演示{contest.pk}", code=f"h{contest.pk:021d}", holder_name=person.name, issued_on=today,
    )  # fmt: skip
    appeal = Appeal.objects.create(contest=contest, entry=entry, component="score", words="演示申诉")
    team = Team.objects.create(contest=contest, organisation=organisation, name="演示队")
    benefit = Benefit.objects.create(
        contest=contest,
        organisation=organisation,
        title="演示改进",
        adopted_on=today,
        amount=1,
        reckoned="演示",
    )
    SchemeVersion.objects.create(contest=contest, number=1, scheme=contest.scheme, digest="0" * 64)
    rejudging = Rejudging.objects.create(
        contest=contest,
        upon=outcome,
        reason="演示复核",
        changes=[
            {
                "kind": "correction", "code": "A001", "component": "score", "aspect": "", "judge": "Z1", "round": 1,
                "value": "92", "words": "演示", "lifts": None,
            }
        ],
        effect={
            "ranks": [],
            "honours": [],
            "nothing": False,
            "moved": [
                {
                    "code": "A001", "what": ["total"], "rank": [1, 1], "total": ["91.5", "92"],
                    "place": ["ranked", "ranked"], "medal": ["", ""], "awards": [[], []], "advances": [False, False],
                }
            ],
        },
    )  # fmt: skip
    return {
        "team": team,
        "benefit": benefit,
        "rejudging": rejudging,
        "contest": contest,
        "season": season,
        "trade": trade,
        "entry": entry,
        "office": office,
        "mark": mark,
        "appeal": appeal,
        "honour": honour,
    }
