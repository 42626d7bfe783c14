from django.apps import AppConfig


class ConvalescenceConfig(AppConfig):
    name = "jiangong.programmes.care.convalescence"
    label = "convalescence"
    verbose_name = "疗休养"
