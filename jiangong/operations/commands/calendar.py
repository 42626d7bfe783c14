"""`jiangong calendar`: which years are known, which are missing, which clocks would move if they were reckoned again."""

import click

from jiangong.operations.console import Code, leave, prepare, say


@click.command()
@click.option(
    "--clocks", default=200, show_default=True, help="最多列出多少只要变的钟 / clocks to list at most"
)
def calendar(clocks: int) -> None:
    """工作日历的年份，缺的年份，以及按现在的日历和参数会变的期限。什么都不改。

    Years of the calendar, and clocks that would move; nothing is changed. Exit code 3 when a year is missing.
    """
    prepare()
    from django.db.models import Q
    from django.utils import timezone

    from jiangong.foundation.clocks.formulas import national_calendar
    from jiangong.foundation.clocks.queries import missing_years, moves, published_years

    years = sorted(published_years())
    say(f"{national_calendar().name}：{years[0]}–{years[-1]}")
    found, more = moves(Q(), limit=clocks)
    for move in found:
        clock = move.clock
        before, after = (
            f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "已暂停 / paused"
            for at in (clock.due_at, move.due_at)
        )
        say(f"  {clock.pk}  {clock.rule}  {clock.organisation.code}  {before} → {after}")
    say(f"{len(found)}{'+' if more else ''} 只钟会变 / clocks would move")
    missing = missing_years()
    if missing:
        say(f"  ✗  缺 {'、'.join(map(str, missing))} 年 / missing years")
        leave(Code.MACHINE)
