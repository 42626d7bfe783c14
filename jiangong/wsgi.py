"""The web server's door: `granian --interface wsgi jiangong.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")
_pages = get_wsgi_application()

from jiangong.api.short_way import shortened  # noqa: E402  # needs the applications to be set up

application = shortened(_pages)
