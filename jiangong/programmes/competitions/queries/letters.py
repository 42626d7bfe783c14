"""What a contest and a season know for the letters about them (documents/competitions.yaml), so that nobody is asked twice."""

from collections.abc import Mapping

from django.db import models
from django.utils import timezone

from jiangong.programmes.competitions.models import Contest, Honour, Season
from jiangong.programmes.competitions.queries.honours import honours_of
from jiangong.programmes.competitions.queries.rules import rules_in_words
from jiangong.programmes.competitions.queries.season_report import Line, report_of
from jiangong.programmes.competitions.states import HonourKind, HonourState

# A letter to the labour department may be written before or after the acts are recorded as submitted.
PROMOTABLE = (HonourState.PROPOSED, HonourState.SUBMITTED)


def facts_for_letter(template: str, subject: models.Model) -> Mapping[str, object]:
    """The fields of a letter about a contest or a season; names stand in full, for the letter is the decision itself."""
    if isinstance(subject, Season):
        return _season(subject)
    if not isinstance(subject, Contest):
        return {}
    facts: dict[str, object] = {
        "contest": subject.title,
        "trade": str(subject.trade),
        "trade_code": subject.trade.code,
        "level": subject.get_level_display(),
        "contest_class": subject.get_contest_class_display(),
        "starts_on": subject.starts_on,
        "ends_on": subject.ends_on,
        "place": subject.place,
    }
    if template == "competitions.call":
        facts |= _call(subject)
    elif template == "competitions.result_decision":
        roster = [
            [str(one.rank or ""), _name(one), _unit(one), one.name]
            for one in honours_of(subject)
            .exclude(kind=HonourKind.PROMOTION)
            .exclude(state=HonourState.REVOKED)
        ]
        facts |= {"entrants": subject.entries.filter(state="accepted").count(), "roster": roster}
    elif template == "competitions.promotion_letter":
        rows = honours_of(subject).filter(kind=HonourKind.PROMOTION, state__in=PROMOTABLE)
        roster = [[str(one.rank or ""), _name(one), _unit(one), one.held or "无", one.gained] for one in rows]
        facts |= {"people": len(roster), "roster": roster}
    return facts


def _call(contest: Contest) -> dict[str, object]:
    lines = [
        f"{one.name}，权重{one.weight}%，满分{one.of}，{one.how}"
        for one in rules_in_words(contest.scheme or {})
    ]
    return {
        "recipients": f"{contest.open_to.name}所属各工会",
        "open_to": contest.open_to.name,
        "call": contest.call,
        "enter_from": timezone.localdate(contest.enter_from),
        "enter_until": timezone.localdate(contest.enter_until),
        "rules": "\n".join(f"{line}。" for line in lines),
        "each": contest.places_per_unit or "",
    }


def _season(season: Season) -> dict[str, object]:
    report = report_of(season)
    whole, sums = report.whole, report.sums
    share = f"{whole.share:.1%}" if whole.share is not None else "—"
    return {
        "season": season.name,
        "year": season.year,
        "called": whole.called,
        "finished": whole.finished,
        "entrants": whole.entrants,
        "persons": report.persons,
        "from_new": whole.from_new,
        "share": share,
        "women": _told(whole.women),
        "young": _told(whole.young),
        "young_until": report.young_until,
        "climbed": report.climbers,
        "trades": len(report.finals),
        "appeals": sums.appeals,
        "upheld": sums.upheld,
        "rejudged": sums.rejudged,
        "issued": sum(states.get(HonourState.ISSUED, 0) for _kind, states in report.honours),
        "benefits": sums.confirmed,
        "amount": f"{sums.amount:,.2f}",
        "promises": [
            [one.promise, one.title, f"{one.season:,} {one.unit}", f"{one.year:,.0f}", _owed(one.target)]
            for one in report.promises
        ],
        "levels": [_line(one) for one in report.levels if one.called],
        "districts": [_line(one) for one in report.districts],
        "roster": [
            [
                one.key,
                one.label,
                str(one.called),
                str(one.entrants),
                str(one.climbed),
                "是" if one.final else "否",
            ]
            for one in report.trades
        ],
        "not_counted": "\n".join(report.not_counted),
    }


def _line(one: Line) -> list[str]:
    return [
        one.label,
        str(one.called),
        str(one.finished),
        str(one.entrants),
        str(one.from_new),
        str(one.climbed),
    ]


def _told(count: int | None) -> str:
    return "不显示" if count is None else str(count)


def _owed(target: int | None) -> str:
    return "—" if target is None else str(target)


def _name(honour: Honour) -> str:
    person = honour.entry.person
    return person.name if person else ""


def _unit(honour: Honour) -> str:
    union = honour.entry.organisation
    return union.employer_name or union.name
