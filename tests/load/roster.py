"""A roster of 100,000 rows: importing it against merely reading it, alternating in one run (`python -m tests.load.roster`).

Reading: the same file, the same reader (python-calamine), every row turned into Python values, nothing else.
Importing: the file's zip directory checked, header found, every cell normalised and validated, doubles found in the
file, the result file written (rows with problems, own columns, reasons). Not in it, printed apart: looking up who is
registered already, sealing and staging (COPY), and the write of persons, memberships and ledger in one transaction.

The bar: importing reaches at least half the rows per second of reading; peak memory below 500 MB. One row in fifty
is wrong or doubtful, as in a file that has been kept for years. Needs a database of its own: it writes, and takes
back at the end. A duration fails nothing; a lost or doubled row does.
"""

import argparse
import multiprocessing
import random
import resource
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import xlsxwriter

HEADER = [
    "序号",
    "姓名",
    "证件类型",
    "身份证号",
    "性别",
    "出生日期",
    "手机",
    "民族",
    "学历",
    "政治面貌",
    "工种",
    "技能等级",
    "入会日期",
    "是否农民工",
    "就业形态",
    "户籍类型",
]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CITY_DISTRICTS = ("370602", "370611", "370612", "370613", "370614", "370681", "370682", "370683", "370634")
BAR, MEMORY = 0.5, 500


def build(path: Path, rows: int) -> int:
    """A file of invented people whose numbers belong to nobody; returns how many rows were made wrong."""
    chance = random.Random(20_230_101)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("花名册")
    page.write_string(0, 0, "演示企业工会会员花名册")
    page.write_row(1, 0, HEADER)
    wrong = 0
    seen: set[str] = set()
    for number in range(rows):
        while True:
            born = date(chance.randint(1962, 2004), chance.randint(1, 12), chance.randint(1, 28))
            body = f"{chance.choice(CITY_DISTRICTS)}{born:%Y%m%d}{chance.randint(0, 999):03d}"
            if body not in seen:
                seen.add(body)
                break
        digits = body + "10X98765432"[sum(int(a) * w for a, w in zip(body, WEIGHTS, strict=True)) % 11]
        if number % 50 == 7:
            wrong += 1
            digits = digits[:17] + ("1" if digits[17] != "1" else "2")
        page.write_number(number + 2, 0, number + 1)
        cells = (
            f"演示职工{number:06d}", "居民身份证", digits, "男" if int(body[16]) % 2 else "女", f"{born:%Y-%m-%d}",
            f"199{number:08d}", chance.choice(("汉族", "汉", "回族", "满族")), chance.choice(("本科", "大专", "高中", "初中")),
            chance.choice(("群众", "中共党员", "团员")), chance.choice(("焊工", "钳工", "电工", "车工", "海员")),
            chance.choice(("初级工", "中级工", "高级工", "技师", "无")),
            f"{chance.randint(2005, 2022)}.{chance.randint(1, 12)}.{chance.randint(1, 28)}", chance.choice("是否"),
            chance.choice(("在职", "劳务派遣")), chance.choice(("城镇", "农村")),
        )  # fmt: skip
        for place, cell in enumerate(cells, 1):
            page.write_string(number + 2, place, cell)
    page.write_string(rows + 2, 0, "合计")
    book.close()
    return wrong


