"""`jiangong demo-season`: a whole season of contests in the demonstration city, here or by the worker."""

import time

import click

from jiangong.operations.console import Code, Stopped, leave, prepare, progress, say, step


@click.command("demo-season")
@click.option("--trades", default=110, show_default=True, type=click.IntRange(1, 500), help="工种 / trades")
@click.option(
    "--entrants",
    default=30_000,
    show_default=True,
    type=click.IntRange(1, 200_000),
    help="从岗位练兵和技术比武报名的人数 / who enter on the shop floor",
)
@click.option("--worker", is_flag=True, help="交给后台任务去办 / let the worker do it in the background")
@click.option("--status", is_flag=True, help="看办到哪里 / how far it is")
def demo_season(trades: int, entrants: int, worker: bool, status: bool) -> None:
    """在演示城市里办一整个赛季：逐级选拔，每一步都走真实的办理动作。中断后再运行，从断处继续，不重复。

    Holds a whole season of contests by the rooms' own actions. Cut short, the same command goes on where it stood. The city
    must have members enough: `jiangong demo --scale medium` has them for the usual size.
    """
    prepare()
    from django.conf import settings

    from jiangong.operations.commands.demo import require_demonstration
    from jiangong.operations.demonstration import season, tasks

    if not settings.DEMONSTRATION:
        raise Stopped("只在演示里：JIANGONG_DEMONSTRATION=1。 / Only in a demonstration.")
    require_demonstration()
    if status:
        for line in season.standing():
            say(line)
        return
    began = time.monotonic()
    try:
        if worker:
            season.require_possible(trades=trades, entrants=entrants)
            tasks.play.defer(trades=trades, entrants=entrants)
            say("已交给后台；jiangong demo-season --status 看进度。 / The worker has it.")
            return
        with progress("赛季 / season") as tell:
            season.play(trades=trades, entrants=entrants, tell=tell)
    except season.Running:
        raise Stopped("另一个进程正在办这个赛季。 / Another process plays the season.") from None
    except season.Held as held:
        raise Stopped(
            f"演示城市已经有一个赛季（{held}），一年只有一个：用同样的 --trades 和 --entrants 接着办，或者重新装入。"
            " / The city has its season of the year already; go on with its size, or load the demonstration anew."
        ) from None
    except ValueError as error:
        raise Stopped(
            f"演示城市的会员不够：{error}。请用 --scale medium 装入。 / Too few members."
        ) from error
    with step("规划数字 / plan figures"):
        season.count()
    say(f"{time.monotonic() - began:.0f} s")
    for line in season.standing():
        say(line)
    leave(Code.DONE)
