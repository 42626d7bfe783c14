"""A scheme as a workbook: what goes out comes back, and what is wrong is said with its cell."""

import io
from random import Random

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.programmes.competitions import queries
from jiangong.programmes.competitions.formulas import presets
from jiangong.programmes.competitions.formulas import scheme_tables as tables
from jiangong.programmes.competitions.formulas.scheme_words import WORDS
from jiangong.selection.judging.formulas import read_scheme, write_scheme
from tests.programmes.competitions.stage import set_up
from tests.selection.judging.contests import scheme_data


def test_headings_of_a_sheet_are_told_apart():
    for kind in tables.KINDS:
        headings = [one.heading for one in tables.sheet_columns(kind)]
        assert len(set(headings)) == len(headings), kind.sheet
    headings = [one.heading for one in tables.general_columns()]
    assert len(set(headings)) == len(headings)


def test_every_choice_has_its_word():
    for shape, words in WORDS.items():
        assert set(words) == {one.value for one in shape}
        assert len(set(words.values())) == len(words)


def as_rows(written):
    """The tables as they are read back from a file."""
    found = {}
    for kind in tables.KINDS:
        headings = [one.heading for one in tables.sheet_columns(kind)]
        found[kind.sheet] = [
            (n, dict(zip(headings, row, strict=True))) for n, row in enumerate(written[kind.sheet], 2)
        ]
    found[tables.GENERAL] = [
        (n, dict(zip(tables.GENERAL_HEADINGS, row, strict=True)))
        for n, row in enumerate(written[tables.GENERAL], 2)
    ]
    return found


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_tables_lose_nothing(seed):
    scheme = read_scheme(scheme_data(Random(seed)))
    data, faults, _places = tables.data_of(as_rows(tables.tables_of(write_scheme(scheme))))
    assert not faults
    assert read_scheme(data) == scheme


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_a_workbook_comes_back_the_same(seed):
    contest = set_up(entrants=0, layers=0, level="drill").contest if seed == 0 else None
    scheme = presets.light("演示", "演示") if contest else read_scheme(scheme_data(Random(seed)))
    from django.utils import timezone

    from jiangong.programmes.competitions.models import Contest

    contest = contest or Contest(starts_on=timezone.localdate())
    data, faults = queries.read_scheme_file(contest, io.BytesIO(queries.scheme_file(write_scheme(scheme))))
    assert not faults
    assert read_scheme(data) == scheme


@pytest.mark.django_db
def test_faults_name_their_cells(client):
    stage = set_up(entrants=0)
    contest = stage.fresh()
    book = openpyxl.load_workbook(io.BytesIO(queries.scheme_file(contest.scheme)))
    sheet = book["模块"]
    headings = {cell.value: cell.column_letter for cell in sheet[1]}
    sheet[f"{headings['评分方式']}2"] = "随便"
    file = saved(book)
    _data, faults = queries.read_scheme_file(contest, file)
    assert f"模块!{headings['评分方式']}2" in faults[0]
    sheet[f"{headings['评分方式']}2"] = "录入成绩"
    sheet[f"{headings['权重']}2"] = "多"
    file = saved(book)
    _data, faults = queries.read_scheme_file(contest, file)
    assert faults
    assert f"模块!{headings['权重']}2" in faults[0]
    client.force_login(stage.chair)
    file = saved(book)
    answer = client.post(
        f"/workbench/competitions/{contest.pk}/rules/import/", {"file": file, "reason": "演示"}
    )
    assert answer.status_code == 422
    sheet[f"{headings['权重']}2"] = contest.scheme["components"][0]["weight"]
    sheet[f"{headings['及格线']}2"] = "55"
    file = saved(book)
    answer = client.post(
        f"/workbench/competitions/{contest.pk}/rules/import/", {"file": file, "reason": "演示"}
    )
    assert answer.status_code == 302
    newest = contest.schemes.count()  # the filing made one too: the awards follow the class
    text = client.get(f"/workbench/competitions/{contest.pk}/rules/{newest}/").content.decode()
    assert "<ins>55</ins>" in text


def saved(book):
    file = io.BytesIO()
    book.save(file)
    file.name = "rules.xlsx"
    file.seek(0)
    return file
