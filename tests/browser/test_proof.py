"""The reader's own browser as a witness: it remembers, notices forks, rollbacks and stale checkpoints, and checks a leaf.

The site is real; only the log's files are answered here, by logs made for the purpose, honest and not.
"""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from jiangong.foundation.ledger.tlog import merkle, tiles
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.notes import Signer
from jiangong.foundation.ledger.tlog.proofs import write_proof

ORIGIN = "log.example.org"
KEY = Signer.generate(ORIGIN)
OTHER_KEY = Signer.generate(ORIGIN)


class Log:
    """A log in memory: its leaves, and every file the site would serve of it."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves
        self.tiles, _, self.root = tiles.grow({}, 0, [merkle.leaf_hash(one) for one in leaves])

    def note(self, size: int | None = None, key: Signer = KEY, origin: str = ORIGIN) -> str:
        size = len(self.leaves) if size is None else size
        text = Checkpoint(origin, size, tiles.root(self.read, size)).text()
        return f"{text}\n{key.sign(text)}"

    def read(self, level: int, index: int, width: int) -> bytes:
        return self.tiles[level, index][: width * 32]

    def file(self, path: str) -> bytes | None:
        """A tile or bundle, None where the log has none that wide."""
        level, index, width = tiles.parse_tile_path(path)
        if level == "entries":
            leaves = self.leaves[index * 256 : index * 256 + width]
            return tiles.pack(leaves) if len(leaves) == width else None
        data = self.tiles.get((level, index), b"")
        return data[: width * 32] if len(data) >= width * 32 else None


def leaves(size: int, seed: int = 0) -> list[bytes]:
    return [f"{seed}/{n}".encode() for n in range(size)]


class Site:
    """What the site answers for the log's files. `files` may serve another log's tiles than the note's."""

    def __init__(self) -> None:
        self.note: str | None = None
        self.files: Log | None = None
        self.key = KEY.verifier.vkey
        self.failing: set[str] = set()  # "checkpoint", "tiles", "keys": answered by 503
        self.asked: list[str] = []

    def shows(self, log: Log, size: int | None = None, *, files: Log | None = None, **more: Any) -> None:
        self.note, self.files = log.note(size, **more), files or log

    def answer(self, route: Any) -> None:
        path = route.request.url.split("/ledger/", 1)[1]
        self.asked.append(path)
        kind = path if path == "checkpoint" else "keys" if path == "keys.json" else "tiles"
        if kind in self.failing:
            route.fulfill(status=503, body="")
        elif kind == "keys":
            route.fulfill(
                status=200,
                content_type="application/json",
                body=json.dumps({"log": self.key, "witnesses": []}),
            )
        elif kind == "checkpoint":
            route.fulfill(
                status=200 if self.note else 404,
                content_type="text/plain; charset=utf-8",
                body=self.note or "",
            )
        else:
            data = self.files.file(path) if self.files else None
            route.fulfill(
                status=200 if data is not None else 404,
                content_type="application/octet-stream",
                body=data or b"",
            )


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def reader(visit: Callable[..., Any], site: Site) -> Any:
    """A browser window whose requests for the log's files are answered by `site`."""
    window = visit(None)
    window.route(
        lambda url: (
            "/ledger/" in url and any(part in url for part in ("/checkpoint", "/tile/", "/keys.json"))
        ),
        site.answer,
    )
    window.errors = []
    window.on("pageerror", lambda error: window.errors.append(str(error)))
    return window


def look(window: Any, *, later: bool = True) -> dict[str, Any]:
    """Open a page (more than five minutes after the last time) and wait for what the browser found."""
    if later and window.url != "about:blank":
        window.evaluate(
            "() => { const s = JSON.parse(localStorage.getItem(logMemory.PLACE)); if (s) { s.at -= logMemory.EVERY + 1; "
            "localStorage.setItem(logMemory.PLACE, JSON.stringify(s)); } }"
        )
    window.add_init_script(
        "document.addEventListener('log-memory', (event) => { window.found = event.detail; })"
    )
    window.goto("/about/")
    window.wait_for_function("() => window.found")
    found = window.evaluate("() => window.found")
    found["bar"] = window.locator("#log-memory").is_visible()
    found["words"] = window.locator("#log-memory").inner_text() if found["bar"] else ""
    assert window.errors == []
    return found


# --- honest logs ------------------------------------------------------------------------------------------

SIZES = [1, 2, 3, 5, 8, 255, 256, 257, 511, 512, 700, 1000]


