"""How the commands speak: what they print, how long work shows its progress, what their exit codes mean."""

import enum
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import click


class Code(enum.IntEnum):
    """What a command's exit code says (docs/operations.md has the same table)."""

    DONE = 0
    REFUSED = 1  # the rules or the data do not allow it; nothing was written
    USAGE = 2  # wrong words on the command line
    MACHINE = 3  # database, disk, port or configuration is not ready
    PARTLY = 4  # done, and something was left out; the report says what
    DIFFERENT = 5  # a verification found a difference
    INTERRUPTED = 130


class Stopped(click.ClickException):
    """One plain sentence, then the exit code."""

    def __init__(self, sentence: str, code: Code = Code.REFUSED) -> None:
        super().__init__(sentence)
        self.code = code

    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)


def prepare() -> None:
    """Make the database and Django ready; the sentence and exit code 3 when the machine does not allow it."""
    from django.core.exceptions import ImproperlyConfigured

    from jiangong.operations.embedded import ensure_database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")
    try:
        ensure_database()
        import django

        django.setup()
    except ImproperlyConfigured as error:
        raise Stopped(str(error), Code.MACHINE) from error


def say(text: str = "") -> None:
    click.echo(text)


def leave(code: Code) -> NoReturn:
    sys.exit(int(code))


@contextmanager
def step(text: str) -> Iterator[None]:
    """A line for one piece of work, with the seconds it took."""
    started = time.monotonic()
    click.echo(f"  {text} … ", nl=False)
    try:
        yield
    except BaseException:
        click.echo()
        raise
    click.echo(f"{time.monotonic() - started:.1f} s")


Progress = Callable[[int, int], None]


@contextmanager
def progress(text: str) -> Iterator[Progress]:
    """Shows how far long work is: call it with (done, whole). On a terminal a moving line, else every 10 %."""
    terminal = sys.stdout.isatty()
    shown = -1
    started = time.monotonic()

    def tell(done: int, whole: int) -> None:
        nonlocal shown
        percent = 100 if whole <= 0 else min(100, done * 100 // whole)
        if percent == shown or (not terminal and percent // 10 == shown // 10):
            return
        shown = percent
        if terminal:
            click.echo(f"\r  {text} {percent:3d} %  {done:,} / {whole:,} ", nl=False)
        else:
            click.echo(f"  {text} {percent} %")

    yield tell
    end = f"  {text}  {time.monotonic() - started:.1f} s"
    click.echo(f"\r{end:<60}" if terminal else end)


def sentence_for(error: BaseException) -> tuple[str, Code] | None:
    """What to say about an expected error; None when it is a defect that deserves its traceback."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, OperationalError

    from jiangong.foundation.common.refusals import Refused

    if isinstance(error, Refused):
        return str(error), Code.REFUSED
    if isinstance(error, ImproperlyConfigured):
        return str(error), Code.MACHINE
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "磁盘已满，没有写完。请腾出空间后重试。 / The disk is full.", Code.MACHINE
    if isinstance(error, OSError) and error.filename is not None:
        return f"无法读写 {error.filename}：{error.strerror}。 / Cannot read or write it.", Code.MACHINE
    if isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) == "53100":
        return "数据库所在磁盘已满。请腾出空间后重试。 / The database's disk is full.", Code.MACHINE
    if isinstance(error, OperationalError):
        first = str(error).strip().splitlines()[0]
        return f"连不上数据库：{first}。请检查 DATABASE_URL。 / The database does not answer.", Code.MACHINE
    return None
