"""`jiangong backup`, `jiangong restore` and `jiangong settle`."""

from pathlib import Path

import click

from jiangong.operations.console import Code, Stopped, leave, prepare, progress, say, step

CHECKPOINT = click.option(
    "--checkpoint",
    metavar="WHERE",
    help="最新的见证过的检查点：网站地址、见证人文件夹或文件 / the newest witnessed checkpoint: address, folder or file",
)
UNWITNESSED = click.option(
    "--unwitnessed",
    is_flag=True,
    help="没有见证过的检查点可以核对 / there is none to compare with",
)


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
@CHECKPOINT
@UNWITNESSED
def restore(file: Path, checkpoint: str | None, unwitnessed: bool) -> None:
    """把备份恢复到空数据库，再做 settle 的核对；数据库里有表则拒绝。恢复在一个事务里，失败则什么都不留下。

    Restore a backup into an empty database (DATABASE_URL), all or nothing, then settle it (`jiangong settle --help`).
    Until that is done nothing starts on it.
    """
    _require_one(checkpoint, unwitnessed)
    prepare()
    from jiangong.operations import archive, settling

    note = settling.given_checkpoint(checkpoint) if checkpoint else None
    with step("恢复 / restore"):
        archive.restore(file, then=settling.HOLDING)
    _settle(note, unwitnessed)


@click.command()
@CHECKPOINT
@UNWITNESSED
def settle(checkpoint: str | None, unwitnessed: bool) -> None:
    """恢复之后（包括时间点恢复、备库升主）：补做依法删除，核对树与外面见过的检查点；不符则停住台账，退出码 5。

    After any restore, point-in-time recovery or promoted replica: do deletions of personal data again, and compare the
    tree with what others have seen. Where entries are missing or differ the log is held, and nothing starts (exit 5).
    """
    _require_one(checkpoint, unwitnessed)
    prepare()
    from jiangong.operations import settling

    _settle(settling.given_checkpoint(checkpoint) if checkpoint else None, unwitnessed)


def _require_one(checkpoint: str | None, unwitnessed: bool) -> None:
    if checkpoint is None and not unwitnessed:
        raise Stopped(
            "请用 --checkpoint 给出最新的见证过的检查点；确实没有的，写明 --unwitnessed。"
            " / Name the newest witnessed checkpoint with --checkpoint, or say --unwitnessed.",
            Code.USAGE,
        )


def _settle(note: str | None, unwitnessed: bool) -> None:
    from jiangong.operations import settling
    from jiangong.operations.preparing import migrate, unapplied_migrations

    if unapplied_migrations():
        with step("建表 / migrate"):
            migrate()
    with progress("重算树 / hashing the tree again") as tell:
        found = settling.settle(note, unwitnessed=unwitnessed, tell=tell)
    say(
        f"备份之后的依法删除，补做 {found.forgotten} 次。 / Deletions of personal data done again: {found.forgotten}."
    )
    say(f"树 / tree: {found.size:,} 条，根 / root {found.root.hex()}")
    for one in found.known:
        say(f"  {one.source}: {one.statement.size:,} 条，见证 / witnesses {one.witnesses}")
    if found.problems:
        for sentence in found.problems:
            say(f"✗ {sentence}")
        say(
            "台账停住，网页、后台、签名进程都不启动。请做时间点恢复，恢复到最后一刻，再运行 jiangong settle"
            "（《运行手册》“恢复”一节）。 / The log is held. Recover to the last moment (PITR), then settle again."
        )
        leave(Code.DIFFERENT)
    say(
        "相符，可以启动。请放回密钥环，再运行 jiangong setup 和 jiangong check。 / It fits: put the keyring back, run setup and check."
    )
