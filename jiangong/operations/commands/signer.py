"""`jiangong signer`: signs the ledger's tree and the credentials, in a process and under an account of its own."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import click

from jiangong.operations.console import Code, Stopped, prepare, say

if TYPE_CHECKING:
    from pathlib import Path

    from jiangong.foundation.ledger.tlog.notes import Signer

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
@click.option(
    "--new-credentials-key",
    "rotate",
    is_flag=True,
    help="为数字凭证启用新密钥，旧密钥签过的照样有效 / begin to sign credentials with a new key",
)
def signer(every: float, once: bool, rotate: bool) -> None:
    """给台账的树签检查点，给数字凭证签名。新树不是已签树的延伸就不签，退出码 5。密钥和记忆在 JIANGONG_SIGNER（默认 var/signer）。

    Sign checkpoints of the ledger's tree and the credentials; refuses what does not extend the last one signed, with exit code 5.
    """
    prepare()
    from django.db import Error, connection

    from jiangong.foundation.ledger.actions import Fork
    from jiangong.operations import badges
    from jiangong.operations import signer as signing
    from jiangong.operations.settling import require_settled

    if rotate:  # a signer that runs finds the new key at its next look
        key_made = badges.new_key(badges.folder_of(signing.signer_folder()))
        say(f"第 {key_made.number} 号密钥 / key {key_made.number}: {key_made.multibase}")
        return
    require_settled()

    ending = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda signum, frame: ending.set())
    folder = signing.signer_folder()
    with signing.alone(folder):
        key = signing.signing_key(folder)
        say(f"签名公钥 / signing as {key.verifier.vkey}")
        complained = ""
        while not ending.is_set():
            wait = every
            try:
                signed = signing.sign_next(folder, key)
                complained, more = _credentials(folder, key, complained, all_of_them=once)
                wait = 0.0 if more else every
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


def _credentials(folder: Path, key: Signer, complained: str, *, all_of_them: bool) -> tuple[str, bool]:
    """One look at what waits to be written. Returns what was complained of, said once, and whether more may wait.

    Whatever is wrong with credentials, the log is signed all the same.
    """
    from jiangong.operations import badges
    from jiangong.operations.signer import last_signed

    own = badges.folder_of(folder)
    try:
        badge_key = badges.current_key(own)
        badges.tell_key(badge_key)
    except Stopped as error:
        if all_of_them:
            raise
        if str(error) != complained:
            say(str(error))
        return str(error), False
    last = last_signed(folder, key)
    below = last[0].size if last else 0
    done = badges.sign_waiting(badge_key, below=below)
    while done.made and all_of_them:
        done = badges.sign_waiting(badge_key, below=below)
    complaint = ""
    if done.refused:
        numbers = ", ".join(str(one) for one in done.refused)
        complaint = f"不签：和台账记录不一致的凭证 / not signed, the ledger says something else: {numbers}"
        if complaint != complained:
            say(complaint)
    badges.sign_lists(own, badge_key)
    return complaint, done.made >= badges.AT_ONCE
