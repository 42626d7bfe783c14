from django.apps import AppConfig


class BasesConfig(AppConfig):
    name = "jiangong.programmes.venues.bases"
    label = "bases"
    verbose_name = "疗休养基地"
