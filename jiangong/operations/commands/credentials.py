"""`jiangong distrust-credentials-key`: a key that signs credentials may be in other hands."""

import click

from jiangong.operations.console import Stopped, prepare, say


@click.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--yes", is_flag=True, help="不再询问 / do not ask")
def distrust_credentials_key(number: int, yes: bool) -> None:
    """宣布第 NUMBER 号凭证签发密钥不再可信：它签过的全部失效，签名进程换新密钥重签真的那些。不能收回。

    Key NUMBER is no key of ours any more: what it signed is void, and the signer writes the true credentials anew.
    """
    prepare()
    from jiangong.foundation.common.refusals import Refused
    from jiangong.foundation.credentials import actions

    if not yes:
        click.confirm(
            "它签过的凭证都要重新下载，继续吗？ / Holders must download theirs again. Go on?", abort=True
        )
    try:
        again = actions.distrust_key(number, by=None)
    except Refused as refused:
        raise Stopped(str(refused)) from refused
    say(f"{again:,} 份凭证将重新签名 / credentials will be signed anew")