def test_an_honest_log_grows_and_is_never_accused(reader, site):
    whole = Log(leaves(1000))
    for n, size in enumerate(SIZES):
        site.shows(whole, size)
        found = look(reader)
        assert found["verdict"] == ("first" if n == 0 else "grown"), size
        assert not found["bar"]
        assert found["state"]["note"] == site.note
    assert look(reader)["verdict"] == "same"


def test_a_large_jump_reads_few_tiles(reader, site):
    whole = Log(leaves(70_000))
    site.shows(whole, 300)
    look(reader)
    site.asked.clear()
    site.shows(whole, 70_000)
    assert look(reader)["verdict"] == "grown"
    assert len([path for path in site.asked if path.startswith("tile/")]) <= 7


def test_nothing_is_asked_again_within_minutes(reader, site):
    site.shows(Log(leaves(10)))
    look(reader)
    site.asked.clear()
    assert look(reader, later=False)["verdict"] == "remembered"
    assert site.asked == []


def test_before_the_first_checkpoint_nothing_is_remembered_or_said(reader, site):
    found = look(reader)
    assert (found["verdict"], found["state"], found["bar"]) == ("none", None, False)


@pytest.mark.parametrize("part", ["checkpoint", "tiles"])
def test_a_site_that_cannot_be_reached_is_not_accused(reader, site, part):
    whole = Log(leaves(600))
    site.shows(whole, 300)
    look(reader)
    site.shows(whole, 600)
    site.failing = {part}
    for _ in range(3):
        found = look(reader)
        assert (found["verdict"], found["bar"]) == ("unreachable", False)
    site.failing = set()
    assert look(reader)["verdict"] == "grown"


def test_a_page_in_between_is_not_taken_for_a_checkpoint(reader, site):
    site.shows(Log(leaves(10)))
    look(reader)
    site.note = "<html>Please sign in to the Wi-Fi</html>\n\n"
    assert look(reader)["verdict"] == "unreachable"


def test_a_copy_that_lags_is_told_only_if_it_stays_behind(reader, site):
    whole = Log(leaves(600))
    site.shows(whole, 600)
    look(reader)
    site.shows(whole, 500)
    assert (look(reader)["verdict"], look(reader)["verdict"]) == ("older", "stale")
    assert reader.locator("#log-memory").is_visible()
    assert "退回" in reader.locator("#log-memory").inner_text()


def test_a_copy_that_lags_once_is_forgotten(reader, site):
    whole = Log(leaves(600))
    for size, verdict in ((500, "first"), (400, "older"), (500, "same"), (400, "older"), (600, "grown")):
        site.shows(whole, size)
        found = look(reader)
        assert (found["verdict"], found["bar"]) == (verdict, False)


# --- forks, rollbacks, stale checkpoints ------------------------------------------------------------------


def forged(size: int, at: int) -> Log:
    """The honest log of seed 0 with one leaf changed."""
    changed = leaves(size)
    changed[at] = b"forged"
    return Log(changed)


def without(size: int, at: int) -> Log:
    return Log(leaves(size + 1)[:at] + leaves(size + 1)[at + 1 :])


def swapped(size: int, at: int) -> Log:
    changed = leaves(size)
    changed[at], changed[at + 1] = changed[at + 1], changed[at]
    return Log(changed)


FORKS = [
    # (what happens, size seen, the dishonest log, whether it answers with the honest log's tiles)
    *[(f"same size, leaf {at} of {n} changed", n, forged(n, at), False) for n, at in ((1, 0), (2, 1), (256, 255), (300, 7))],
    *[(f"seen {n}, then {m} with leaf {at} changed", n, forged(m, at), False)
      for n, m, at in ((1, 2, 0), (3, 5, 2), (255, 256, 0), (256, 257, 255), (257, 600, 256), (300, 1000, 299), (512, 513, 511), (700, 701, 1))],
    *[(f"seen {n}, then {m} without leaf {at}", n, without(m, at), False) for n, m, at in ((5, 8, 4), (256, 300, 0), (600, 800, 512))],
    *[(f"seen {n}, then {m} with leaves {at} exchanged", n, swapped(m, at), False) for n, m, at in ((4, 9, 1), (300, 512, 255), (513, 900, 511))],
    *[(f"seen {n}, then a log of its own with {m}", n, Log(leaves(m, seed=m)), False) for n, m in ((1, 1), (100, 1000), (256, 512))],
    *[(f"seen {n}, then {m} forged behind the honest tiles", n, forged(m, at), True) for n, m, at in ((3, 7, 1), (256, 512, 9), (300, 900, 299))],
    *[(f"seen {n}, set back and grown anew to {m}", n, Log(leaves(m - 2) + [b"new", b"ways"]), False) for n, m in ((10, 10), (300, 301), (600, 601))],
]  # fmt: skip


