from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FoundationCommonConfig(AppConfig):
    name = "jiangong.foundation.common"
    label = "common"
    verbose_name = "通用"

    def ready(self) -> None:
        autodiscover_modules("permissions")  # every room's predicates, so that has_perm knows them
