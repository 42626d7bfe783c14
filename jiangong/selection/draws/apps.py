from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "jiangong.selection.draws"
    label = "draws"
    verbose_name = "抽签"
