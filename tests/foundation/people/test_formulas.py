"""Documents, phones and masks. Numbers are the standard's own example or computed here; none is a person's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.people.formulas import (
    Document,
    Problem,
    check_document,
    check_phone,
    guess_type,
    mask_document,
    mask_name,
    mask_phone,
    normalise_document,
    normalise_phone,
    upgrade_identity,
)
from jiangong.foundation.people.states import DocumentType

EXAMPLE = "11010519491231002X"  # the example in GB 11643
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CARD = DocumentType.IDENTITY_CARD


def with_check_digit(first17: str) -> str:
    """The check digit straight from the standard's table, not from the library under test."""
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def test_the_example_of_the_standard():
    assert check_document(CARD, EXAMPLE) == Document(CARD, EXAMPLE, date(1949, 12, 31), "F")


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        " 110105 19491231 002X\n",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002X",
        "'11010519491231002X",
        "\u200e11010519491231002X\ufeff",
        "11010519491231002×",
    ],
)
def test_every_way_of_writing_it(written):
    assert normalise_document(written) == EXAMPLE
    assert check_document(CARD, written).number == EXAMPLE


@pytest.mark.parametrize("area", ["370634", "370684", "999999", "000001"])
def test_an_area_code_is_never_a_reason_to_refuse(area):
    number = with_check_digit(f"{area}19800101001")
    assert check_document(CARD, number).number == number


def test_a_fifteen_digit_number_is_upgraded():
    document = check_document(CARD, "110105491231002")
    assert document == Document(CARD, EXAMPLE, date(1949, 12, 31), "F", upgraded=True)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", Problem.MISSING),
        ("  \n", Problem.MISSING),
        ("3.70602E+17", Problem.ROUNDED),
        ("1.1010519491231E17", Problem.ROUNDED),
        ("1101051949123100", Problem.LENGTH),
        ("110105194912310021", Problem.CHECK_DIGIT),
        ("1101051949123100AX", Problem.CHARACTERS),
        (with_check_digit("11010519491331002"), Problem.BIRTH_DATE),
        (with_check_digit("11010518491231002"), Problem.BIRTH_DATE),
        (with_check_digit("11010520991231002"), Problem.BIRTH_DATE),
    ],
)
def test_what_is_wrong_is_named(written, problem):
    assert check_document(CARD, written) is problem
    assert str(problem.text)


@pytest.mark.parametrize(
    ("kind", "written", "number"),
    [
        (DocumentType.PASSPORT, "e 12345678", "E12345678"),
        (DocumentType.HONG_KONG_MACAU, "H12345678", "H12345678"),
        (DocumentType.HONG_KONG_MACAU, "m1234567801", "M12345678"),
        (DocumentType.HONG_KONG_MACAU, with_check_digit("81000019800101001"), None),
        (DocumentType.HONG_KONG_MACAU, with_check_digit("82000019800101001"), None),
        (DocumentType.TAIWAN, "12345678", "12345678"),
        (DocumentType.TAIWAN, with_check_digit("83000019800101001"), None),
        (DocumentType.PERMANENT_RESIDENCE, "usa110105123456".upper(), "USA110105123456"),
        (DocumentType.PERMANENT_RESIDENCE, with_check_digit("91184019800101001"), None),
    ],
)
def test_other_documents(kind, written, number):
    document = check_document(kind, written)
    assert isinstance(document, Document)
    assert (document.type, document.number) == (kind, number or written)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (DocumentType.PASSPORT, "ABC"),
        (DocumentType.PASSPORT, "ABCDEFGH"),
        (DocumentType.HONG_KONG_MACAU, "K12345678"),
        (DocumentType.TAIWAN, "1234567"),
        (DocumentType.PERMANENT_RESIDENCE, "US110105123456"),
        ("unheard-of", "12345678"),
    ],
)
def test_a_pattern_that_does_not_fit_its_type(kind, written):
    assert check_document(kind, written) is Problem.PATTERN


def test_the_type_told_from_the_number():
    assert guess_type(EXAMPLE) == CARD
    assert guess_type("110105491231002") == CARD
    assert guess_type(with_check_digit("83000019800101001")) == DocumentType.TAIWAN
    assert guess_type(with_check_digit("81000019800101001")) == DocumentType.HONG_KONG_MACAU
    assert guess_type(with_check_digit("91184019800101001")) == DocumentType.PERMANENT_RESIDENCE
    assert guess_type("E12345678") == DocumentType.PASSPORT
    assert guess_type("12345678") == ""  # a Taiwan permit or a slip: not guessed


@given(
    area=st.integers(0, 999999),
    born=st.dates(date(1900, 1, 1), date(2020, 12, 31)),
    order=st.integers(0, 999),
)
def test_any_well_built_number_is_accepted_and_read_right(area, born, order):
    number = with_check_digit(f"{area:06}{born:%Y%m%d}{order:03}")
    document = check_document(CARD, number, today=date(2026, 1, 1))
    assert document == Document(CARD, number, born, "M" if order % 2 else "F")


@given(
    born=st.dates(date(1900, 1, 1), date(1999, 12, 31)),
    order=st.integers(0, 999),
    area=st.integers(0, 999999),
)
def test_the_upgrade_of_the_short_form_is_the_long_form(born, order, area):
    assert upgrade_identity(f"{area:06}{born:%y%m%d}{order:03}") == with_check_digit(
        f"{area:06}{born:%Y%m%d}{order:03}"
    )


@given(place=st.integers(0, 16), step=st.integers(1, 9))
def test_one_wrong_digit_never_passes(place, step):
    digit = (int(EXAMPLE[place]) + step) % 10
    assert isinstance(check_document(CARD, EXAMPLE[:place] + str(digit) + EXAMPLE[place + 1 :]), Problem)


@given(st.text(max_size=40), st.sampled_from(["", *DocumentType.values]))
def test_no_text_whatever_raises(text, kind):
    assert isinstance(check_document(kind, text), Document | Problem)
    assert isinstance(check_phone(text), str | Problem)


@given(st.text(alphabet="0123456789xX０１２３ｘＸ -　'\n\u200b", max_size=30))
def test_the_normal_form_is_reached_in_one_step(text):
    assert normalise_document(normalise_document(text)) == normalise_document(text)


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("13800000001", "13800000001"),
        ("138 0000-0001", "13800000001"),
        ("１３８００００００01", "13800000001"),
        ("+86 138 0000 0001", "13800000001"),
        ("008613800000001", "13800000001"),
        ("+852 5123 4567", "+85251234567"),
        ("12345", Problem.PHONE),
        ("05351234567", Problem.PHONE),
        ("", Problem.MISSING),
    ],
)
def test_phones(written, phone):
    assert check_phone(written) == phone


def test_a_normal_phone_stays_as_it_is():
    assert normalise_phone("+85251234567") == "+85251234567"


def test_masks_hide_the_birth_date_and_the_serial():
    assert mask_document(EXAMPLE) == "1101************2X"
    assert mask_document("E12345678") == "E******78"
    assert mask_document("AB12") == "****"
    assert mask_phone("13800000001") == "138****0001"
    assert mask_phone("123") == "****"
    assert mask_name("示例一") == "示**"
    assert mask_name("例") == "例*"
    assert mask_name("") == ""
