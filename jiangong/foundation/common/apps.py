from django.apps import AppConfig


class FoundationCommonConfig(AppConfig):
    name = "jiangong.foundation.common"
    label = "common"
    verbose_name = "通用"
