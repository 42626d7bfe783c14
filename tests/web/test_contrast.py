"""WCAG contrast of the role pairs in tokens.css, light and dark."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "jiangong/web/static/jiangong/tokens.css"
TEXT = 4.5
MARK = 3.0


def _css() -> str:
    return re.sub(r"/\*.*?\*/", "", CSS.read_text(), flags=re.S)


def _block(selector: str) -> dict[str, str]:
    css = _css()
    start = css.index("{", css.index(selector))
    return dict(re.findall(r"(--[\w-]+)\s*:\s*([^;]+);", css[start : css.index("}", start)]))


LIGHT = _block(":root {")
DARK = {**LIGHT, **_block(':root[data-theme="dark"]')}

TEXT_PAIRS = [
    (f"--{front}", f"--{back}")
    for front in ("text", "text-muted", "text-faint", "link", "brand", "honour", "bad")
    for back in ("bg", "surface", "surface-sunken")
]
TEXT_PAIRS += [(f"--{state}", f"--{state}-bg") for state in ("good", "warn", "bad", "honour")]
TEXT_PAIRS += [("--text", f"--{state}-bg") for state in ("good", "warn", "bad")]
TEXT_PAIRS += [
    ("--on-action", "--action"),
    ("--on-action", "--action-hover"),
    ("--on-deep", "--surface-deep"),
    ("--on-deep-muted", "--surface-deep"),
    ("--on-deep-honour", "--surface-deep"),
    ("--link", "--selected"),
    ("--text", "--selected"),
    ("--text-muted", "--selected"),
    ("--text-faint", "--selected"),
]
TEXT_PAIRS += [("--on-data-low", f"--data-{step}") for step in (1, 2, 3)]
TEXT_PAIRS += [("--on-data-high", f"--data-{step}") for step in (4, 5)]
MARK_PAIRS = [
    ("--control-line", "--bg"),
    ("--control-line", "--surface"),
    ("--focus", "--bg"),
    ("--focus-on-deep", "--surface-deep"),
    ("--data", "--surface"),
    ("--data", "--data-track"),
    ("--data-late", "--surface"),
    ("--data-late", "--data-track"),
]


def _value(theme: dict[str, str], name: str) -> str:
    value = theme[name].strip()
    while value.startswith("var("):
        value = theme[value[4:-1]].strip()
    return value


def _luminance(colour: str) -> float:
    channels = [int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [(*pair, TEXT) for pair in TEXT_PAIRS] + [(*pair, MARK) for pair in MARK_PAIRS],
)
def test_contrast(theme, front, back, least):
    assert contrast(_value(theme, front), _value(theme, back)) >= least


def test_the_systems_wish_for_dark_gives_the_same_dark():
    assert _block(':root[data-theme="dark"]') == _block(":root:not([data-theme])")
