"""`jiangong plan`: the plan's figures on the command line."""

import click

from jiangong.operations.console import Code, leave, prepare, say


@click.group()
def plan() -> None:
    """规划数字：查看、由台账重算、核对。 / The plan's figures: show, rebuild from the ledger, check."""


@plan.command()
def show() -> None:
    """各项承诺的目标、今天应到、实际数字。 / Every promise: target, where it should be today, figure."""
    prepare()
    from django.utils import timezone

    from jiangong.operations.tables import plan_table

    for line in plan_table(timezone.localdate()):
        say(line)


@plan.command()
def rebuild() -> None:
    """由台账从头重算所有数格，结果应与逐笔累计的相同。 / Recount every cell from the ledger."""
    prepare()
    from jiangong.plan import actions

    done = actions.rebuild(lambda words: say(f"  {words} …"))
    say(
        f"{done.entries:,} 条记录 / entries → {done.cells:,} 个数格 / cells，改动 / changed {done.changed:,}，{done.seconds:.1f} s"
    )


@plan.command()
def check() -> None:
    """重算一遍与现有数格比较，不写任何东西；不同则退出码 5。 / Recount and compare, write nothing."""
    prepare()
    from jiangong.plan import actions

    found = actions.check()
    for each in found[:50]:
        say(f"  {each}")
    if found:
        say(f"{len(found)} 处不同，请运行 jiangong plan rebuild。 / {len(found)} cells differ.")
        leave(Code.DIFFERENT)
    say("逐格相同。 / All cells are the same.")
