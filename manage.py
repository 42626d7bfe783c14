#!/usr/bin/env python
"""Django's own commands (makemigrations, shell) on the same database as `jiangong`."""

import os
import sys

from jiangong.operations.embedded import ensure_database

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")
    ensure_database()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
