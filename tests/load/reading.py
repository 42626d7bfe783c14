"""Somebody opens pages, one after the other, in a process of their own, while something long is done in the one that asks.

    python -m tests.load.reading USER ADDRESS …       until its input ends; then prints the times, a JSON list an address

A thread beside the work would wait for the interpreter, and find locks where there are none.
"""

import json
import os
import statistics
import subprocess
import sys
import threading
import time

from jiangong.operations import console

PAGES = (
    ("the programme", "/convalescence/{}/"),
    ("the worker's stays", "/me/stays/"),
    ("the worker's inbox", "/me/messages/"),
)


class Readers:
    """Opens the pages of a programme until `tell`, which prints how long each took: once each beforehand, uncounted."""

    def __init__(self, programme) -> None:
        from jiangong.foundation.people.models import User

        worker = User.objects.filter(person__convalescence_applicants__programme=programme).first()
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.load.reading",
                str(worker.pk),
                *(page.format(programme.pk) for _, page in PAGES),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n", "the reader did not begin"

    def tell(self, what: str) -> None:
        out, _ = self.process.communicate(timeout=120)
        for (name, _), times in zip(PAGES, json.loads(out), strict=True):
            print(
                f"  {what}, {name}: {len(times)} times, median {statistics.median(times):.2f} s, longest {max(times):.2f} s",
                flush=True,
            )


def main(user: str, *addresses: str) -> None:
    console.prepare()
    from django.conf import settings
    from django.test import Client

    from jiangong.foundation.people.models import User

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(User.objects.get(pk=user))
    times: list[list[float]] = [[] for _ in addresses]

    def read() -> None:
        for number, address in enumerate(addresses):
            began = time.perf_counter()
            answer = client.get(address)
            times[number].append(time.perf_counter() - began)
            assert answer.status_code == 200, (address, answer.status_code)

    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    read()  # templates and addresses are read once a process
    times = [[] for _ in addresses]
    print("ready", flush=True)
    while True:
        read()
        if over.wait(0.2):
            break
    print(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])
