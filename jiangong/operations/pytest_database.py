"""pytest plugin: a database before Django reads its settings (pytest-django reads them before any conftest), and
what a clean clone does not have: compiled catalogues, and the folder of collected files that WhiteNoise looks for."""

import os

from jiangong.foundation.common.messages import compile_catalogues
from jiangong.operations.embedded import VAR, ensure_database

os.environ.setdefault("JIANGONG_SECRET_KEY", "only-for-tests")
os.environ.setdefault("JIANGONG_DEMONSTRATION", "1")
ensure_database()
compile_catalogues()
(VAR / "static").mkdir(parents=True, exist_ok=True)
