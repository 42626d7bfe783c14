from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "jiangong.foundation.desk"
    label = "desk"
    verbose_name = "案头"