def merely_read(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return sum(1 for _ in sheet.iter_rows())


def judged(path: Path, result: Path) -> tuple[int, int]:
    """Parse, normalise, validate, find doubles, report: how many rows are good, how many in the result file."""
    from jiangong.foundation.common.spreadsheets import read_table
    from jiangong.foundation.people.roster.formulas import COLUMNS, EXAMPLE, Judge
    from jiangong.foundation.people.roster.queries import report

    table = read_table(path, COLUMNS, example=EXAMPLE)
    judge = Judge(table.places, date.today())
    good = judge.judge(table.rows)
    return len(good), report(result, table, judge.problems, judge.cells)


def in_process(
    work: str, path: Path, result: Path, answers: "multiprocessing.Queue[tuple[float, int, int]]"
) -> None:
    """One timed run in a process of its own, so that memory and caches start empty."""
    prepare()
    started = time.perf_counter()
    done = merely_read(path) if work == "read" else judged(path, result)[0]
    seconds = time.perf_counter() - started
    answers.put((seconds, done, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


def timed(work: str, path: Path, result: Path) -> tuple[float, int, int]:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[tuple[float, int, int]] = context.Queue()
    process = context.Process(target=in_process, args=(work, path, result, answers))
    process.start()
    answer = answers.get(timeout=600)
    process.join()
    return answer


def prepare() -> None:
    import os

    os.environ.setdefault("JIANGONG_DEMONSTRATION", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")
    import django

    django.setup()


def whole_import(path: Path, result: Path, rows: int, wrong: int) -> None:
    """Everything, into the database, and back: times and peak memory; fails on a lost or doubled row."""
    from jiangong.operations.embedded import ensure_database

    ensure_database()
    prepare()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import Membership, RosterImport
    from jiangong.foundation.people.roster import actions
    from tests.factories import make_organisation

    union = Organisation.objects.filter(code="LOADROSTER").first() or make_organisation(
        "演示企业名册工会", kind="city", code="LOADROSTER"
    )
    started = time.perf_counter()
    marks: list[float] = []
    outcome = actions.import_file(
        path,
        union,
        by=None,
        report=result,
        progress=lambda done, whole: marks.append(time.perf_counter()) if whole else None,
    )
    seconds = time.perf_counter() - started
    found = RosterImport.objects.get(pk=outcome.pk)
    members = Membership.objects.filter(roster_import=found).count()
    print(f"whole import with database   {seconds:6.1f} s   {rows / seconds:9,.0f} rows/s")
    print(
        f"  of it writing (one transaction) {(found.finished_at - found.confirmed_at).total_seconds():6.1f} s"
    )
    started = time.perf_counter()
    actions.undo(found, by=None)
    print(f"taking it all back           {time.perf_counter() - started:6.1f} s")
    left = Membership.objects.filter(roster_import=found).count()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory, database write and undo included: {peak} MB (bar {MEMORY})")
    if (outcome.read, outcome.bad, outcome.written, members, left) != (
        rows,
        wrong,
        rows - wrong,
        rows - wrong,
        0,
    ):
        sys.exit(f"rows lost or doubled: {outcome}, members {members}, left {left}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-database", action="store_true", help="only the two sides of the ratio")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, result = Path(folder) / "roster.xlsx", Path(folder) / "result.xlsx"
        wrong = build(path, given.rows)
        print(
            f"{given.rows:,} rows × {len(HEADER)} columns, {path.stat().st_size / 1e6:.1f} MB, {wrong:,} rows wrong"
        )
        times: dict[str, list[float]] = {"read": [], "import": []}
        peak = 0
        for number in range(given.rounds):
            for work in times:
                seconds, done, memory = timed(work, path, result)
                times[work].append(seconds)
                if work == "import":
                    peak = max(peak, memory)
                    if done != given.rows - wrong:
                        sys.exit(f"good rows lost or doubled: {done}")
            print(f"  round {number + 1}: read {times['read'][-1]:.2f} s, import {times['import'][-1]:.2f} s")
        read, imported = (statistics.median(times[work]) for work in times)
        print(f"merely reading   median {read:6.2f} s   {given.rows / read:9,.0f} rows/s")
        print(f"importing        median {imported:6.2f} s   {given.rows / imported:9,.0f} rows/s")
        print(f"ratio {read / imported:.2f} (bar {BAR})   peak memory {peak} MB (bar {MEMORY})")
        if not given.no_database:
            whole_import(path, result, given.rows, wrong)


if __name__ == "__main__":
    main()
