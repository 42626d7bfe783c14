"""`jiangong backup` and `jiangong restore`."""

from pathlib import Path

import click

from jiangong.operations.console import Code, Stopped, prepare, say, step


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="覆盖已有文件 / overwrite an existing file")
def backup(file: Path, replace: bool) -> None:
    """把数据库备份成一个文件（pg_dump 自定义格式，写完才改名）。服务不用停。

    Back up the database into one file in pg_dump's custom format. Keys, uploaded files and the secret key are not
    in it: the command names what else to copy.
    """
    if file.exists() and not replace:
        raise Stopped(
            f"{file} 已存在，覆盖请加 --replace。 / It exists; --replace overwrites it.", Code.USAGE
        )
    prepare()
    from jiangong.operations import archive

    with step("备份 / backup"):
        size = archive.backup(file)
    say(f"{file}  {size / 2**20:.1f} MB")
    say("另请单独保管（不要与数据库备份放在一起） / keep apart from this file:")
    for path in archive.beside():
        say(f"  {path}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """把备份恢复到空数据库；数据库里有表则拒绝。恢复在一个事务里，失败则什么都不留下。

    Restore a backup into an empty database (DATABASE_URL); refuses one that has tables. All or nothing.
    """
    prepare()
    from jiangong.operations import archive
    from jiangong.operations.preparing import migrate, unapplied_migrations

    with step("恢复 / restore"):
        archive.restore(file)
    if unapplied_migrations():
        with step("建表 / migrate"):
            migrate()
    from jiangong.foundation.people.erasure import actions as erasure

    again = erasure.catch_up()
    say(f"备份之后的依法删除已补做 {again.done} 次。 / Deletions done again: {again.done}.")
    say(
        "已恢复。请放回密钥环，再运行 jiangong setup 和 jiangong check。 / Restored; put the keyring back, then run setup and check."
    )
