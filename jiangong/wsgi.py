"""The web server's door: `granian --interface wsgi jiangong.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")
application = get_wsgi_application()
