"""Leaves as columns say what the leaves say, in files of equal length."""

import json
from datetime import date
from decimal import Decimal

import duckdb

from jiangong.foundation.ledger.parquet import COLUMNS, write_parquet

PUBLIC = {
    "attribute": "YS00012",
    "commitment": "BBB=",
    "corrects": 1,
    "facts": {"mode": "online", "hours": "8"},
    "on": "2026-03-05",
    "org": "T001",
    "quantity": "2.5",
    "recorded": "2026-03-06",
    "tags": {"D7": "k2", "D9": "m3"},
    "under": ["T", "T001"],
    "v": 1,
    "verb": "growth.completed",
}
BARE = {"commitment": "AAA=", "v": 1}
MERGED = {
    "commitment": "CCC=",
    "recorded": "2026-03-06",
    "same": {"D7": ["a", "b"]},
    "v": 1,
    "verb": "people.merged",
}


def leaf(fields):
    return json.dumps(fields, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()


def rows(folder):
    found = duckdb.sql(f"SELECT * FROM '{folder}/leaves/*.parquet' ORDER BY position")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def test_every_fact_has_its_column(tmp_path):
    assert write_parquet(tmp_path, [leaf(BARE), leaf(PUBLIC), leaf(MERGED)]) == 3
    bare, public, merged = rows(tmp_path)
    nothing = dict.fromkeys(COLUMNS)
    assert bare == {**nothing, "position": 0, "commitment": "AAA="}
    assert public == {
        **nothing,
        **{name: value for name, value in PUBLIC.items() if name != "v"},
        "position": 1,
        "on": date(2026, 3, 5),
        "recorded": date(2026, 3, 6),
        "quantity": Decimal("2.50"),
    }
    assert merged["same"] == {"D7": ["a", "b"]}


def test_an_entry_that_is_gone_keeps_its_place(tmp_path):
    assert write_parquet(tmp_path, [leaf(BARE), b"", leaf(PUBLIC)]) == 3
    assert [(row["position"], row["commitment"]) for row in rows(tmp_path)] == [
        (0, "AAA="),
        (1, None),
        (2, "BBB="),
    ]


def test_files_of_equal_length_in_order_and_nothing_beside_them(tmp_path):
    leaves = [leaf({**BARE, "commitment": f"{n}=="}) for n in range(7)]
    assert write_parquet(tmp_path, iter(leaves), per_file=3) == 7
    assert sorted(file.name for file in (tmp_path / "leaves").iterdir()) == [
        "0.parquet",
        "1.parquet",
        "2.parquet",
    ]
    lengths = [
        duckdb.sql(f"SELECT count(*), min(position) FROM '{tmp_path}/leaves/{n}.parquet'").fetchall()
        for n in range(3)
    ]
    assert lengths == [[(3, 0)], [(3, 3)], [(1, 6)]]
    assert [row["commitment"] for row in rows(tmp_path)] == [f"{n}==" for n in range(7)]


def test_no_leaves_no_files(tmp_path):
    assert write_parquet(tmp_path, []) == 0
    assert not list((tmp_path / "leaves").iterdir())
