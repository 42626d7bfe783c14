"""Nothing private leaves: names masked, numbers found however they are broken up; receipt codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.notices.formulas import new_code, private_in, receipt_of, shown_name

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
NAMES = st.text(HAN, min_size=2, max_size=5)
DIGITS = st.text("0123456789", min_size=1, max_size=1)
BREAKS = st.sampled_from(["", " ", "-", " - ", "　", ".", "·", "，", ","])
SCRIPTS = ("0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩")


def broken(draw, digits: str) -> str:
    script, gap, every = draw(st.sampled_from(SCRIPTS)), draw(BREAKS), draw(st.integers(3, 7))
    written = "".join(script[int(one)] if one.isdigit() else one for one in digits)
    return gap.join(written[n : n + every] for n in range(0, len(written), every))


@st.composite
def private_numbers(draw):
    """An identity number, a mobile, a bank card, however somebody writes them."""
    kind = draw(st.sampled_from(["identity", "mobile", "card", "country"]))
    rest = draw(st.text("0123456789", min_size=19, max_size=19))
    if kind == "identity":
        return broken(draw, f"3706021990{rest[:7]}") + draw(st.sampled_from(["X", "x", rest[8]]))
    if kind == "card":
        return broken(draw, f"62{rest[: draw(st.integers(14, 17))]}")
    return broken(draw, ("86" if kind == "country" else "") + f"13{rest[:9]}")


@given(private_numbers(), st.text(HAN, max_size=8), st.text(HAN, max_size=8))
def test_a_private_number_is_found_however_it_is_written(number, before, after):
    assert private_in(f"{before}{number}{after}") is not None


@given(NAMES, st.text(HAN, max_size=6), st.booleans())
def test_a_full_name_is_found_and_a_given_name_in_what_was_typed(name, around, spaced):
    written = " ".join(name) if spaced else name
    assert private_in(f"{around}{written}{around}", [name]) is not None
    if len(name) > 2:
        assert private_in(f"{around}{name[1:]}", [name], public=[]) is not None


@given(NAMES)
def test_a_mask_holds_the_surname_and_nothing_else(name):
    shown = shown_name(name)
    assert shown == f"{name[0]}**"
    assert shown_name(name, is_person=False) == name


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-11-26 2026-12-03",
        "2026年11月26日至2026年12月3日",
        "0535-6688666",
        "联系电话 0535-6688666、6688667",
        "烟工发〔2026〕12号",
        "HG-2026-01",
        "职工热线 12351",
        "第 3 期，共 1,234,567 人次",
        "",
    ],
)
def test_what_notices_usually_say_passes(harmless):
    assert private_in(harmless) is None


@pytest.mark.parametrize("ill", ["患肺癌", "肢体残疾二级", "正在住院", "HIV", "尿 毒 症"])
def test_of_one_person_no_illness_is_said(ill):
    assert private_in(ill, of_one=True) is not None
    assert private_in("职业病防治培训") is None, "a title may"


def test_a_course_may_be_called_as_somebody_is():
    assert private_in("建设工程培训", ["王建设"], public=["建设工程培训班"]) is not None
    assert private_in("“建设工程”名单", ["王建设"], public=["建设工程"]) is None
    assert private_in("“建设工程”，王建设", ["王建设"], public=["建设工程"]) is not None


@given(st.randoms())
def test_a_code_is_read_however_it_is_typed(random):
    code = new_code()
    assert len(code.replace("-", "")) == 16
    typed = "".join(
        random.choice([one, one.lower()]) for one in code.replace("-", random.choice(["", " ", "－"]))
    )
    assert receipt_of(
        typed.replace("0", random.choice("0Oo")).replace("1", random.choice("1Il"))
    ) == receipt_of(code)
    assert receipt_of(new_code()) != receipt_of(code)
