"""pytest plugin: a database before Django reads its settings (pytest-django reads them before any conftest), and
compiled catalogues, which a clean clone does not have."""

import os

from jiangong.foundation.common.messages import compile_catalogues
from jiangong.operations.embedded import ensure_database

os.environ.setdefault("JIANGONG_SECRET_KEY", "only-for-tests")
os.environ.setdefault("JIANGONG_DEMONSTRATION", "1")
ensure_database()
compile_catalogues()
