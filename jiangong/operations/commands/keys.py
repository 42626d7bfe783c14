"""`jiangong rotate-keys`: a new key for personal data, and everything sealed again under it."""

import os

import click

from jiangong.operations.console import Stopped, prepare, progress, say


@click.command()
@click.option(
    "--continue",
    "resume",
    is_flag=True,
    help="不生成新密钥，把上次中断剩下的换完 / finish an interrupted rotation",
)
def rotate_keys(resume: bool) -> None:
    """生成新密钥，把证件号、手机号等密文分批换到新密钥下；服务不用停，中断后可用 --continue 接着做。

    Make a new key and re-seal personal data under it in batches; services keep running.
    Back the keyring up again afterwards, apart from the database.
    """
    prepare()
    from jiangong.foundation.people.actions import keys

    if os.environ.get("JIANGONG_KEYS") and not resume:
        raise Stopped(
            "密钥环来自环境变量 JIANGONG_KEYS：请先在那里加入新密钥，再用 --continue 运行。"
            " / The ring is JIANGONG_KEYS: add the new key there, then run with --continue.",
        )
    with progress("重新加密 / re-seal") as tell:
        done = keys.reseal_all(progress=tell) if resume else keys.rotate_keys(progress=tell)
    say(
        f"{done:,} 项已换到新密钥。请重新备份密钥环。 / {done:,} values re-sealed; back up the keyring again."
    )
