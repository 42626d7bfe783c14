#!/usr/bin/env python3
"""核对一次审计抽样：这一个文件，只用 Python 标准库（3.8 以上），不信任网站的任何一句话。
Check audit samples: this one file, Python's standard library alone (3.8 or newer), and no trust in the site.

    python3 check_sample.py https://example.org/ledger/ [NUMBER]   网站 / a site
    python3 check_sample.py FOLDER [NUMBER]                        导出的文件夹 / a folder of `jiangong ledger export`
    python3 check_sample.py --secret                               为抽签仪式写一个秘密 / make a secret for a ceremony

An auditor announces in the ledger which entries count, how many will be drawn, and which public randomness will decide
that does not exist yet. Afterwards everybody can compute which entries were drawn. This program does:

  1. reads all lines of the ledger, and sees that they hash to the root of the newest checkpoint (whether that is signed,
     and by whom, is what verify.py checks);
  2. finds every sample announced, so that none is kept silent about, and counts its population again;
  3. checks the randomness (the signature of a drand round, or the secrets of a ceremony against what was committed to),
     and that a checkpoint covered the announcement before, with the witnesses' times if there are any;
  4. draws again, and sees that exactly the drawn entries were judged;
  5. computes again what the result proves.

It shares no code with the site: two programs that agree. docs/samples.md says the rules in words.
"""

from __future__ import annotations

import base64
import bisect
import calendar
import hashlib
import json
import math
import os
import secrets
import sys
import time
import unicodedata
import urllib.request
from fractions import Fraction
from typing import Any, Iterator, Sequence, Tuple

WIDTH = 256
ZH = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "").startswith("zh")


def main(arguments: list[str]) -> int:
    if arguments == ["--secret"]:
        secret = " ".join(str(secrets.randbelow(6) + 1) for _ in range(60))
        print(
            words("秘密（自己留好，到时公布）", "secret (keep it, disclose it when asked)"), secret, sep="\n"
        )
        print(words("承诺（现在交出）", "commitment (hand in now)"), committed(secret), sep="\n")
        return 0
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        print(__doc__)
        return 2
    try:
        log = Log(arguments[0])
        log.read_samples()
        wanted = arguments[1] if len(arguments) == 2 else None
        numbers = [one for one in log.announced if wanted in (None, one)]
        sound = sum(not check(log, number) for number in numbers) == 0
    except (OSError, ValueError, KeyError) as error:
        print(words("没有读通：", "could not read: ") + repr(error))
        return 2
    if not numbers:
        print(words("台账里没有这样的抽样。", "The ledger has no such sample."))
    return 0 if sound else 1


def words(zh: str, en: str) -> str:
    return zh if ZH else en


# === The log ==========================================================================================================


