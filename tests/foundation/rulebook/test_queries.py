"""The rulebook: values by date and jurisdiction, with their source; and that every file is in order."""

from datetime import date

import pytest
import yaml

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.rulebook import queries
from jiangong.foundation.rulebook.queries import (
    RulebookError,
    files,
    parameter,
    parameters,
    read_rulebook,
    reading,
    value,
)

GOOD = {
    "value": 10,
    "from": date(2017, 1, 1),
    "jurisdiction": "nation",
    "regulation": "示例条例",
    "article": "第十条",
    "status": "to_be_confirmed",
}


@pytest.fixture
def write(tmp_path):
    def writer(*values, **entry):
        file = tmp_path / "example.yaml"
        content = {"title": "示例", "unit": "天", "explains": "示例。", "values": list(values), **entry}
        file.write_text(yaml.safe_dump({"people.example": content}, allow_unicode=True))
        return file

    return writer


@pytest.fixture
def use(monkeypatch):
    def user(file):
        monkeypatch.setattr(reading, "rulebook", lambda: read_rulebook(file, room="people"))

    return user


def test_every_file_of_every_room_is_in_order_and_sourced():
    """The lint: reading raises on anything missing, and each value says where it is written."""
    assert len(list(files())) >= 1
    everything = parameters()
    assert len(everything) >= 1
    for one in everything:
        assert one.title
        assert one.explains
        assert one.regulation
        assert one.article
        assert one.status in queries.STATUSES
        assert not one.confirmed or one.document_number, f"{one.key}: confirmed needs a document number"


def test_the_deemed_withdrawal_period():
    one = parameter("people.deemed_withdrawal_months", on=date(2026, 1, 1))
    assert (one.value, one.unit, one.confirmed) == (6, "个月", False)
    assert one.source == "《会籍管理制度》自动退会"


def test_the_source_cites_the_document_number():
    assert (
        parameter("people.real_name_register").source == "《工会会员实名制文件》（总工办发〔2017〕14号）全文"
    )


def test_a_value_by_date(write, use):
    use(write({**GOOD, "value": 20, "until": date(2020, 1, 1)}, {**GOOD, "from": date(2020, 1, 1)}))
    assert value("people.example", on=date(2019, 12, 31)) == 20
    assert value("people.example", on=date(2020, 1, 1)) == 10
    with pytest.raises(Refused) as refused:
        value("people.example", on=date(2016, 12, 31))
    assert refused.value.code == "rulebook.no_value"
    assert "2016-12-31" in refused.value.what


def test_city_before_province_before_nation(write, use):
    use(
        write(
            {**GOOD, "value": 20},
            {**GOOD, "jurisdiction": "province", "from": date(2018, 1, 1)},
            {**GOOD, "value": 5, "jurisdiction": "city", "from": date(2024, 1, 1), "until": date(2025, 1, 1)},
        )
    )
    days = [date(2017, 6, 1), date(2018, 6, 1), date(2024, 6, 1), date(2025, 6, 1)]
    assert [value("people.example", on=day) for day in days] == [20, 10, 5, 10]


def test_an_unknown_key_is_refused():
    with pytest.raises(Refused):
        value("people.unheard_of")


def test_parameters_of_one_room():
    assert {one.key.split(".")[0] for one in parameters("people")} == {"people"}


@pytest.mark.parametrize("missing", ["value", "from", "jurisdiction", "regulation", "article", "status"])
def test_a_missing_item_is_one_clear_sentence(write, missing):
    with pytest.raises(RulebookError, match=rf"example.yaml：“people.example”有一个数值缺少 {missing}。"):
        read_rulebook(write({key: item for key, item in GOOD.items() if key != missing}), room="people")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"jurisdiction": "village"}, "jurisdiction 只能是"),
        ({"status": "sure"}, "status 只能是"),
        ({"from": "2017"}, "应当写成 2017-01-01 这样的日期"),
        ({"until": date(2016, 1, 1)}, "until 应当在 from 之后"),
        ({"regulation": ""}, "不能为空"),
        ({"colour": "red"}, "不认识的 colour"),
    ],
)
def test_a_wrong_item_is_one_clear_sentence(write, wrong, sentence):
    with pytest.raises(RulebookError, match=sentence):
        read_rulebook(write({**GOOD, **wrong}), room="people")


def test_two_values_of_one_level_on_one_day(write):
    with pytest.raises(RulebookError, match="同时有效"):
        read_rulebook(write(GOOD, {**GOOD, "from": date(2018, 1, 1)}), room="people")


def test_broken_files(tmp_path, write):
    file = tmp_path / "broken.yaml"
    file.write_text("a: [")
    with pytest.raises(RulebookError, match="不是合法的 YAML"):
        read_rulebook(file, room="people")
    file.write_text("- a")
    with pytest.raises(RulebookError, match="最外层"):
        read_rulebook(file, room="people")
    with pytest.raises(RulebookError, match="以“growth"):
        read_rulebook(write(GOOD), room="growth")
    with pytest.raises(RulebookError, match="至少有一个数值"):
        read_rulebook(write(), room="people")
    with pytest.raises(RulebookError, match="有且只有"):
        read_rulebook(write(GOOD, colour="red"), room="people")
