#!/usr/bin/env python3
"""重抽一次签：只用 Python 标准库（3.8 以上），不信任网站的任何一句话。旁边要放 check_sample.py，它懂台账和随机数。
Make a draw again: Python's standard library alone (3.8 or newer), and no trust in the site. Needs check_sample.py beside it,
which knows the ledger and the randomness.

    python3 check_draw.py https://example.org/ [NUMBER]   网站 / a site
    python3 check_draw.py FOLDER [NUMBER]                 文件夹，里面是 ledger/ 和 draws/NUMBER/ / a folder that holds these

A draw is announced in the ledger with its places, pools and the randomness that will decide; then its list is closed and
committed to; then the randomness comes. This program does, for every draw announced, so that none is kept silent about:

  1. reads all lines of the ledger, and sees that they hash to the root of the newest checkpoint (whether that is signed,
     and by whom, is what verify.py checks);
  2. sees that the draw was announced, closed and drawn once, that nothing but the randomness was changed in between, and
     that only before it came, by a witness's time; that nobody announced a second draw for the same programme;
  3. sees that the published list is the one committed to, and that a witness signed so before the randomness came;
  4. checks the randomness (the signature of a drand round, or the secrets of a ceremony against what was committed to);
  5. makes the draw again, and every move after it, and compares them with what is published, byte for byte.

It shares no code with the site: two programs that agree. docs/draws.md says the rules in words.
"""

from __future__ import annotations

import base64
import calendar
import hashlib
import json
import os
import sys
import time
import urllib.request
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
try:
    import check_sample as base  # type: ignore[import-not-found]
except ImportError:
    print("请把 check_sample.py 下载到同一个文件夹。/ Please put check_sample.py into the same folder.")
    sys.exit(2)

words = base.words


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        print(__doc__)
        return 2
    source = arguments[0].rstrip("/") + "/"
    try:
        log = Log(source + "ledger/")
        log.read_draws()
        wanted = arguments[1] if len(arguments) == 2 else None
        numbers = [one for one in log.lines_of if wanted in (None, one)]
        sound = sum(not check(log, source, number) for number in numbers) == 0
    except (OSError, ValueError, KeyError) as error:
        print(words("没有读通：", "could not read: ") + repr(error))
        return 2
    if not numbers:
        print(words("台账里没有这样的抽签。", "The ledger has no such draw."))
    return 0 if sound else 1


class Log(base.Log):  # type: ignore[misc]
    """The ledger, and the lines about draws in it: number → verb → (place, facts)."""

    def read_draws(self) -> None:
        self.lines_of: dict[str, dict[str, list[tuple[int, dict[str, str]]]]] = {}
        tree = base.Tree()
        wanted: set[int] = set()
        for place, data in self.lines(self.size):
            tree.add(data)
            if b'"verb":"draws.' not in data:
                continue
            line = json.loads(data)
            facts, verb = line.get("facts", {}), line["verb"].split(".")[1]
            self.lines_of.setdefault(facts["draw"], {}).setdefault(verb, []).append((place, facts))
            if verb == "drawn":
                notes = [facts["checkpoint"], *json.loads(facts.get("postponed", "[]"))]
                wanted.update(base.read_statement(note)[0] for note in notes)
        if tree.root() != self.root:
            raise ValueError(
                words("各行的哈希与检查点不符", "the lines do not hash to the checkpoint's root")
            )
        tree = base.Tree()
        for place, data in self.lines(max(wanted, default=0)):
            tree.add(data)
            if place + 1 in wanted:
                self.roots[place + 1] = tree.root()


class Report(base.Report):  # type: ignore[misc]
    def __init__(self, number: str) -> None:
        self.sound = True
        print("\n" + words("抽签 %s", "Draw %s") % number)


