"""Every lie of tests/forks.py is refused under its name, and honest growth never is. The long run is tests/load/forks.py."""

from pathlib import Path

import pytest

from jiangong.operations.witness import kinds
from tests.forks import CASES, play


@pytest.mark.parametrize("seed", [1, 2])
def test_every_lie_is_refused_and_every_growth_cosigned(tmp_path, seed):
    for tally in play(tmp_path / "witness", seed, 2):
        assert not tally.wrong
    assert tally.cosigned == tally.growths
    assert tally.refused == tally.told == tally.evidence
    forks = {case.name for case in CASES if (case.later or case.kind) is kinds.FORK}
    assert set(tally.proven) == forks
    assert all(tally.proven[name] == tally.told[name] for name in forks)


def test_every_kind_is_played():
    played = {kind for case in CASES for kind in (case.kind, case.later)}
    assert set(kinds.KINDS.values()) - played - {None} == {
        kinds.FIRST, kinds.GROWN, kinds.SAME,  # honest
        kinds.UNREACHABLE, kinds.WRONG_PROOF,  # tests of their own
    }  # fmt: skip


def test_only_what_is_consistent_is_cosigned_and_only_refusals_are_kept():
    for kind in kinds.KINDS.values():
        assert not (kind.cosigned and kind.kept)
        assert kind.kept or not (kind.stops or kind.proves)
        assert kind.zh
        assert kind.en


def test_the_page_has_the_same_table():
    words = (Path(__file__).parents[3] / "docs" / "witness.md").read_text()
    rows = {}
    for line in words.splitlines():
        if line.startswith("| `"):
            names, _, cosigned, kept, stops, proves, code = (
                cell.strip() for cell in line.strip("|").split("|")
            )
            for name in names.replace("`", "").split(", "):
                rows[name] = (
                    cosigned == "yes",
                    kept == "yes",
                    stops == "yes",
                    proves == "**yes**",
                    0 if code == "–" else int(code),
                )
    assert rows == {
        kind.name: (
            kind.cosigned,
            kind.kept,
            kind.stops,
            kind.proves,
            kind.code if kind.name != "wrong-proof" else 0,
        )
        for kind in kinds.KINDS.values()
    }