class Log:
    """A site's or folder's lines, and the samples found among them."""

    def __init__(self, source: str) -> None:
        self.source = source if source.endswith("/") else source + "/"
        text = self.read("checkpoint").decode()
        self.size, self.root = read_statement(text)
        self.keys = json.loads(self.read("keys.json"))
        self.announced: dict[str, list[tuple[int, str, dict[str, Any]]]] = {}
        self.drawn: dict[str, list[dict[str, str]]] = {}
        self.judged: dict[str, dict[int, dict[str, str]]] = {}
        self.ended: dict[str, list[str]] = {}
        self.roots: dict[int, bytes] = {}

    def read(self, path: str) -> bytes:
        if self.source.startswith(("https://", "http://")):
            with urllib.request.urlopen(self.source + path, timeout=60) as answer:
                return bytes(answer.read())
        with open(os.path.join(self.source, *path.split("/")), "rb") as file:
            return file.read()

    def lines(self, size: int) -> Iterator[tuple[int, bytes]]:
        """The first `size` lines with their places."""
        for number in range(-(-size // WIDTH)):
            width = min(WIDTH, size - number * WIDTH)
            whole = min(WIDTH, self.size - number * WIDTH)  # the last bundle is offered in its width of today
            name = "%03d" % (number % 1000)
            rest = number // 1000
            while rest:
                name, rest = "x%03d/" % (rest % 1000) + name, rest // 1000
            data = self.read("tile/entries/" + name + ("" if whole == WIDTH else ".p/%d" % whole))
            at = 0
            for place in range(number * WIDTH, number * WIDTH + width):
                length = int.from_bytes(data[at : at + 2], "big")
                yield place, data[at + 2 : at + 2 + length]
                at += 2 + length

    def read_samples(self) -> None:
        """One reading of everything: the root, the roots at the sizes that samples name, and the samples' lines."""
        tree, wanted = Tree(), set()
        for place, data in self.lines(self.size):
            tree.add(data)
            if b'"verb":"samples.' not in data:
                continue
            line = json.loads(data)
            facts, verb = line.get("facts", {}), line.get("verb")
            if verb == "samples.announced":
                definition = json.loads(facts["definition"])
                number = str(definition["sample"])
                self.announced.setdefault(number, []).append((place, facts["definition"], definition))
                wanted.add(definition["size"])
            elif verb == "samples.drawn":
                self.drawn.setdefault(facts["sample"], []).append(facts)
                wanted.add(read_statement(facts["checkpoint"])[0])
            elif verb == "samples.judged":
                judged = self.judged.setdefault(facts["sample"], {})
                if "corrects" in line:
                    judged.pop(line["corrects"], None)
                else:
                    judged[place] = facts
            elif verb in ("samples.closed", "samples.voided"):
                self.ended.setdefault(facts["sample"], []).append(facts.get("why", ""))
        if tree.root() != self.root:
            raise ValueError(
                words("各行的哈希与检查点不符", "the lines do not hash to the checkpoint's root")
            )
        tree = Tree()
        for place, data in self.lines(max(wanted, default=0)):
            tree.add(data)
            if place + 1 in wanted:
                self.roots[place + 1] = tree.root()


class Tree:
    """RFC 6962: a stack of the roots of perfect subtrees."""

    def __init__(self) -> None:
        self.stack: list[tuple[int, bytes]] = []

    def add(self, data: bytes) -> None:
        node, level = hashlib.sha256(b"\0" + data).digest(), 0
        while self.stack and self.stack[-1][0] == level:
            node, level = hashlib.sha256(b"\1" + self.stack.pop()[1] + node).digest(), level + 1
        self.stack.append((level, node))

    def root(self) -> bytes:
        nodes = [node for _, node in self.stack] or [hashlib.sha256(b"").digest()]
        root = nodes.pop()
        while nodes:
            root = hashlib.sha256(b"\1" + nodes.pop() + root).digest()
        return root


def read_statement(note: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint."""
    lines = note.split("\n")
    return int(lines[1]), base64.b64decode(lines[2])


# === One sample =======================================================================================================


def check(log: Log, number: str) -> bool:
    """Everything about one sample; says what it finds, and returns whether all of it is as it must be."""
    report = Report(number)
    (place, text, definition), *others = log.announced[number]
    report.say(words("公告在第 %d 行：%s", "announced in line %d: %s"), place, definition.get("title", ""))
    report.must(not others, words("同一抽样只公告一次", "announced only once"))
    report.must(
        definition["size"] <= place
        and log.roots.get(definition["size"]) == base64.b64decode(definition["root"]),
        words(
            "总体截至的检查点在公告之前，哈希相符",
            "the checkpoint that closes the population is before, with this root",
        ),
    )
    places, sizes = population(log, definition)
    report.must(
        len(places) == definition["population"] and sum(sizes or []) == definition["total"],
        words("总体 %d 条", "population of %d entries"),
        len(places),
    )
    for why in log.ended.get(number, []):
        report.say(words("提前结束：%s", "ended early: %s"), why)
    if number not in log.drawn:
        report.say(words("还没有抽取", "not drawn yet"))
        return report.sound
    facts, *more = log.drawn[number]
    report.must(not more, words("只抽取一次", "drawn only once"))
    value, moment = randomness(definition, facts["value"], report)
    check_time(log, facts["checkpoint"], place, moment, report)
    drawn = draw(places, sizes, definition["draws"], text, value)
    judged = list(log.judged.get(number, {}).values())
    verdicts = {one["position"]: one for one in judged}
    report.must(len(verdicts) == len(judged), words("每行只有一个现行结论", "one judgement a line in force"))
    strangers = set(verdicts) - {str(one) for one in drawn}
    report.must(not strangers, words("核查的都是抽中的", "only drawn entries were judged"))
    report.say(words("抽中的行：%s", "drawn lines: %s"), ", ".join(map(str, drawn)))
    prove(definition, drawn, verdicts, report)
    return report.sound


class Report:
    def __init__(self, number: str) -> None:
        self.sound = True
        print("\n" + words("抽样 %s", "Sample %s") % number)

    def say(self, sentence: str, *facts: Any) -> None:
        print("   " + (sentence % facts if facts else sentence))

    def must(self, holds: bool, sentence: str, *facts: Any) -> None:
        if not holds:
            self.sound = False
        print(("ok " if holds else words("不符 ", "WRONG ")) + (sentence % facts if facts else sentence))


def population(log: Log, definition: dict[str, Any]) -> tuple[list[int], list[int] | None]:
    """Places of the entries that count, in order, and their quantities in hundredths (None where these do not matter)."""
    found: dict[int, int] = {}
    org = ('"%s"' % definition["org"]).encode()
    for place, data in log.lines(definition["size"]):
        if org not in data:
            continue
        line = json.loads(data)
        facts = line.get("facts", {})
        if (
            line.get("verb") in definition["verbs"]
            and definition["org"] in line.get("under", [])
            and definition["since"] <= line.get("on", "") <= definition["until"]
            and all(facts.get(name) == is_ for name, is_ in definition.get("facts", {}).items())
            and line.get("attribute") in definition.get("attributes", [line.get("attribute")])
            and ("tag" not in definition or definition["tag"] in line.get("tags", {}))
        ):
            if "corrects" in line:
                found.pop(line["corrects"], None)
            else:
                found[place] = hundredths(line["quantity"])
    if definition["unit"] == "entry":
        return list(found), None
    found = {place: size for place, size in found.items() if size > 0}
    return list(found), list(found.values())


def hundredths(text: str) -> int:
    whole, _, part = text.partition(".")
    if len(part) > 2:
        raise ValueError("quantity " + text)
    number = int(whole.lstrip("-") + part.ljust(2, "0"))
    return -number if text.startswith("-") else number


def draw(places: list[int], sizes: list[int] | None, draws: int, text: str, value: bytes) -> list[int]:
    seed = hashlib.sha256(b"jiangong/sample/v1\n" + text.encode() + b"\n" + value).digest()
    if sizes is None:
        return sorted(places, key=lambda one: hashlib.sha256(seed + one.to_bytes(8, "big")).digest())[:draws]
    ends, end = [], 0
    for size in sizes:
        end += size
        ends.append(end)
    drawn = []
    for number in range(draws):
        chance = int.from_bytes(hashlib.sha256(seed + number.to_bytes(8, "big")).digest(), "big")
        point = ((number * 2**256) + chance) * end // (draws * 2**256)
        drawn.append(places[bisect.bisect_right(ends, point)])
    return drawn


def prove(
    definition: dict[str, Any], drawn: list[int], verdicts: dict[str, dict[str, str]], report: Report
) -> None:
    """What the judgements prove, computed again."""
    errors = open_ = 0
    for one in drawn:
        verdict = verdicts.get(str(one))
        if verdict is None:
            open_ += 1
        elif verdict["verdict"] != "supported":
            errors += 1
    draws, risk = definition["draws"], 1 - Fraction(definition["confidence"])
    report.say(
        words("抽 %d 次，已核查 %d，其中有误或无法判断 %d", "%d draws, %d judged, %d of these wrong or impossible to judge"),
        draws, draws - open_, errors,
    )  # fmt: skip
    if open_ and 2 * (errors + open_) >= draws:
        report.say(words("核查得太少，还不能说明什么", "too few are judged to say anything"))
        return
    bad = errors + open_
    if definition["unit"] == "entry":
        whole = definition["population"]
        low, high = bad, whole - draws + bad + 1
        while high - low > 1:
            middle = (low + high) // 2
            ways = sum(math.comb(middle, n) * math.comb(whole - middle, draws - n) for n in range(bad + 1))
            low, high = (low, middle) if ways <= risk * math.comb(whole, draws) else (middle, high)
        bound = low / whole
        report.say(words("总体中至多 %d 条有误", "at most %d entries of the population are wrong"), low)
    else:
        lower, upper = 0.0, 1.0
        while bad < draws and upper - lower > 1e-9:
            share = (lower + upper) / 2
            chance = sum(
                math.exp(
                    math.lgamma(draws + 1) - math.lgamma(n + 1) - math.lgamma(draws - n + 1)
                    + n * math.log(share) + (draws - n) * math.log1p(-share)
                )
                for n in range(bad + 1)
            )  # fmt: skip
            lower, upper = (lower, share) if chance <= risk else (share, upper)
        bound = upper
    report.say(
        words("有 %g%% 的把握：有误的不超过 %.4f%%%s", "with %g %% confidence at most %.4f %% is wrong%s"),
        100 * float(definition["confidence"]),
        100 * bound,
        words("（未核查的按有误计）", " (those not judged counted as wrong)") if open_ else "",
    )


# === When =============================================================================================================


def check_time(log: Log, note: str, place: int, moment: int, report: Report) -> bool:
    """Was the announcement covered before the randomness came? Only a witness's time proves it to a stranger: whether
    there is one."""
    size, root = read_statement(note)
    report.must(
        size > place and log.roots.get(size) == root,
        words(
            "抽取时所据的检查点包含公告，是这本台账的",
            "the checkpoint relied on covers the announcement, and is of this log",
        ),
    )
    text, _, rest = note.partition("\n\n")
    witnessed = []
    for line in rest.split("\n"):
        for vkey in log.keys.get("witnesses", []):
            name, _, key = vkey.split("+", 2)
            if line.startswith("\u2014 %s " % name):
                signature, key = base64.b64decode(line.split(" ")[2]), base64.b64decode(key)[1:]
                at = int.from_bytes(signature[4:12], "big")
                message = "cosignature/v1\ntime %d\n%s\n" % (at, text)
                if ed25519(key, message.encode(), signature[12:]):
                    witnessed.append((at, name))
    early = [(at, name) for at, name in witnessed if at < moment]
    for at, name in early:
        report.say(
            words(
                "见证人 %s 在随机数产生之前 %d 秒签过", "witness %s signed %d seconds before the randomness"
            ),
            name,
            moment - at,
        )
    if not early:
        report.say(
            words("没有见证：先后只凭网站自己说", "unwitnessed: that it came before, only the site says")
        )
    return bool(early)


# === Randomness =======================================================================================================


def randomness(definition: dict[str, Any], value: str, report: Report) -> tuple[bytes, int]:
    """The random bytes, and when they came at the earliest (seconds since 1970)."""
    if "drand" in definition:
        number, signature = definition["drand"], bytes.fromhex(value)
        report.must(
            drand(number, signature),
            words("drand 第 %d 轮的签名是真的", "the signature of drand round %d is true"),
            number,
        )
        return hashlib.sha256(signature).digest(), 1692803367 + (number - 1) * 3
    ceremony, told = definition["ceremony"], json.loads(value)
    parts = []
    for thrower, commitment in zip(ceremony["throwers"], ceremony["commitments"]):
        secret = told["secrets"].get(thrower)
        if secret is None:
            report.say(words("%s 没有公布秘密", "%s did not disclose a secret"), thrower)
            parts.append("-")
            continue
        report.must(
            committed(secret) == commitment,
            words("%s 的秘密与承诺相符", "%s disclosed what was committed to"),
            thrower,
        )
        parts.append("+" + plain(secret))
    for name, figure in zip(ceremony["publics"], told["publics"]):
        report.say(
            words("公开数字“%s”：%s（请自行核对）", "public figure “%s”: %s (look it up)"), name, figure
        )
        parts.append("=" + plain(figure))
    data = b"jiangong/ceremony/v1\nvalue\n" + "\n".join(parts).encode()
    return hashlib.sha256(data).digest(), calendar.timegm(
        time.strptime(ceremony["until"], "%Y-%m-%dT%H:%M:%SZ")
    )


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def committed(secret: str) -> str:
    return hashlib.sha256(b"jiangong/ceremony/v1\nsecret\n" + plain(secret).encode()).hexdigest()


# --- BLS signatures of drand's quicknet: curve BLS12-381, hash to curve of RFC 9380, pairing by Miller's loop ---

Pair = Tuple[int, int]  # modulo P: a point of the curve, or a number a + bi
P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
LOOP = 0xD201000000010000
KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
GENERATOR = (
    "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)
TAG = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


def drand(number: int, signature: bytes) -> bool:
    """Whether this is the network's signature of the round: e(signature, generator) = e(hash of the round, key)."""
    point = read_g1(signature)
    if point is None or multiply(point, ORDER) is not None:
        return False
    hashed = hash_to_g1(hashlib.sha256(number.to_bytes(8, "big")).digest())
    key, generator = read_g2(bytes.fromhex(KEY)), read_g2(bytes.fromhex(GENERATOR))
    minus = (generator[0], scale2(generator[1], -1))
    product = multiply12(miller(point, minus), miller(hashed, key))
    return power12(product, (P**12 - 1) // ORDER) == ONE


def root(a: int) -> int:
    """A square root modulo P, or -1."""
    found = pow(a, (P + 1) // 4, P)
    return found if (found * found - a) % P == 0 else -1


def read_g1(data: bytes) -> Pair | None:
    if len(data) != 48 or data[0] >> 6 != 2:  # compressed, not infinity
        return None
    x = int.from_bytes(data, "big") % 2**381
    y = root((x**3 + 4) % P) if x < P else -1
    if y < 0:
        return None
    return x, y if (y > P - y) == bool(data[0] & 32) else P - y


def add(a: Pair | None, b: Pair | None) -> Pair | None:
    """Two points of the curve over the integers modulo P; None is infinity."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], P - 2, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], P - 2, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(point: Pair | None, times: int) -> Pair | None:
    result = None
    for bit in bin(times)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def hash_to_g1(message: bytes) -> Pair:
    """RFC 9380, suite BLS12381G1_XMD:SHA-256_SSWU_RO_."""
    tag = TAG + bytes([len(TAG)])
    first = hashlib.sha256(bytes(64) + message + (128).to_bytes(2, "big") + b"\0" + tag).digest()
    block, uniform = hashlib.sha256(first + b"\1" + tag).digest(), b""
    for n in range(2, 6):
        uniform += block
        block = hashlib.sha256(bytes(x ^ y for x, y in zip(first, block)) + bytes([n]) + tag).digest()
    numbers = [int.from_bytes(uniform[n : n + 64], "big") % P for n in (0, 64)]
    point = multiply(add(*(isogeny(*swu(u)) for u in numbers)), LOOP + 1)
    return point or (0, 0)  # infinity: nobody will ever see it


A = 0x144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D
B = 0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0
KERNEL = (  # of the isogeny of degree 11 from y² = x³ + Ax + B to y² = x³ + 4: its polynomial, from the constant up
    0x133341FB0962A34CB0504A9C4FADA0A5090D38679B4C040D5D1C3AFB023A3409FCC0815FEA66D8B02BBEF9C8B5A66E07,
    0x264908AF037BCEDE00D054CF5D4775E83EB6CF63C76B969F8ED174FB59FCFF78D201F46F6CFC4ED6552E59CE75177B0,
    0x1335C502C1F54C49ACEEA65E87FD7203BA0F626F305FC0CFD606A5DAE9F3C8E81A4B3B69600129FABD307C69BF319D39,
    0x94440F65F408A6E930E16E3E92DD17BF60D6E9679A8D3D58593DE55AC23703042D609537EB3549AAC234D896CA82944,
    0x4AFE09D5CF4956A23B6B71F59D2B3407B415A774B7BE81BBB6FA99CBC798E0AC98BA725A5BC328016B1C268B4766E85,
    1,
)


def swu(u: int) -> Pair:
    """A number to a point of y² = x³ + Ax + B (simplified SWU, Z = 11)."""
    zu = 11 * u * u % P
    bottom = (zu * zu + zu) % P
    x = -B * (1 + pow(bottom, P - 2, P)) * pow(A, P - 2, P) % P if bottom else B * pow(11 * A, P - 2, P) % P
    y = root((x**3 + A * x + B) % P)
    if y < 0:
        x = zu * x % P
        y = root((x**3 + A * x + B) % P)
    return x, y if y % 2 == u % 2 else P - y


def isogeny(x: int, y: int) -> Pair:
    """Kohel's formula: from the kernel's polynomial k and its derivatives alone; scaled by 1/11."""
    k = [0] * 4  # k at x, and its first three derivatives
    for degree, coefficient in enumerate(KERNEL):
        for order in range(min(degree, 3) + 1):
            k[order] += coefficient * math.perm(degree, order) * pow(x, degree - order, P)
    inverse = pow(k[0], P - 2, P)
    g = k[1] * inverse % P
    g1 = (k[2] * inverse - g * g) % P
    g2 = (k[3] * inverse - 3 * k[2] * inverse * g + 2 * g**3) % P
    f, f1, f2, scale = x**3 + A * x + B, 3 * x * x + A, 6 * x, pow(11, P - 2, P)
    new_x = 11 * x + 2 * KERNEL[4] - 4 * f * g1 - 2 * f1 * g
    slope = 11 - 6 * f1 * g1 - 4 * f * g2 - 2 * f2 * g
    return new_x * scale**2 % P, y * slope * scale**3 % P


def read_g2(data: bytes) -> tuple[Pair, Pair]:
    """One of the two constants above: numbers a + bi with i² = -1, written b first."""
    x = (int.from_bytes(data[48:], "big"), int.from_bytes(data[:48], "big") % 2**381)
    cube = multiply2(multiply2(x, x), x)
    a, b = (cube[0] + 4) % P, (cube[1] + 4) % P
    norm, half = root((a * a + b * b) % P), pow(2, P - 2, P)
    real = max(root((a + norm) * half % P), root((a - norm) * half % P))
    y = (real, b * half * pow(real, P - 2, P) % P)
    return x, y if (y[1] > P - y[1]) == bool(data[0] & 32) else scale2(y, -1)


def multiply2(a: Pair, b: Pair) -> Pair:
    return (a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P


def scale2(a: Pair, n: int) -> Pair:
    return a[0] * n % P, a[1] * n % P


def minus2(a: Pair, b: Pair) -> Pair:
    return (a[0] - b[0]) % P, (a[1] - b[1]) % P


def over2(a: Pair, b: Pair) -> Pair:
    norm = pow(b[0] * b[0] + b[1] * b[1], P - 2, P)
    return scale2(multiply2(a, (b[0], -b[1])), norm)


ONE = [1] + [
    0
] * 11  # numbers of degree twelve: coefficients of w^0 … w^11, with w^12 = 2 w^6 - 2 and i = w^6 - 1


def multiply12(a: Sequence[int], b: Sequence[int]) -> list[int]:
    long = [0] * 23
    for n, x in enumerate(a):
        if x:
            for m, y in enumerate(b):
                long[n + m] += x * y
    for n in range(22, 11, -1):
        long[n - 6] += 2 * long[n]
        long[n - 12] -= 2 * long[n]
    return [x % P for x in long[:12]]


def power12(a: Sequence[int], times: int) -> list[int]:
    result = ONE
    for bit in bin(times)[2:]:
        result = multiply12(result, result)
        if bit == "1":
            result = multiply12(result, a)
    return result


def miller(p: Pair, q: tuple[Pair, Pair]) -> list[int]:
    """Miller's loop for a point p of the curve and q of its twist over the numbers a + bi."""
    result, t = ONE, q
    for bit in bin(LOOP)[3:]:
        line, t = step(t, t, p)
        result = multiply12(multiply12(result, result), line)
        if bit == "1":
            line, t = step(t, q, p)
            result = multiply12(result, line)
    return result


def step(a: tuple[Pair, Pair], b: tuple[Pair, Pair], p: Pair) -> tuple[list[int], tuple[Pair, Pair]]:
    """The line through a and b (the tangent, if they are one) at p, times w³; and the sum of a and b."""
    if a == b:
        slope = over2(scale2(multiply2(a[0], a[0]), 3), scale2(a[1], 2))
    else:
        slope = over2(minus2(b[1], a[1]), minus2(b[0], a[0]))
    x = minus2(minus2(multiply2(slope, slope), a[0]), b[0])
    total = (x, minus2(multiply2(slope, minus2(a[0], x)), a[1]))
    constant, tilted = minus2(a[1], multiply2(slope, a[0])), scale2(slope, p[0])
    line = [0] * 12
    for at, (real, imaginary) in ((0, constant), (2, tilted)):
        line[at], line[at + 6] = (real - imaginary) % P, imaginary
    line[3] = -p[1] % P
    return line, total


# --- Ed25519 (RFC 8032), for witnesses ---

Q = 2**255 - 19
D = -121665 * pow(121666, Q - 2, Q) % Q


def ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        a, r = ed_read(key), ed_read(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= 2**252 + 27742317777372353535851937790883648493:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little")
    base = ed_read((4 * pow(5, Q - 2, Q) % Q).to_bytes(32, "little"))
    return ed_multiply(base, s) == ed_add(r, ed_multiply(a, h))


def ed_read(data: bytes) -> Pair:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, Q - 2, Q) % Q
    x = pow(square, (Q + 3) // 8, Q)
    if (x * x - square) % Q:
        x = x * pow(2, (Q - 1) // 4, Q) % Q
    if y >= Q or (x * x - square) % Q or (x == 0 and sign):
        raise ValueError("not a point")
    return (x if x % 2 == sign else Q - x), y


def ed_add(a: Pair, b: Pair) -> Pair:
    both = D * a[0] * b[0] * a[1] * b[1] % Q
    x = (a[0] * b[1] + a[1] * b[0]) * pow(1 + both, Q - 2, Q) % Q
    return x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - both, Q - 2, Q) % Q


def ed_multiply(point: Pair, times: int) -> Pair:
    result = (0, 1)
    for bit in bin(times)[2:]:
        result = ed_add(result, result)
        if bit == "1":
            result = ed_add(result, point)
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