@pytest.mark.parametrize(("seen", "log", "hides"), [one[1:] for one in FORKS], ids=[one[0] for one in FORKS])
def test_every_fork_is_told_and_kept(reader, site, seen, log, hides):
    honest = Log(leaves(1001))
    site.shows(honest, seen)
    look(reader)
    first = site.note
    site.shows(log, files=honest if hides else None)
    found = look(reader)
    assert found["verdict"] == "fork"
    assert found["bar"]
    assert "不是同一本" in found["words"]
    assert found["state"]["note"] == first, "what was seen first stays remembered"
    assert found["state"]["evidence"][0]["seen"] == first
    assert found["state"]["evidence"][0]["shown"] == site.note
    site.shows(honest, 1001)  # shown the honest log again, it does not forget
    assert look(reader)["bar"]


@pytest.mark.parametrize("shrunk", [1, 128, 256, 299])
def test_a_log_that_was_set_back_is_told_when_it_stays_so(reader, site, shrunk):
    site.shows(Log(leaves(300)))
    look(reader)
    site.shows(Log(leaves(shrunk)))
    found = [look(reader), look(reader)]
    assert [one["verdict"] for one in found] == ["older", "stale"]
    assert [one["bar"] for one in found] == [False, True]


def test_a_log_that_is_gone_is_told(reader, site):
    site.shows(Log(leaves(30)))
    look(reader)
    site.note = None
    assert [look(reader)["verdict"] for _ in range(2)] == ["gone?", "gone"]


def test_a_site_that_never_proves_is_told(reader, site):
    site.shows(Log(leaves(300)))
    look(reader)
    site.shows(Log(leaves(900)), files=Log(leaves(1)))
    assert [look(reader)["verdict"] for _ in range(2)] == ["unproven?", "unproven"]
    assert "拿不出文件" in reader.locator("#log-memory").inner_text()


def test_an_earlier_fork_shown_as_older_is_a_fork(reader, site):
    honest = Log(leaves(600))
    site.shows(honest)
    look(reader)
    site.shows(forged(300, 5), files=honest)
    assert look(reader)["verdict"] == "fork"


@pytest.mark.parametrize("how", ["another key", "no signature of the key", "another origin"])
def test_what_the_remembered_key_did_not_sign_is_told(reader, site, how):
    whole = Log(leaves(300))
    site.shows(whole, 200)
    look(reader)
    if how == "another key":
        site.shows(whole, 300, key=OTHER_KEY)
        site.key = OTHER_KEY.verifier.vkey
    elif how == "no signature of the key":
        site.shows(whole, 300, key=Signer.generate("someone.example.org"))
    else:
        site.shows(whole, 300, origin="other.example.org")
    found = look(reader)
    assert found["verdict"] in ("unsigned", "fork")
    assert found["bar"]


def test_a_signature_that_is_none_is_told_where_the_browser_can_check(reader, site):
    whole = Log(leaves(300))
    site.shows(whole, 200)
    look(reader)
    if reader.evaluate("async n => await tlog.signedBy(n[0], n[1])", [site.note, site.key]) == "unsupported":
        pytest.skip("this Chromium has no Ed25519")
    text, _, line = whole.note(300).partition("\n\n")
    blob = bytearray(base64.b64decode(line.split(" ")[2]))
    blob[-1] ^= 1
    site.note = f"{text}\n\n— {ORIGIN} {base64.b64encode(bytes(blob)).decode()}\n"
    site.files = whole
    assert look(reader)["verdict"] == "unsigned"


def test_the_evidence_can_be_saved_and_the_bar_closed(reader, site):
    site.shows(Log(leaves(300)))
    look(reader)
    site.shows(forged(300, 1))
    look(reader)
    with reader.expect_download() as saved:
        reader.locator("#log-memory [data-evidence]").click()
    kept = json.loads(saved.value.path().read_text())
    assert kept["key"] == KEY.verifier.vkey
    assert [one["kind"] for one in kept["evidence"]] == ["fork"]
    reader.locator("#log-memory [data-quiet]").click()
    assert not reader.locator("#log-memory").is_visible()
    assert not look(reader)["bar"]  # the same evidence again
    site.shows(forged(300, 2))
    assert look(reader)["bar"]  # new evidence


def test_storage_that_holds_nonsense_begins_anew(reader, site):
    site.shows(Log(leaves(30)))
    look(reader)
    for nonsense in ("{", '"x"', "null", '{"key":1}', '{"key":"k","note":"n","evidence":[]}'):
        reader.evaluate("words => localStorage.setItem(logMemory.PLACE, words)", nonsense)
        assert look(reader, later=False)["verdict"] == "first"


