"""`jiangong ledger`: the append-only ledger on the command line."""

from pathlib import Path

import click

from jiangong.operations.console import Code, Stopped, leave, prepare, progress, say


@click.group()
def ledger() -> None:
    """台账：查看最近的记录、校验次序与保护。 / The ledger: show the latest entries, verify order and protection."""


@ledger.command()
@click.option(
    "--last", default=20, show_default=True, type=click.IntRange(1, 1000), help="看最近几条 / how many"
)
def show(last: int) -> None:
    """最近的记录，不含个人信息。 / The latest entries, without personal data."""
    prepare()
    from jiangong.foundation.ledger import queries
    from jiangong.operations.tables import ledger_table

    totals = queries.totals()
    say(f"{totals.entries:,} 条 / entries，待排序 / pending {totals.pending:,}")
    for line in ledger_table(last):
        say(line)


@ledger.command()
@click.option(
    "--deep", is_flag=True, help="逐条重新生成叶和树，慢 / derive every leaf and hash the tree again (slow)"
)
def verify(deep: bool) -> None:
    """次序无缺口、每条都在、数据库的保护还在；不符则退出码 5。 / No gaps, none missing, protection in place."""
    prepare()
    from jiangong.foundation.ledger import queries

    found = queries.verify()
    if deep:
        from jiangong.foundation.ledger.queries.soundness import verify_log
        from jiangong.plan.queries.tagging import tagging

        with progress("逐条核对 / deriving again") as tell:
            found += verify_log(tagging(), tell)
    for sentence in found:
        say(f"  {sentence}")
    if found:
        leave(Code.DIFFERENT)
    say(f"{queries.totals().entries:,} 条记录次序完整。 / The ledger is sound.")


@ledger.command()
def grow() -> None:
    """把已排序的记录写进树（worker 平时自动做）。 / Log what has a place; the worker does this all day."""
    prepare()
    from jiangong.operations.growing import grow_to_the_end

    with progress("入册 / logging") as tell:
        grown = grow_to_the_end(tell)
    say(f"{grown:,} 条入册 / leaves")


@ledger.command()
@click.argument("address", metavar="URL")
def push_checkpoint(address: str) -> None:
    """请一家见证人（C2SP tlog-witness）联署最新的检查点。 / Ask a witness to cosign the newest checkpoint."""
    prepare()
    from jiangong.operations.asking import ask
    from jiangong.operations.witness.network import Unreachable
    from jiangong.operations.witness.pushing import NotCosigned

    try:
        accepted = ask(address)
    except Unreachable as error:
        raise Stopped(str(error), Code.MACHINE) from error
    except NotCosigned as error:
        raise Stopped(str(error)) from error
    if accepted is None:
        raise Stopped("还没有检查点。 / There is no checkpoint yet.")
    say(f"{accepted.size:,} 条 / leaves: {'、'.join(accepted.witnesses)}")


@ledger.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--parquet", is_flag=True, help="另存 Parquet / also as Parquet")
def export(folder: Path, parquet: bool) -> None:
    """把公开的台账导出到目录，任何人可用其中的 verify.py 核对。叶由现在的记录重新生成，被改过的会露出来。

    Export the public ledger with its verifier. Leaves are derived again from the entries: changed ones show.
    Exit code 5 when an entry no longer says what was logged.
    """
    prepare()
    from jiangong.operations.exporting import export as write

    with progress("导出 / export") as tell:
        done = write(folder, progress=tell, parquet=parquet)
    say(f"{done.leaves:,} 条 / leaves → {folder}")
    if done.changed:
        places = "、".join(str(one) for one in done.changed[:10])
        say(f"{len(done.changed):,} 条与入册时不同 / differ from what was logged: {places}")
        leave(Code.DIFFERENT)
