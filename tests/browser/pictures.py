"""Pictures for people's eyes: on a phone and a desktop, light, dark, elder; kept where JIANGONG_PICTURES names a folder."""

import os
from pathlib import Path
from typing import Any


def keep_pictures(window: Any, name: str) -> None:
    """`make pictures PAGES=…` keeps what the walk sees; the window is as it was afterwards."""
    folder = os.environ.get("JIANGONG_PICTURES")
    if not folder:
        return
    before = window.viewport_size
    Path(folder).mkdir(parents=True, exist_ok=True)
    for width in (390, 1280):
        window.set_viewport_size({"width": width, "height": 900})
        for look, theme, mode in (("light", "light", ""), ("dark", "dark", ""), ("elder", "light", "elder")):
            window.evaluate(
                "([theme, mode]) => Object.assign(document.documentElement.dataset, {theme, mode})",
                [theme, mode],
            )
            file = Path(folder) / f"{name.replace(':', '-')}-{width}-{look}.png"
            window.screenshot(path=file, full_page=True)
    window.evaluate("() => { document.documentElement.dataset.mode = '' }")
    window.set_viewport_size(before)
