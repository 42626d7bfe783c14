"""`jiangong reading-log`: check every place of the log of who saw or exported personal data."""

import click

from jiangong.operations.console import Code, leave, prepare, say


@click.command()
def reading_log() -> None:
    """从第一条起逐条验算查看记录：编号、散列、内容、台账。 / Check the read log from its first place on.

    Exit code 3 when something is missing or was changed.
    """
    prepare()
    from jiangong.foundation.people.readlog.queries import check

    found = check()
    for words, numbers in (
        ("缺号 / missing", found.missing),
        ("散列对不上 / broken chain", found.broken),
        ("内容被改 / altered", found.altered),
        ("内容没有了 / contents gone", found.gone),
        ("与台账不符 / unknown to the ledger", found.unknown),
    ):
        if numbers:
            say(f"  ✗  {words}: {' '.join(map(str, numbers))}")
    if not found.whole:
        leave(Code.MACHINE)
    say(
        f"第 {found.first} 号到第 {found.last} 号没有缺号，内容未改；依法删除内容 {found.erased} 条。"
        f" / No gap from {found.first} to {found.last}; {found.erased} erased by law."
        if found.total
        else "还没有记录。 / Nothing yet."
    )
