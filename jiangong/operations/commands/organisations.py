"""`jiangong import-organisations`: the same reading and writing as the page."""

from pathlib import Path

import click

from jiangong.operations.console import Code, Stopped, leave, prepare, say, step


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--under", help="上级组织编码；省略则从市总工会建起 / code of the union they stand below")
@click.option("--dry-run", is_flag=True, help="只检查，不写入 / check only, write nothing")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="逐行结果写到这个 .xlsx / write what became of every row",
)
def import_organisations(file: Path, under: str | None, dry_run: bool, report: Path | None) -> None:
    """从 .xlsx、.xls、.csv 导入工会组织；有问题的行不导入（退出码 4），其余一次写入。

    Found the unions of a spreadsheet; rows with problems stay out (exit code 4), the others are written together.
    """
    prepare()
    from jiangong.foundation.organisations.actions.importing import read_import, write_import
    from jiangong.foundation.organisations.actions.report import write_report
    from jiangong.foundation.organisations.models import Organisation

    above = Organisation.objects.filter(code=under).first() if under else None
    if under and above is None:
        raise Stopped(f"没有编码为 {under} 的组织。 / There is no union with the code {under}.")
    with step("读取 / read"):
        found = read_import(file, under=above, by=None)
    say(
        f"可导入 / good {len(found.good):,}，已存在 / standing {len(found.standing):,}，有问题 / with problems {len(found.bad):,}"
    )
    for row in found.bad[:20]:
        say(f"  {row.number}: {row.result}")
    if report is not None:
        write_report(report, found)
        say(f"逐行结果 / report: {report}")
    if not dry_run and found.good:
        with step("写入 / write"):
            write_import(found, by=None)
    if found.bad:
        leave(Code.PARTLY)
