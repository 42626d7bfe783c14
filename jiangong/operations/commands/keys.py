"""`jiangong rotate-keys`: a new key for personal data, and everything sealed again under it."""

import click

from jiangong.operations.console import prepare, progress, say


@click.command()
@click.option(
    "--no-new-key", is_flag=True, help="不生成新密钥，只把旧密文换到现用密钥 / finish an interrupted rotation"
)
def rotate_keys(no_new_key: bool) -> None:
    """生成新密钥，把证件号、手机号等密文分批换到新密钥下；服务不用停，中断后可再运行。

    Make a new key and re-seal personal data under it in batches; services keep running.
    Back the keyring up again afterwards, apart from the database.
    """
    prepare()
    from jiangong.foundation.people.actions import keys

    with progress("重新加密 / re-seal") as tell:
        done = keys.rotate_keys(new_key=not no_new_key, progress=tell)
    say(
        f"{done:,} 项已换到新密钥。请重新备份密钥环。 / {done:,} values re-sealed; back up the keyring again."
    )
