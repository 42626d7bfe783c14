"""verify.py agrees with a sound ledger, and says what differs in any other."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jiangong.foundation.ledger.tlog.notes import COSIGNATURE, Signer
from jiangong.foundation.ledger.tlog.proofs import write_proof
from jiangong.foundation.ledger.tlog.tiles import pack, unpack
from jiangong.foundation.ledger.verifier import verify
from tests.foundation.ledger.verifier.logs import ORIGIN, SIGNER, UNIONS, WITNESSES, Log, canonical, put


@pytest.fixture
def run(capsys):
    """Run verify.py in this process; its exit status and what it writes as JSON."""

    def run(*arguments) -> tuple[int, dict]:
        status = verify.main([*map(str, arguments), "--json", "--processes", "1"])
        return status, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> tuple[Log, Path]:
    """A ledger of 1,300 lines whose figures follow the first 1,290."""
    log = Log().fill(1300)
    return log, log.write(tmp_path_factory.mktemp("sound"), counted=1290)


@pytest.fixture
def copy(sound, tmp_path) -> tuple[Log, Path]:
    """The same, to be damaged."""
    shutil.copytree(sound[1], tmp_path / "log")
    return sound[0], tmp_path / "log"


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 600])
def test_a_sound_ledger_agrees_at_every_size(size, tmp_path, run):
    log = Log(size).fill(size)
    status, facts = run(log.write(tmp_path))
    assert (status, facts["findings"], facts["size"], facts["lines"]) == (0, [], size, size)
    assert facts["cells"] == len(log.figures())


@pytest.mark.parametrize("seed", range(5))
def test_it_counts_as_one_counts_by_hand(seed, tmp_path, run):
    log = Log(100 + seed).fill(400)
    assert any(row.get("verb") == "people.separated" for row in log.rows)
    assert any("corrects" in row for row in log.rows)
    status, facts = run(log.write(tmp_path))
    assert (status, facts["findings"]) == (0, [])


def test_figures_may_follow_fewer_lines_than_are_signed(sound, run):
    log, folder = sound
    status, facts = run(folder)
    assert (status, facts["findings"], facts["figures_size"], facts["size"]) == (0, [], 1290, 1300)
    assert log.figures(1290) != log.figures()


def test_many_processes_say_the_same_as_one(tmp_path):
    """Above 20,000 lines the work is shared; as a stranger runs it, alone and without our packages."""
    log = Log(5).fill(1000)
    while len(log.leaves) < 20_200:
        log.completed(len(log.leaves), quantity="1")
    log.correct(1100)
    log.correct(20_100)
    log.write(tmp_path)
    told = [
        subprocess.run(
            [sys.executable, "-I", verify.__file__, tmp_path, "--json", "--processes", processes],
            capture_output=True, text=True, check=True,
        ).stdout
        for processes in ("1", "3")
    ]  # fmt: skip
    alone, team = (json.loads(one) for one in told)
    for varying in ("seconds", "steps"):
        assert alone.pop(varying)
        assert team.pop(varying)
    assert alone == team
    assert alone["verdict"] == "agrees"


# --- damage ---------------------------------------------------------------------------------------------------------


def bundle(change):
    """Damage done to the list of lines of the third bundle."""

    def damage(folder: Path) -> None:
        path = folder / "tile/entries/002"
        leaves = unpack(path.read_bytes())
        change(leaves)
        path.write_bytes(pack(leaves))

    return damage


def replace(path: str, old: bytes, new: bytes):
    def damage(folder: Path) -> None:
        data = (folder / path).read_bytes()
        assert old in data
        (folder / path).write_bytes(data.replace(old, new, 1))

    return damage


def flip(path: str, at: int):
    def damage(folder: Path) -> None:
        data = bytearray((folder / path).read_bytes())
        data[at] ^= 1
        (folder / path).write_bytes(data)

    return damage


def swap(leaves: list) -> None:
    leaves[7], leaves[8] = leaves[8], leaves[7]


def row(change):
    """Damage done to the rows of figures.csv (without the first two lines)."""

    def damage(folder: Path) -> None:
        lines = (folder / "figures.csv").read_text().splitlines()
        rows = lines[2:]
        change(rows)
        (folder / "figures.csv").write_text("\n".join([*lines[:2], *rows]) + "\n")

    return damage


def set_row(number: int, change):
    def damage(rows: list[str]) -> None:
        rows[number] = change(rows[number].rsplit(",", 2))

    return row(damage)


DAMAGES = {
    "a line is changed": (bundle(lambda some: some.__setitem__(3, some[3].replace(b"2", b"3", 1))), {"tree"}),
    "a line is taken out": (bundle(lambda some: some.pop(3)), {"tree"}),
    "a line is put in": (bundle(lambda some: some.insert(3, some[3])), {"tree"}),
    "two lines change places": (bundle(swap), {"tree"}),
    "a line stands for another": (bundle(lambda some: some.__setitem__(3, some[4])), {"tree", "duplicate"}),
    "a bundle is cut": (lambda folder: os.truncate(folder / "tile/entries/001", 999), {"tree"}),
    "a hash of lines is changed": (flip("tile/0/003", 32 * 200 + 5), {"tree"}),
    "a hash of the last tile is changed": (flip("tile/0/005.p/20", 32 * 19), {"tree"}),
    "a tile is cut": (lambda folder: os.truncate(folder / "tile/0/001", 32 * 255), {"tree"}),
    "an upper hash is changed": (flip("tile/1/000.p/5", 40), {"tree"}),
    "the checkpoint says more": (replace("checkpoint", b"\n1300\n", b"\n1301\n"), {"signature"}),
    "a figure is changed": (
        set_row(5, lambda cells: f"{cells[0]},{int(cells[1]) + 1},{cells[2]}"),
        {"figure"},
    ),
    "a figure is written oddly": (
        set_row(5, lambda cells: f"{cells[0]},0x{cells[1]},{cells[2]}"),
        {"figure"},
    ),
    "its number of lines is changed": (set_row(9, lambda cells: f"{cells[0]},{cells[1]},0"), {"figure"}),
    "a month is left blank": (row(lambda rows: rows.__setitem__(0, "D1,T,2023-01,,9")), {"figure"}),
    "a figure is missing": (row(lambda rows: rows.pop(50)), {"figure"}),
    "a figure stands there twice": (row(lambda rows: rows.insert(51, rows[50])), {"figure"}),
    "a figure too many": (row(lambda rows: rows.insert(51, "D7,T9,2023,1,1")), {"figure"}),
    "an unknown promise": (row(lambda rows: rows.append("Z1,T,2023,1,1")), {"figure"}),
    "a row is broken": (row(lambda rows: rows.insert(3, "D1,T")), {"figure"}),
    "all figures of a promise are missing": (
        row(lambda rows: rows.__setitem__(slice(None), [one for one in rows if not one.startswith("E1,")])),
        {"figure"},
    ),
    "figures count other lines": (replace("figures.csv", b"size,1290", b"size,1280"), {"figure"}),
    "something else counts": (replace("plan.json", b'"growth.taught"', b'"growth.learnt"'), {"figure"}),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_every_damage_is_found(name, copy, run):
    damage, kinds = DAMAGES[name]
    damage(copy[1])
    status, facts = run(copy[1])
    assert status == 1
    assert kinds <= facts["kinds"].keys()
    assert facts["differences"] == sum(facts["kinds"].values()) >= len(facts["findings"]) > 0
    assert all(finding["zh"] and finding["en"] for finding in facts["findings"])


def test_twenty_differences_are_listed_and_all_are_counted(copy, run):
    row(lambda rows: rows.clear())(copy[1])
    status, facts = run(copy[1])
    assert status == 1
    assert facts["kinds"] == {"figure": len(copy[0].figures(1290))}
    assert len(facts["findings"]) == 20


def test_a_blank_for_the_whole_plan_is_not_compared(copy, run):
    """Small cells: a union that was not named in every year has years, but no figure of the whole plan."""

    def blank(rows: list[str]) -> None:
        at = next(n for n, one in enumerate(rows) if ",all," in one)
        rows[at] = rows[at].rsplit(",", 2)[0] + ",,3"

    row(blank)(copy[1])
    status, facts = run(copy[1])
    assert (status, facts["cells_unpublished"]) == (0, 1)
    assert facts["cells"] == len(copy[0].figures(1290)) - 1


@pytest.mark.parametrize(
    "path",
    [
        "checkpoint",
        "keys.json",
        "plan.json",
        "figures.csv",
        "tile/entries/002",
        "tile/0/005.p/20",
        "tile/1/000.p/5",
    ],
)
def test_without_a_file_nothing_can_be_said(path, copy, run):
    (copy[1] / path).unlink()
    status, facts = run(copy[1])
    assert (status, facts["verdict"], facts["differences"]) == (2, "unreadable", 0)
    assert path in facts["unreadable"]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("checkpoint", b"nothing"), ("checkpoint", b"\xff\n\n\xe2\x80\x94 a b=\n"), ("checkpoint", b""),
        ("keys.json", b"["), ("keys.json", b"[]"), ("keys.json", b'{"log":"x+00+AA=="}'), ("keys.json", b"[" * 100_000),
        ("plan.json", b"{}"), ("plan.json", b"\xff"), ("plan.json", b'{"promises":{"A":{"kind":"most","verbs":[]}}}'),
        ("figures.csv", b""), ("figures.csv", b"size,-1\n"), ("figures.csv", b"size,1\nother\n"), ("figures.csv", b"\xff"),
    ],
)  # fmt: skip
def test_nonsense_is_not_understood(path, content, copy, run):
    (copy[1] / path).write_bytes(content)
    status, facts = run(copy[1])
    assert (status, facts["verdict"]) == (2, "unreadable")


# --- forms: what the ledger signed, but should never have written -----------------------------------------------------

GOOD = {
    "attribute": "焊工", "commitment": "A" * 43 + "=", "facts": {"mode": "online"}, "on": "2023-05-06", "org": "T1",
    "quantity": "1", "recorded": "2023-05-06", "tags": {"D7": "A" * 22}, "under": ["T", "T1"], "v": 1,
    "verb": "growth.completed",
}  # fmt: skip
BAD_FORMS = [
    b"", b"{}", b"null", b"[]", b"\xff\xfe", b"[" * 5000,
    canonical({"commitment": GOOD["commitment"], "v": 2}),
    canonical({"commitment": GOOD["commitment"]}),
    canonical({"commitment": "A" * 42 + "B=", "v": 1}),
    canonical({"commitment": "A" * 43, "v": 1}),
    canonical({**GOOD, "v": 1.0}),
    canonical({**GOOD, "name": "somebody"}),
    canonical({**GOOD, "attribute": ""}),
    canonical({**GOOD, "attribute": None}),
    canonical({**GOOD, "quantity": 1}),
    *(canonical({**GOOD, "quantity": one}) for one in ("1.0", "01", "1e3", "-0", "", ".5", "1" * 40)),
    canonical({**GOOD, "on": "2023-02-29"}),
    canonical({**GOOD, "on": "2023-5-6"}),
    canonical({**GOOD, "on": "٢٠٢٣-05-06"}),
    canonical({**GOOD, "recorded": "2023-13-01"}),
    canonical({**GOOD, "under": ["T1", "T"]}),
    canonical({**GOOD, "under": ["T", "T", "T1"]}),
    canonical({**GOOD, "under": ["T"]}),
    canonical({**GOOD, "under": []}),
    canonical({**GOOD, "facts": {}}),
    canonical({**GOOD, "facts": {"hours": 8}}),
    canonical({**GOOD, "facts": "x"}),
    canonical({**GOOD, "tags": {"D7": "A" * 21 + "B"}}),
    canonical({**GOOD, "tags": {"D7": "A" * 21}}),
    canonical({**GOOD, "tags": {}}),
    canonical({**GOOD, "corrects": -1}),
    canonical({**GOOD, "corrects": "0"}),
    canonical({**GOOD, "verb": ""}),
    canonical({**GOOD, "verb": "people.merged"}),
    canonical({**GOOD, "same": {"D7": ["A" * 22, "A" * 22]}}),
    *(canonical({name: value for name, value in GOOD.items() if name != missing})
      for missing in ("commitment", "on", "org", "quantity", "recorded", "under", "verb", "v")),
    canonical(GOOD).replace(b",", b", "),
    canonical(GOOD).replace("焊工".encode(), rb"\u710a\u5de5"),
    canonical(GOOD).replace(b"online", rb"\u006fnline"),
    canonical(GOOD).replace(b"online", rb"\/"),
    canonical(GOOD).replace(b"online", rb"\u000a"),
    canonical(GOOD).replace(b"online", rb"\u001F"),
    canonical(GOOD).replace(b"online", rb"\ud800"),
    canonical(GOOD).replace(b"online", b"\n"),
    canonical(GOOD).replace(b"online", b"\xed\xa0\x80"),
    canonical(GOOD).replace(b'"mode":"online"', b'"mode":"online","hours":"8"'),
    canonical(GOOD).replace(b'"mode":"online"', b'"mode":"online","mode":"online"'),
    canonical(GOOD).replace(b'"v":1', b'"v":1,"v":1'),
    canonical(GOOD) + b"\n",
    b" " + canonical(GOOD),
    canonical({"commitment": GOOD["commitment"], "recorded": "2023-02-30", "v": 1, "verb": "people.merged"}),
    canonical({"commitment": GOOD["commitment"], "recorded": "2023-02-03", "v": 1, "verb": "people.other"}),
    canonical({"commitment": GOOD["commitment"], "recorded": "2023-02-03", "same": {"D7": ["A" * 22]}, "v": 1,
               "verb": "people.merged"}),
]  # fmt: skip


@pytest.mark.parametrize("leaf", BAD_FORMS, ids=lambda leaf: repr(leaf[:60]))
def test_a_line_must_have_its_form(leaf, tmp_path, run):
    log = Log()
    log.completed()
    log.add_raw(leaf)
    log.completed()
    status, facts = run(log.write(tmp_path))
    assert status == 1
    assert facts["kinds"]["form"] == 1
    assert facts["findings"][0]["what"] == "form.line"
    assert "1" in facts["findings"][0]["en"]


@pytest.mark.parametrize(
    "leaf",
    [
        GOOD,
        {**GOOD, "quantity": "-12.05"},
        {**GOOD, "facts": {"a": "", "b": '\u0000\u001f\b\t\n\f\r"\\/\u007f\ufffd𝒳'}},
        {**GOOD, "tags": {"D1": "A" * 22, "D7": "B" * 21 + "Q"}},
        {"commitment": GOOD["commitment"], "v": 1},
        {"commitment": GOOD["commitment"], "recorded": "2023-02-03", "v": 1, "verb": "people.merged"},
    ],
)
def test_good_forms_are_good(leaf, tmp_path, run):
    log = Log()
    log.add_raw(canonical(leaf), leaf)
    assert run(log.write(tmp_path))[0] == 0


def test_names_are_sorted_as_utf_16_sorts_them(tmp_path, run):
    """RFC 8785: 𝒳 (written in two units from D835) comes before U+FB01, though its number is larger."""
    log = Log()
    facts = b'"facts":{"\xf0\x9d\x92\xb3":"1","\xef\xac\x81":"2"}'
    log.add_raw(canonical(GOOD).replace(b'"facts":{"mode":"online"}', facts), {**GOOD, "facts": {}})
    assert run(log.write(tmp_path))[0] == 0


# --- doubles and corrections ------------------------------------------------------------------------------------------


def test_a_line_logged_twice_is_found(tmp_path, run):
    log = Log()
    first = log.completed()
    for _ in range(300):
        log.completed(2)
    log.add(commitment=log.rows[first]["commitment"])
    status, facts = run(log.write(tmp_path))
    assert (status, facts["kinds"]) == (1, {"duplicate": 1})
    assert "301" in facts["findings"][0]["en"]


def wrong_correction(log: Log, name: str) -> None:
    one = log.completed(on="2023-03-03")
    for person in range(2, 300):  # so that what is taken back is in another bundle
        log.completed(person)
    if name == "the same line twice":
        log.correct(one)
        log.correct(one)
    elif name == "a line that comes later":
        log.add(**{**log.rows[one], "commitment": log.commitment(), "corrects": len(log.leaves) + 1})
        log.add(**{**log.rows[one], "commitment": log.commitment()})
    elif name == "itself":
        log.add(**{**log.rows[one], "commitment": log.commitment(), "corrects": len(log.leaves)})
    elif name == "a line that is not there":
        log.add(**{**log.rows[one], "commitment": log.commitment(), "corrects": 10**9})
    elif name == "a correction":
        log.add(**{**log.rows[one], "commitment": log.commitment(), "corrects": log.correct(one)})
    elif name == "a bare line":
        log.add(**{**log.rows[one], "commitment": log.commitment(), "corrects": log.add()})
    else:
        other = {
            "another day": {"on": "2023-03-04"}, "another union": {"org": "T1b", "under": sorted(UNIONS[2])},
            "another quantity": {"quantity": "2"}, "another person": {"tags": {"D7": "A" * 22}},
            "another attribute": {"attribute": "电工"}, "another fact": {"facts": {"mode": "online"}},
            "another verb": {"verb": "growth.taught"},
        }[name]  # fmt: skip
        log.add(**{**log.rows[one], "commitment": log.commitment(), "corrects": one, **other})


@pytest.mark.parametrize(
    "name",
    [
        "the same line twice", "a line that comes later", "itself", "a line that is not there", "a correction",
        "a bare line", "another day", "another union", "another quantity", "another person", "another attribute",
        "another fact", "another verb",
    ],
)  # fmt: skip
def test_a_correction_takes_back_one_earlier_line_once(name, tmp_path, run):
    log = Log()
    wrong_correction(log, name)
    status, facts = run(log.write(tmp_path))
    assert status == 1
    assert facts["kinds"]["correction"] == 1


def test_a_correction_may_be_recorded_on_another_day(tmp_path, run):
    log = Log()
    one = log.completed()
    log.add(**{**log.rows[one], "commitment": log.commitment(), "corrects": one, "recorded": "2024-02-03"})
    status, facts = run(log.write(tmp_path))
    assert (status, facts["corrections"]) == (0, 1)


# --- keys, witnesses, history -----------------------------------------------------------------------------------------


def test_keys_are_the_readers_or_the_sites(sound, run):
    folder = sound[1]
    assert run(folder)[1]["log_key_from"] == "site"
    assert run(folder, "--key", SIGNER.verifier.vkey)[1]["log_key_from"] == "reader"
    status, facts = run(folder, "--key", Signer.generate(ORIGIN).verifier.vkey)
    assert (status, facts["kinds"]) == (1, {"signature": 1})
    assert run(folder, "--key", SIGNER.verifier.vkey.replace("+1460fc13", "+1460fc14"))[0] == 2
    assert run(folder, "--key", WITNESSES[0].verifier.vkey)[0] == 2


def test_witnesses_are_named_with_their_time(tmp_path, run):
    log = Log().fill(20)
    assert run(log.write(tmp_path))[1]["witnesses"] == {}
    log.write(tmp_path, witnesses=WITNESSES)
    assert run(tmp_path)[1]["witnesses"] == {one.verifier.name: 1700000000 for one in WITNESSES}
    chosen = run(tmp_path, "--witness", WITNESSES[1].verifier.vkey)[1]
    assert chosen["witnesses"] == {WITNESSES[1].verifier.name: 1700000000}
    assert chosen["witness_keys_from"] == "reader"


def test_a_stranger_under_a_witnesss_name_is_not_that_witness(tmp_path, run):
    log = Log().fill(20)
    log.write(tmp_path, witnesses=[Signer.generate(WITNESSES[0].verifier.name, COSIGNATURE)])
    status, facts = run(tmp_path)
    assert (status, facts["witnesses"]) == (0, {})  # another id: a line like any unknown one


def test_a_witness_who_signed_something_else_is_found(tmp_path, run):
    log = Log().fill(20)
    other = log.checkpoint(witnesses=WITNESSES, size=19).splitlines()[-1]
    put(log.write(tmp_path) / "checkpoint", f"{log.checkpoint()}{other}\n".encode())
    status, facts = run(tmp_path)
    assert (status, facts["kinds"]) == (1, {"signature": 1})


@pytest.fixture
def later_unwitnessed(tmp_path):
    """A ledger of 300 lines that nobody cosigned yet, and the checkpoint of its first 280, which somebody did."""
    log = Log().fill(300)
    log.write(tmp_path)
    put(tmp_path / "witnessed", log.checkpoint(size=280, witnesses=WITNESSES[:1]).encode())
    return log, tmp_path


def test_the_newest_witnessed_checkpoint_is_looked_at_too(later_unwitnessed, run):
    status, facts = run(later_unwitnessed[1])
    assert (status, facts["size"], facts["witnessed_size"]) == (0, 300, 280)
    assert facts["witnesses"] == {WITNESSES[0].verifier.name: 1700000000}


@pytest.mark.parametrize("size", [200, 256, 280])
def test_a_past_that_was_changed_after_it_was_witnessed_is_found(size, later_unwitnessed, run):
    log, folder = later_unwitnessed
    other = Log()
    other.leaves = [*log.leaves[: size - 1], log.leaves[size - 1] + b" "]
    put(folder / "witnessed", other.checkpoint(witnesses=WITNESSES).encode())
    status, facts = run(folder)
    assert (status, facts["kinds"]) == (1, {"witness": 1})


def test_a_ledger_shorter_than_what_was_witnessed_is_found(later_unwitnessed, run):
    log, folder = later_unwitnessed
    other = Log()
    other.leaves = [*log.leaves, b"one more"]
    put(folder / "witnessed", other.checkpoint(witnesses=WITNESSES).encode())
    status, facts = run(folder)
    assert (status, facts["kinds"]) == (1, {"witness": 1})


def test_unknown_signatures_are_passed_over(tmp_path, run):
    log = Log().fill(20)
    status, _ = run(log.write(tmp_path, more="— sm2.example/log AAAAAf8AAAAA\n— x y+/=\n"))
    assert status == 0


def test_another_logs_checkpoint_does_not_do(tmp_path, run):
    other = Signer.generate("other.example/ledger")
    status, facts = run(Log().fill(20).write(tmp_path, signer=other))
    assert (status, facts["kinds"]) == (1, {"signature": 1})


@pytest.mark.parametrize("size", [0, 1, 255, 256, 300, 512, 1299, 1300])
@pytest.mark.parametrize("kind", ["checkpoint", "receipt"])
def test_a_kept_checkpoint_is_the_beginning(size, kind, sound, tmp_path, run):
    log, folder = sound
    note = log.checkpoint(size=size)
    kept = tmp_path / "kept"
    if kind == "receipt" and size:
        note = write_proof(0, [], note, b"{}")
    kept.write_text(note)
    status, facts = run(folder, "--since", kept)
    assert (status, facts["extends_earlier"]) == (0, True)


@pytest.mark.parametrize("size", [1, 300, 512, 1300])
def test_a_changed_past_is_found(size, sound, tmp_path, run):
    """The ledger is sound in itself and properly signed: only who kept the earlier checkpoint can see it."""
    log, folder = sound
    past = Log()
    past.leaves = [*log.leaves]
    past.leaves[size - 1] = log.leaves[size - 1].replace(b"A", b"B", 1) + b" "
    kept = tmp_path / "kept"
    kept.write_text(past.checkpoint(size=size))
    status, facts = run(folder, "--since", kept)
    assert (status, facts["kinds"], facts["extends_earlier"]) == (1, {"history": 1}, False)


def test_a_ledger_that_became_shorter_is_found(sound, tmp_path, run):
    log = Log()
    log.leaves = [*sound[0].leaves, b"one more"]
    kept = tmp_path / "kept"
    kept.write_text(log.checkpoint())
    status, facts = run(sound[1], "--since", kept)
    assert (status, facts["kinds"]) == (1, {"history": 1})


def test_what_the_reader_kept_must_be_readable(sound, tmp_path, run):
    kept = tmp_path / "kept"
    assert run(sound[1], "--since", kept)[0] == 2
    kept.write_text(sound[0].checkpoint(signer=Signer.generate(ORIGIN)))
    assert run(sound[1], "--since", kept)[0] == 2


# --- words ------------------------------------------------------------------------------------------------------------


def test_it_speaks_chinese_first_and_english_completely(sound, capsys):
    assert verify.main([str(sound[1]), "--lang", "zh"]) == 0
    chinese = capsys.readouterr().out
    assert "全部一致" in chinese
    assert "没有见证人签名" in chinese
    assert "1,300" in chinese
    assert verify.main([str(sound[1]), "--lang", "en"]) == 0
    english = capsys.readouterr().out
    assert "All agrees" in english
    assert "Unwitnessed" in english
    assert english.isascii()


def test_words_take_the_same_details_in_both_languages():
    import string

    for words, (chinese, english) in verify.WORDS.items():
        names = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (chinese, english)
        ]
        assert names[0] == names[1], words


@pytest.mark.parametrize(
    ("told", "language"),
    [
        ("", "zh"),
        ("C", "zh"),
        ("C.UTF-8", "zh"),
        ("zh_CN.UTF-8", "zh"),
        ("en_GB.UTF-8", "en"),
        ("de_DE", "en"),
    ],
)
def test_the_language_is_the_computers(told, language, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", told or "C")
    assert verify.reader_language() == language


def test_it_says_how_to_use_it(capsys):
    with pytest.raises(SystemExit) as stopped:
        verify.main([])
    assert stopped.value.code == 2
    assert "--receipt" in capsys.readouterr().err
