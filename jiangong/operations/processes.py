"""Child processes that live and end together: web, worker, signer."""

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from jiangong.operations.console import Code, Stopped

WORKERS, THREADS = 2, 32  # of the web server, unless told otherwise
PATIENCE = 15  # seconds a child gets to finish what it has begun


def require_free_port(host: str, port: int) -> None:
    """Refuse, in one sentence, when something else listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            trial.listen(1)
        except OSError as error:
            raise Stopped(
                f"端口 {port} 不能用（{error.strerror}）：请用 --port 换一个端口，或者停掉占用它的程序。"
                f" / Port {port} is not available; choose another with --port.",
                Code.MACHINE,
            ) from error


def run_together(
    children: dict[str, list[str]],
    *,
    ready: "Ready | None" = None,
    afterwards: dict[str, list[str]] | None = None,
) -> int:
    """Run the commands until one ends or we are told to stop; then stop the others. Returns the exit code.

    `ready` is asked after the start until it says that the children are at work, and then prints its message; children of
    `afterwards` are started then, for they ask the others.
    """
    asked_to_stop = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    running: dict[str, subprocess.Popen[bytes]] = {}
    ended = ""
    try:
        for name, command in children.items():
            # A session of their own: Ctrl-C reaches only us, and we stop them in order.
            running[name] = subprocess.Popen(command, start_new_session=True)
        while not asked_to_stop and not ended:
            ended = next((name for name, child in running.items() if child.poll() is not None), "")
            if ready is not None and ready():
                ready = None
                for name, command in (afterwards or {}).items():
                    running[name] = subprocess.Popen(command, start_new_session=True)
            time.sleep(0.1)
    finally:
        _stop(list(running.values()))
        for each, handler in before.items():
            signal.signal(each, handler)
    if asked_to_stop:
        return 0
    print(f"{ended} 进程结束了，退出码 {running[ended].returncode}。 / {ended} ended.", file=sys.stderr)
    return int(Code.MACHINE)


class Ready:
    """Asks a web address until it answers, then says what it was given to say."""

    def __init__(self, host: str, port: int, message: str) -> None:
        self._where = ("127.0.0.1" if host == "0.0.0.0" else host, port)  # noqa: S104
        self._message = message

    def __call__(self) -> bool:
        try:
            socket.create_connection(self._where, timeout=0.2).close()
        except OSError:
            return False
        print(self._message, flush=True)
        return True


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def web_command(
    *, host: str, port: int, workers: int, threads: int, application: str = "jiangong.wsgi:application"
) -> list[str]:
    """The web server: granian, WSGI, workers × threads (docs/architecture.md says why)."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--backlog", "2048",
        "--backpressure", str(max(threads * 4, 64)), "--no-ws", "--respawn-failed-workers",
        "--workers-kill-timeout", "10", "--log-level", "error", application,
    ]  # fmt: skip


def worker_command(*, jobs: int) -> list[str]:
    return [sys.executable, "-m", "jiangong.operations", "worker", "--jobs", str(jobs)]


def signer_command() -> list[str]:
    return [sys.executable, "-m", "jiangong.operations", "signer"]