def check(log: Log, source: str, number: str) -> bool:
    """Everything about one draw; says what it finds, and returns whether all of it is as it must be."""
    report, lines = Report(number), log.lines_of[number]
    announced = lines.get("announced", [])
    report.must(len(announced) == 1, words("只公告一次", "announced only once"))
    if not announced:
        return False
    place, facts = announced[0]
    text, rules = facts["announcement"], json.loads(facts["announcement"])
    report.say(words("公告在第 %d 行：%s", "announced in line %d: %s"), place, rules["title"])
    subject = json.loads(facts["terms"])["for"]
    others = [
        other
        for other, found in log.lines_of.items()
        for _, one in found.get("announced", [])
        if other != number and json.loads(one["terms"])["for"] == subject
    ]
    report.must(not others, words("这个项目没有别的抽签", "the programme has no other draw"))
    moves: list[tuple[int, int]] = []
    for at, moved in lines.get("postponed", []):
        moves.append((at, comes(rules["randomness"])))
        later = json.loads(moved["announcement"])
        same = {key: value for key, value in later.items() if key != "randomness"} == {
            key: value for key, value in rules.items() if key != "randomness"
        }
        report.must(
            same and all(at < other for verb in ("drawn", "failed") for other, _ in lines.get(verb, [])),
            words("改期只改随机数，并在抽签之前：%s", "postponed, only the randomness, before the draw: %s"),
            moved["why"],
        )
        text, rules = moved["announcement"], later
    for _, failed in lines.get("failed", []):
        report.say(words("作废：%s", "failed: %s"), failed["why"])
    published = read(source, number, "announcement.json")
    report.must(
        published == text, words("公布的办法就是台账里的", "the rules published are those in the ledger")
    )
    closed, drawn = lines.get("list_closed", []), lines.get("drawn", [])
    if not closed:
        report.say(words("名单还没有封存", "the list is not closed yet"))
        return report.sound
    report.must(len(closed) == 1, words("名单只封存一次", "the list was closed only once"))
    committed = closed[0][1]["commitment"]
    listed = read(source, number, "list.jsonl")
    report.must(
        commitment(rules, listed) == committed,
        words("公布的名单就是承诺过的，%d 行", "the list published is the one committed to, %d lines"),
        listed.count("\n"),
    )
    if not drawn:
        report.say(words("还没有抽", "not drawn yet"))
        return report.sound
    report.must(len(drawn) == 1, words("只抽一次", "drawn only once"))
    facts = drawn[0][1]
    notes = json.loads(facts.get("postponed", "[]"))
    in_time = len(notes) == len(moves)
    for note, (at, moment) in zip(notes, moves):
        in_time = base.check_time(log, note, at, moment, report) and in_time
    report.must(
        in_time,
        words(
            "每次改期都在原定的随机数产生之前得到见证",
            "each postponement was witnessed before the randomness named until then came",
        ),
    )
    value, moment = base.randomness(rules["randomness"], facts["value"], report)
    report.must(
        base.check_time(log, facts["checkpoint"], closed[0][0], moment, report),
        words("承诺在随机数之前得到见证", "the list was witnessed before the randomness came"),
    )
    again = Draw(rules, listed, text, committed, value)
    result = again.result()
    report.must(
        result == read(source, number, "result.jsonl")
        and hashlib.sha256(result.encode()).hexdigest() == facts["result"],
        words("重抽一遍，%d 个签序和名额都一样", "drawn again: all %d ranks and places agree"),
        len(again.ranks),
    )
    check_moves(again, read(source, number, "moves.jsonl"), lines.get("places_moved", []), report)
    return report.sound


def check_moves(draw: Draw, moves: str, recorded: list[tuple[int, dict[str, str]]], report: Report) -> None:
    published = moves.splitlines(True)
    steps = {facts["step"]: facts["moves"] for _, facts in recorded}
    report.must(
        len(published) == len(steps) == len(recorded),
        words("递补 %d 次，都在台账里", "%d moves, all of them in the ledger"),
        len(published),
    )
    for number, line in enumerate(published, start=1):
        facts = json.loads(line)
        given = draw.move(facts["gone"])
        made = canonical({"step": number, "gone": sorted(facts["gone"]), "given": given}) + "\n"
        report.must(
            line == made and hashlib.sha256(line.encode()).hexdigest() == steps.get(str(number)),
            words("第 %d 次递补按签序", "move %d went by rank"),
            number,
        )


