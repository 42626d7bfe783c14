"""`jiangong signer`: signs the ledger's tree, in a process and under an account of its own."""

import signal
import threading

import click

from jiangong.operations.console import Code, Stopped, prepare, say

AFTER_A_FAILURE = 5.0  # seconds before the next try


@click.command()
@click.option(
    "--every",
    default=2.0,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    help="隔多少秒看一次 / seconds between looks",
)
@click.option("--once", is_flag=True, help="只签一次就结束 / sign once and end")
def signer(every: float, once: bool) -> None:
    """给台账的树签检查点。新树不是已签树的延伸就不签，退出码 5。密钥和记忆在 JIANGONG_SIGNER（默认 var/signer）。

    Sign checkpoints of the ledger's tree; refuses what does not extend the last one signed, with exit code 5.
    """
    prepare()
    from django.db import Error, connection

    from jiangong.foundation.ledger.actions import Fork
    from jiangong.operations import signer as signing
    from jiangong.operations.settling import require_settled

    require_settled()

    ending = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda signum, frame: ending.set())
    folder = signing.signer_folder()
    with signing.alone(folder):
        key = signing.signing_key(folder)
        say(f"签名公钥 / signing as {key.verifier.vkey}")
        while not ending.is_set():
            wait = every
            try:
                signed = signing.sign_next(folder, key)
                if once:
                    say(f"{signed.size:,} 条已签 / leaves signed" if signed else "没有新的 / nothing new")
                    return
            except Fork as error:
                raise Stopped(f"不签：两段历史不一致。 / Not signed: {error}", Code.DIFFERENT) from error
            except Error as error:
                if once:
                    raise
                say(f"数据库暂时不能用，稍后再试 / trying again: {str(error).splitlines()[0]}")
                connection.close()
                wait = AFTER_A_FAILURE
            ending.wait(wait)
