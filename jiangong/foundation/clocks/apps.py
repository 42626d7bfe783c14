from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "jiangong.foundation.clocks"
    label = "clocks"
    verbose_name = "期限"
