"""The admission card 参赛证: who, when, where, what to bring, which help; what the check-in scans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from jiangong.programmes.competitions.models import Contest, Entry
from jiangong.programmes.competitions.queries.theory import examinee_behind
from jiangong.programmes.competitions.states import EntryState

# What everybody brings, where the organiser says nothing else.
BRING = "本人身份证件、参赛证"


@dataclass(frozen=True)
class Card:
    """Everything on a card. It stays with the name, so no pseudonym stands on it: a number seen at a station would be known.

    `paper`: when the theory paper opens and closes, and the own minutes with what was granted; None without one.
    """

    entry: Entry
    contest: Contest
    report_at: datetime | None
    starts_on: date
    ends_on: date
    bring: str
    paper: tuple[datetime, datetime, int] | None
    address: str

    @property
    def help(self) -> str:
        """The help that was asked for, and the minutes that were granted."""
        entry = self.entry
        granted = f"理论考试加时 {entry.extra_minutes} 分钟" if entry.extra_minutes else ""
        return "；".join(one for one in (entry.needs, granted) if one)


def address_of(ticket: str) -> str:
    """What the QR of a card holds: the check-in page of whoever runs the contest."""
    return f"{settings.SITE_ADDRESS}/workbench/competitions/check-in/{ticket}/"


def card_of(entry: Entry) -> Card:
    """The card of an accepted entry."""
    contest = entry.contest
    examinee = examinee_behind(entry)
    paper = None
    if examinee is not None:
        sitting = examinee.sitting
        paper = (sitting.opens_at, sitting.closes_at, sitting.minutes + examinee.extra_minutes)
    return Card(
        entry=entry,
        contest=contest,
        report_at=contest.report_at,
        starts_on=contest.starts_on,
        ends_on=contest.ends_on,
        bring=contest.bring or BRING,
        paper=paper,
        address=address_of(entry.ticket),
    )


def card_on_paper(card: Card) -> dict[str, object]:
    """The card as text for the template."""
    entry, contest = card.entry, card.contest
    days = _day(card.starts_on)
    if card.ends_on != card.starts_on:
        days += f" 至 {_day(card.ends_on)}"
    rows: list[Sequence[str]] = [
        ("选手", entry.person.name if entry.person else ""),
        ("单位", entry.organisation.employer_name or entry.organisation.name),
        ("工种", str(contest.trade)),
        ("准考证号", entry.ticket),
        ("报到", _moment(card.report_at) if card.report_at else ""),
        ("比赛", days),
        (
            "理论考试",
            f"{_moment(card.paper[0])} 至 {_moment(card.paper[1])}，{card.paper[2]} 分钟"
            if card.paper
            else "",
        ),
        ("地点", contest.place),
        ("要带", card.bring),
        ("照顾", card.help),
    ]
    return {
        "title": contest.title,
        "issuer": contest.organiser.name,
        "rows": [list(row) for row in rows if row[1]],
        "demonstration": "1" if settings.DEMONSTRATION else "",
    }


def entry_with_ticket(ticket: str) -> Entry | None:
    """The entry of a scanned card; whoever asks has to be shown to be allowed."""
    return (
        Entry.objects.filter(ticket=ticket)
        .select_related("contest__organiser", "contest__trade", "person", "organisation", "team")
        .first()
    )


def check_in_counts(contest: Contest) -> tuple[int, int]:
    """(accepted, checked in)."""
    found = Entry.objects.filter(contest=contest, state=EntryState.ACCEPTED).aggregate(
        n=Count("pk"), there=Count("pk", filter=Q(checked_in_at__isnull=False))
    )
    return found["n"], found["there"]


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _moment(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{_day(local.date())} {local:%H:%M}"