def test_nothing_leaves_the_browser(reader, site):
    """Only reads of the site itself."""
    asked = []
    reader.on("request", lambda request: asked.append((request.method, request.url)))
    whole = Log(leaves(600))
    for size in (100, 600):
        site.shows(whole, size)
        look(reader)
    host = reader.url.split("/about")[0]
    assert {method for method, _ in asked} == {"GET"}
    assert all(url.startswith(host) and "?" not in url for _, url in asked)


# --- the formats in JavaScript, against ours --------------------------------------------------------------


def test_paths_and_proofs_are_those_of_the_library(reader, site):
    site.shows(Log(leaves(3)))
    look(reader)
    for level, index, width in (
        (0, 0, 256),
        (0, 1067, 12),
        (2, 999, 1),
        (1, 1_000_000, 256),
        ("entries", 1000, 255),
    ):
        assert reader.evaluate(
            "a => tlog.tilePath(a[0], a[1], a[2])", [level, index, width]
        ) == tiles.tile_path(level, index, width)
    log = Log(leaves(77))
    for index in (0, 1, 38, 64, 75, 76):
        proof = tiles.inclusion_proof(log.read, index, 77)
        text = write_proof(index, proof, log.note(), b"extra")
        args = [text, base64.b64encode(log.leaves[index]).decode()]
        check = """async ([text, leaf]) => {
          const proof = tlog.readProof(text), at = tlog.readCheckpoint(proof.note);
          const way = async (index, size) => { try { return (await tlog.verifyInclusion(
            await tlog.leafHash(tlog.decode(leaf)), index, size, proof.proof, at.root)).length; } catch (error) {
            return error instanceof tlog.ProofError ? "refused" : String(error); } };
          return [await way(proof.index, at.size), await way(proof.index ^ 1, at.size), await way(proof.index, at.size * 4)];
        }"""
        assert reader.evaluate(check, args) == [len(proof), "refused", "refused"]


@pytest.mark.parametrize(
    "note",
    ["", "x", "a\n1\nb\n\n— a b\n", "a\n01\n" + "A" * 43 + "=\n\n— a AAAAAAAA\n", "a\n1\n\n\n— a AAAAAAAA\n"],
)
def test_malformed_notes_are_refused(reader, site, note):
    site.shows(Log(leaves(3)))
    look(reader)
    words = "n => { try { tlog.readCheckpoint(n); return 'read'; } catch (error) { return error instanceof tlog.NoteError; } }"
    assert reader.evaluate(words, note) is True


# --- one leaf, checked by the reader's browser ------------------------------------------------------------


def own_check(window: Any) -> str:
    window.wait_for_selector("#own-check[data-done]")
    return window.locator("#own-check").get_attribute("data-done")


def test_the_browser_checks_a_leaf_of_the_real_log(visit):
    window = visit(None)
    window.goto("/ledger/leaves/7/")
    assert own_check(window) == "good"
    words = window.locator("#own-check").inner_text()
    assert "一字不差" in words
    assert "正是上面的总根" in words
    window.goto("/ledger/")
    window.wait_for_selector("#memory:not([hidden])")
    assert "现在的台账是它的延续" in window.locator("#memory").inner_text()


@pytest.mark.parametrize("lie", ["another leaf", "another path", "another root"])
def test_the_browser_catches_a_page_that_lies(visit, lie):
    window = visit(None)

    def answer(route):
        answer = route.fetch()
        body = answer.body()
        if lie == "another leaf" and "/entries/" in route.request.url:
            body = body.replace(b'"v":1', b'"v":2')
        elif lie == "another path" and route.request.url.endswith("/proof"):
            lines = body.split(b"\n")
            at = next(n for n, line in enumerate(lines) if line.startswith(b"index ")) + 1
            lines[at], lines[at + 1] = lines[at + 1], lines[at]
            body = b"\n".join(lines)
        elif lie == "another root" and route.request.url.endswith("/leaves/7/"):
            start = body.index(b'id="root-hash"')
            at = body.index(b">", start) + 1
            body = body[:at] + b"A" * 43 + b"=" + body[at + 44 :]
        route.fulfill(response=answer, body=body)

    window.route(lambda url: "/ledger/leaves/7/" in url or "/entries/" in url, answer)
    window.goto("/ledger/leaves/7/")
    assert own_check(window) == "bad"


def test_without_script_the_page_shows_every_step_all_the_same(visit):
    window = visit(None, script=False)
    window.goto("/ledger/leaves/7/")
    assert window.locator(".ladder li").count() > 10
    assert not window.locator("#own-check").is_visible()
    assert not window.locator("#log-memory").is_visible()
