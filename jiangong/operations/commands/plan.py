"""`jiangong plan`: the plan's figures on the command line."""

from pathlib import Path

import click

from jiangong.operations.console import Code, Stopped, leave, prepare, say


@click.group()
def plan() -> None:
    """规划数字：查看、由台账重算、核对、由公开文件复算。 / The plan's figures: show, rebuild, check, recount from public files."""


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


@plan.command()
@click.option(
    "--from",
    "folder",
    required=True,
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="jiangong ledger export --parquet 写出的文件夹 / what the export wrote",
)
@click.option(
    "--engine",
    "name",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="计算引擎；spark 另装 / the engine; spark is installed apart (requirements/spark.txt)",
)
@click.option(
    "--against",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="与哪个 figures.csv 比较，默认文件夹里的 / the figures to compare with; by default those in the folder",
)
def recount(folder: Path, name: str, against: Path | None) -> None:
    """只由公开的叶复算全部数字，逐格比较；不同则退出码 5。不需要数据库。

    Count every figure again from the published leaves alone and compare. Needs no database; exit code 5 if any differs.
    """
    from tempfile import TemporaryDirectory

    from jiangong.plan.definition import PlanFileError
    from jiangong.plan.recount.engines import EngineMissing, engine
    from jiangong.plan.recount.leaves import NothingToRecount
    from jiangong.plan.recount.leaves import recount as count

    if against is None and (folder / "figures.csv").exists():
        against = folder / "figures.csv"
    try:
        with TemporaryDirectory() as spare, engine(name, Path(spare)) as chosen:
            found = count(chosen, folder, Path(spare), against=against)
    except EngineMissing as error:
        raise Stopped(str(error), Code.MACHINE) from None
    except (NothingToRecount, PlanFileError) as error:
        raise Stopped(str(error)) from None
    say(f"{found.leaves:,} 个叶 / leaves → {found.cells:,} 个数格 / cells，{found.seconds:.1f} s ({name})")
    if found.differences is None:
        say("没有可比较的 figures.csv。 / There is no figures.csv to compare with.")
        return
    for each in found.differences[:50]:
        say(f"  {each}")
    if found.differing:
        say(f"{found.differing:,} 格与公布的不同。 / {found.differing:,} cells differ from those published.")
        leave(Code.DIFFERENT)
    say("与公布的逐格相同。 / All cells are as published.")
