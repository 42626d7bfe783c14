from django.apps import AppConfig


class ReadlogConfig(AppConfig):
    name = "jiangong.foundation.people.readlog"
    label = "readlog"
    verbose_name = "查看记录"
