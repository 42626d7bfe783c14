"""Rulings on parameters: one confirmed, local values of the city and of a district, one that was withdrawn."""

from datetime import date

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.rulebook.formulas import fingerprint
from jiangong.foundation.rulings.actions import Document, confirm, override, withdraw

CONFIRMED, LOCAL, MISTAKEN = (
    "people.deemed_withdrawal_months",
    "assistance.dibao",
    "competitions.appeal_hours",
)
LEAD, MINUTES = "draws.lead_minutes", 2  # the demonstration's witness looks every few seconds


def build(city: Organisation, district: Organisation, cast: dict[str, User], today: date) -> None:
    """By the city's officer and the district's cadre, on papers that are called invented."""
    officer, year = cast["city_officer"], date(today.year, 1, 1)
    [stated] = rulebook.rulebook()[CONFIRMED]
    confirm(
        CONFIRMED,
        fingerprint(stated),
        organisation=city,
        document=Document("演示会籍管理通知", f"演示工发〔{year.year}〕1号"),
        by=officer,
    )
    override(
        LOCAL,
        1100,
        organisation=city,
        document=Document("演示市最低生活保障标准通知", f"演示民发〔{year.year}〕2号"),
        since=year,
        by=officer,
    )
    override(
        LEAD,
        MINUTES,
        organisation=city,
        document=Document("演示抽签见证时间通知", f"演示工发〔{year.year}〕4号"),
        since=year,
        by=officer,
    )
    override(
        LOCAL,
        1150,
        organisation=district,
        document=Document("演示区最低生活保障标准通知", f"演示区民发〔{year.year}〕1号"),
        since=year,
        by=cast["district_cadre"],
    )
    mistaken = override(
        MISTAKEN,
        24,
        organisation=city,
        document=Document("演示竞赛申诉通知", f"演示工发〔{year.year}〕3号"),
        since=year,
        by=officer,
    )
    withdraw(mistaken, reason="演示：录入有误，文件写的是两小时", since=year, by=officer)