def comes(randomness: dict[str, Any]) -> int:
    """When a randomness comes at the earliest, in seconds since 1970."""
    if "drand" in randomness:
        return 1692803367 + (int(randomness["drand"]) - 1) * 3
    return calendar.timegm(time.strptime(randomness["ceremony"]["until"], "%Y-%m-%dT%H:%M:%SZ"))


def read(source: str, number: str, name: str) -> str:
    path = "draws/%s/%s" % (number, name)
    if source.startswith(("https://", "http://")):
        with urllib.request.urlopen(source + path, timeout=60) as answer:
            return str(answer.read().decode())
    with open(os.path.join(source, *path.split("/")), "rb") as file:
        return file.read().decode()


def canonical(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def commitment(rules: dict[str, Any], listed: str) -> str:
    tree, lines = base.Tree(), listed.split("\n")[:-1]
    for line in lines:
        tree.add(line.encode())
    root = base64.b64encode(tree.root()).decode()
    return canonical({"draw": rules["draw"], "applications": len(lines), "root": root})


class Draw:
    """Ranks and places, and what becomes of them."""

    def __init__(self, rules: dict[str, Any], listed: str, text: str, committed: str, value: bytes) -> None:
        head = b"jiangong/draw/v1\n" + text.encode() + b"\n" + committed.encode() + b"\n"
        seed = hashlib.sha256(head + value).digest()
        self.rules = rules
        self.batches = dict(rules["batches"])
        self.places: dict[str, tuple[str, str]] = {}
        lines = [json.loads(line) for line in listed.split("\n")[:-1]]
        self.ranks = sorted(lines, key=lambda one: (best(one, seed), one["ticket"]))
        self.people = {one["ticket"]: one["people"] for one in lines}
        self.waiting = self.ranks
        self.serve({pool: places for pool, places, _ in rules["pools"]})

    def serve(self, seats: dict[str, int]) -> None:
        """Pool by pool, rank by rank; `seats` are the free places of each pool."""
        everybody = self.rules["pools"][-1][0]
        for pool, _, then in self.rules["pools"]:
            still = []
            for one in self.waiting:
                fits = [want for want in one["wants"] if self.batches[want] >= one["people"]]
                if pool not in (*one["pools"], everybody) or not fits or one["people"] > seats[pool]:
                    still.append(one)
                    continue
                self.places[one["ticket"]] = (pool, fits[0])
                self.batches[fits[0]] -= one["people"]
                seats[pool] -= one["people"]
            self.waiting = still
            if then:
                seats[then] += seats[pool]

    def result(self) -> str:
        text = []
        for rank, one in enumerate(self.ranks, start=1):
            pool, batch = self.places.get(one["ticket"], ("", ""))
            text.append(
                canonical({"rank": rank, "ticket": one["ticket"], "pool": pool, "batch": batch}) + "\n"
            )
        return "".join(text)

    def move(self, gone: list[str]) -> list[list[str]]:
        """These leave; what others are given then, in order of rank."""
        seats = {pool: 0 for pool, _, _ in self.rules["pools"]}
        seats[self.rules["pools"][-1][0]] += sum(self.batches.values())
        before = set(self.places)
        for ticket in gone:
            if ticket in self.places:
                pool, batch = self.places.pop(ticket)
                seats[pool] += self.people[ticket]
                self.batches[batch] += self.people[ticket]
        self.waiting = [one for one in self.waiting if one["ticket"] not in gone]
        self.serve(seats)
        return [[one["ticket"], *self.places[one["ticket"]]] for one in self.ranks
                if one["ticket"] in self.places and one["ticket"] not in before]  # fmt: skip


def best(one: dict[str, Any], seed: bytes) -> bytes:
    head = seed + one["ticket"].encode() + b"\n"
    return min(hashlib.sha256(head + number.to_bytes(4, "big")).digest() for number in range(one["lots"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
