from django.apps import AppConfig


class ConvalescingConfig(AppConfig):
    name = "jiangong.journeys.convalescing"
    label = "convalescing"
    verbose_name = "疗休养安排"
