"""`jiangong import-roster`: the same reading and writing as the page."""

from pathlib import Path

import click

from jiangong.operations.console import Code, Stopped, leave, prepare, progress, say


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", required=True, help="导入到哪个工会（组织编码） / code of the union")
@click.option("--dry-run", is_flag=True, help="只检查，不写入 / check only, write nothing")
@click.option(
    "--report",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="逐行结果写到这个 .xlsx / write what became of every row",
)
def import_roster(file: Path, organisation: str, dry_run: bool, report: Path) -> None:
    """从 .xlsx、.xls、.csv 导入一个工会的会员；有问题的行不导入（退出码 4），24 小时内可在网页上撤回。

    Import a union's members; rows with problems stay out (exit code 4). Can be taken back on the page for 24 hours.
    """
    prepare()
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.roster.actions.whole import import_file

    union = Organisation.objects.filter(code=organisation).first()
    if union is None:
        raise Stopped(f"没有编码为 {organisation} 的组织。 / There is no union with the code {organisation}.")
    with progress("导入 / import") as tell:
        outcome = import_file(file, union, by=None, dry_run=dry_run, report=report, progress=tell)
    say(
        f"读到 / read {outcome.read:,} 行，可导入 / good {outcome.good:,}，有问题 / with problems {outcome.bad:,}，"
        f"写入 / written {outcome.written:,}"
    )
    say(f"逐行结果 / report: {report}")
    if outcome.bad:
        leave(Code.PARTLY)
