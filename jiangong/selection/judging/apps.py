from django.apps import AppConfig


class JudgingConfig(AppConfig):
    name = "jiangong.selection.judging"
    label = "judging"
    verbose_name = "评判"
