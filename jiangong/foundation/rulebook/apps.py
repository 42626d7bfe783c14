from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "jiangong.foundation.rulebook"
    label = "rulebook"
    verbose_name = "参数"
