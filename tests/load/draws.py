"""Random draws made by three programs (`make load-draws`): Python, a browser, Go. Every difference is a failure.

Sizes are spread evenly over the orders of magnitude up to --most; every hundredth draw has --most applications.
"""

import argparse
import shutil
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from random import Random

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, executable
from tests.foreign import draws, go


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--draws", type=int, default=1_000)
    parser.add_argument("--most", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if not executable() or not shutil.which("go"):
        print("needs a Chromium (apt install chromium) and Go (apt install golang-go)")
        return 2
    chance = Random(asked.seed)
    spent = dict.fromkeys(("python", "browser", "go"), 0.0)
    applications = different = 0
    with tempfile.TemporaryDirectory(prefix="draws-") as name, sync_playwright() as playwright:
        program = go.compile_program(Path(name), "draw")
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = browser.new_page()
        page.add_script_tag(path=draws.SCRIPT)
        for number in range(asked.draws):
            size = asked.most if number % 100 == 99 else round(asked.most ** chance.random()) - 1
            drawn = draws.random_draw(chance, size)
            at = [time.perf_counter()]
            published, made = draws.ours(*drawn)
            at.append(time.perf_counter())
            browsers = draws.in_browser(page, published)
            at.append(time.perf_counter())
            foreign = draws.in_go(program, Path(name) / "files", published)
            at.append(time.perf_counter())
            for who, (began, ended) in zip(spent, pairwise(at), strict=True):
                spent[who] += ended - began
            applications += size
            if browsers != made or foreign != made.hashes:
                different += 1
                print(f"draw {number} of {size} applications differs", file=sys.stderr)
        browser.close()
    print(f"{asked.draws} draws, {applications} applications, {different} differ")
    floor = min(spent.values())
    for who, seconds in spent.items():
        print(f"{who:8} {seconds:8.1f} s  {seconds / floor:5.2f} × the fastest")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
