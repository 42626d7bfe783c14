"""`jiangong witness`: an independent witness of a log. Needs no database and none of the platform's settings."""

import signal
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import Any

import click

from jiangong.foundation.ledger.tlog.notes import NoteError, Verifier
from jiangong.operations.console import Code, Stopped, leave, say
from jiangong.operations.witness import evidence, folder, kinds
from jiangong.operations.witness.checking import check_evidence as check
from jiangong.operations.witness.folder import FolderError, Log, Witness
from jiangong.operations.witness.following import PATIENCE, Look, look, posting
from jiangong.operations.witness.network import Unreachable, fetching
from jiangong.operations.witness.serving import Server

FOLDER = click.argument("place", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
WORST_FIRST = (Code.DIFFERENT, Code.MACHINE, Code.PARTLY, Code.DONE)


def plainly(command: Callable[..., None]) -> Callable[..., None]:
    """Expected trouble is one sentence (the console's own way would load Django, which a witness does not have)."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except FolderError as error:
            raise Stopped(str(error)) from error
        except OSError as error:
            raise Stopped(
                f"{error.filename or ''} {error.strerror or error}".strip(), Code.MACHINE
            ) from error

    return run


@click.group()
def witness() -> None:
    """见证人：从外面跟踪一份日志，联署只增不改的检查点，保存分叉的证据。不需要数据库。

    A witness: follows a log from outside, cosigns what only grew, keeps evidence of a fork. Needs no database.
    """


@witness.command()
@FOLDER
@click.option(
    "--name", required=True, help="见证人的名称，像网址但不含 https:// / like witness.example.org/union"
)
@click.option(
    "--log",
    "vkeys",
    multiple=True,
    help="日志的公钥，从别处核对过 / the log's key, compared with a printed copy",
)
@click.option("--address", default="", help="日志的网址，以 /ledger/ 结尾 / where the log is served")
@plainly
def init(place: Path, name: str, vkeys: tuple[str, ...], address: str) -> None:
    """建立见证人的密钥和配置。 / Make the witness's key and configuration."""
    made = folder.make(place, name)
    if vkeys:
        made = folder.add_log(made, list(vkeys), address)
    say("见证人的公钥，请交给日志一方 / the witness's key, for the log's side (JIANGONG_WITNESSES):")
    say(made.vkey)


@witness.command()
@FOLDER
@click.option("--log", "vkeys", multiple=True, required=True, help="日志的公钥 / the log's key")
@click.option(
    "--address", default="", help="日志的网址；不写则只等它来请求 / where it is served; none: it asks us"
)
@plainly
def add_log(place: Path, vkeys: tuple[str, ...], address: str) -> None:
    """再见证一份日志。 / Witness one more log."""
    opened = folder.open_folder(place)
    with closing(folder.hold(opened)):
        folder.add_log(opened, list(vkeys), address)


@witness.command()
@FOLDER
@click.option(
    "--every", default=60, show_default=True, type=click.IntRange(1, 86400), help="秒 / seconds between looks"
)
@click.option("--once", is_flag=True, help="只看一次 / look once")
@click.option("--patience", default=PATIENCE / 60, show_default=True, type=click.FloatRange(min=0), help="分钟：旧的或不能证明的检查点持续多久算事故 / minutes until old or unproven checkpoints count as misbehaviour")  # fmt: skip
@click.option("--quiet", is_flag=True, help="只说异常 / say only what is wrong")
@plainly
def follow(place: Path, every: int, once: bool, patience: float, quiet: bool) -> None:
    """跟踪日志并联署；发现分叉或回退则保存证据、以退出码 5 停下，直到有人确认。

    Follow the logs and cosign; on a fork or rollback keep the evidence, stop with exit code 5, and go on refusing until
    somebody has acknowledged.
    """
    opened = folder.open_folder(place)
    with closing(folder.hold(opened)):
        leave(_rounds(opened, every, patience * 60, _ending(), once=once, quiet=quiet))


@witness.command()
@FOLDER
@click.option("--port", default=8470, show_default=True, type=click.IntRange(0, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--every", default=60, show_default=True, type=click.IntRange(1, 86400), help="秒 / seconds between looks"
)
@click.option(
    "--patience",
    default=PATIENCE / 60,
    show_default=True,
    type=click.FloatRange(min=0),
    help="分钟 / minutes",
)
@plainly
def serve(place: Path, port: int, host: str, every: int, patience: float) -> None:
    """跟踪日志，同时按 C2SP tlog-witness 接受检查点。 / Follow the logs and answer tlog-witness requests."""
    opened = folder.open_folder(place)
    ending = _ending()
    with closing(folder.hold(opened)), Server((host, port), opened, _loudly) as server:
        say(f"http://{host}:{server.server_port}/add-checkpoint")
        answering = threading.Thread(target=server.serve_forever, daemon=True)
        answering.start()
        while not ending.is_set():
            _rounds(opened, every, patience * 60, ending, once=True)
            ending.wait(every)
        server.shutdown()


@witness.command()
@FOLDER
@plainly
def status(place: Path) -> None:
    """联署到哪里，有无警报。 / What was cosigned last, and whether there is an alarm."""
    opened = folder.open_folder(place)
    say(opened.vkey)
    refused = False
    for log in opened.logs:
        state, alarm = folder.read_state(log), folder.read_alarm(log)
        seen = f"{state.checkpoint.size:,} 条 / entries, {evidence.utc(state.at)}" if state else "–"
        say(f"{log.origin}  {log.address}  {seen}")
        if alarm is not None:
            refused = True
            _loudly(_alarm_words(log, alarm))
    if refused:
        leave(Code.DIFFERENT)


@witness.command()
@FOLDER
@click.option("--by", required=True, help="谁 / who")
@click.option("--because", required=True, help="为什么可以继续看它 / why it may be looked at again")
@click.option("--origin", default="", help="哪份日志（只有一份时不必写）/ which log")
@plainly
def acknowledge(place: Path, by: str, because: str, origin: str) -> None:
    """有人看过警报：记下是谁和为什么，重新开始看这份日志。 / Somebody has seen the alarm; look at the log again."""
    opened = folder.open_folder(place)
    waiting = [log for log in opened.logs if origin in ("", log.origin) and folder.read_alarm(log)]
    if len(waiting) != 1:
        raise Stopped(
            "没有警报。 / No alarm."
            if not waiting
            else "请用 --origin 指明日志。 / Name the log with --origin."
        )
    folder.acknowledge(waiting[0], by=by, because=because, at=evidence.utc(time.time()))


@witness.command()
@click.argument("place", metavar="EVIDENCE", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--log", "vkeys", multiple=True, help="您从别处得到的日志公钥 / the log's key from a source of your own"
)
@plainly
def check_evidence(place: Path, vkeys: tuple[str, ...]) -> None:
    """只凭文件复核证据；不成立则退出码 5。 / Check evidence from its files alone; exit code 5 if it does not hold."""
    try:
        keys = [Verifier.parse(vkey) for vkey in vkeys] or None
    except NoteError as error:
        raise Stopped(str(error), Code.USAGE) from error
    verdict = check(place, keys)
    say(f"{verdict.kind}: {verdict.why}")
    if not verdict.sound:
        say("证据不成立。 / This evidence does not hold.")
        leave(Code.DIFFERENT)
    kind = kinds.KINDS[verdict.kind]
    if verdict.proves:
        say(f"由签名和哈希证明：{kind.zh}。 / Proven by signatures and hashes: {kind.en}.")
    else:
        say(f"凭见证人的记录：{kind.zh}。 / On the witness's word: {kind.en}.")


def _rounds(
    opened: Witness, every: int, patience: float, ending: threading.Event, *, once: bool, quiet: bool = False
) -> Code:
    """Look at every followed log, again and again; the worst code of the last round. Ends when all are refused."""
    followed = [log for log in opened.logs if log.address]
    while True:
        codes = [_one_look(opened, log, patience, quiet=quiet) for log in followed]
        refused = [log for log in followed if folder.read_alarm(log) is not None]
        if once or (followed and len(refused) == len(followed)):
            return next(code for code in WORST_FIRST if code in (*codes, Code.DONE))
        if ending.wait(every):
            return Code.DONE


def _one_look(opened: Witness, log: Log, patience: float, *, quiet: bool) -> Code:
    alarm = folder.read_alarm(log)
    if alarm is not None:
        _loudly(_alarm_words(log, alarm))
        return Code.DIFFERENT
    try:
        seen = look(opened, log, fetching(log.address), posting(log, _loudly), patience=patience)
    except Unreachable as error:
        _loudly(f"{log.origin}: {kinds.UNREACHABLE.zh} / {kinds.UNREACHABLE.en}: {error}")
        return Code(kinds.UNREACHABLE.code)
    if not quiet or seen.finding.kind.kept:
        _say_look(log, seen)
    return Code(seen.finding.kind.code)


def _say_look(log: Log, seen: Look) -> None:
    kind, shown = seen.finding.kind, seen.finding.shown
    size = f" {shown.size:,}" if shown else ""
    words = f"{evidence.utc(time.time())} {log.origin}{size}: {kind.zh} / {kind.en}"
    if not kind.kept:
        if kind is not kinds.SAME:
            say(words)
        return
    why = f" ({seen.finding.why})" if seen.finding.why else ""
    _loudly(f"{words}{why}\n  证据 / evidence: {seen.evidence or '–'}")
    if seen.refused:
        _loudly(
            "  !!! 已停止联署这份日志，直到有人看过证据并运行 jiangong witness acknowledge。\n"
            "  !!! This log is refused until somebody has read the evidence and run jiangong witness acknowledge."
        )


def _alarm_words(log: Log, alarm: dict[str, Any]) -> str:
    kind = kinds.KINDS.get(str(alarm["kind"]))
    words = f"{kind.zh} / {kind.en}" if kind else ""
    return (
        f"!!! {log.origin}: {words} ({alarm['at']})\n  证据 / evidence: {alarm['evidence']}\n"
        "  拒绝联署，直到 / refused until: jiangong witness acknowledge"
    )


def _loudly(words: str) -> None:
    click.echo(words, err=True)


def _ending() -> threading.Event:
    ending = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda signum, frame: ending.set())
    return ending
