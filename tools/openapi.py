"""The API's published schema into docs/openapi.json; with --check only says whether that file is the current one."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "openapi.json"
sys.path.insert(0, str(ROOT))


def main() -> int:
    from jiangong.operations.embedded import ensure_database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")
    ensure_database()
    import django

    django.setup()
    from jiangong.api.schema import as_text

    text = as_text()
    if "--check" in sys.argv:
        same = TARGET.exists() and TARGET.read_text() == text
        if not same:
            print("docs/openapi.json 不是最新的：请运行 tools/openapi.py / not current: run tools/openapi.py")
        return 0 if same else 1
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
