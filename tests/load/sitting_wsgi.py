"""The sitting's server: the product's settings and middleware with the sitting's addresses."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")

from django.conf import settings

settings.ROOT_URLCONF = "tests.load.sitting_urls"

from jiangong.wsgi import application  # noqa: E402

__all__ = ["application"]
