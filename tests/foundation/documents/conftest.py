"""Files of these tests lie in a folder of their own."""

import pytest


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
    }
    return tmp_path / "files" / "documents"
