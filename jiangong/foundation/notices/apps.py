from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NoticesConfig(AppConfig):
    name = "jiangong.foundation.notices"
    label = "notices"
    verbose_name = "公示"

    def ready(self) -> None:
        post_migrate.connect(_tell_the_database, sender=self)


def _tell_the_database(*, using: str, **_more: Any) -> None:
    """Whoever makes the tables, their owner, also writes the least days and the calendar that the triggers count by."""
    from jiangong.foundation.notices import actions  # the rooms' models are loaded by now

    actions.tell_the_database(using)
