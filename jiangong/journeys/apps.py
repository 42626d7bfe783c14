from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "jiangong.journeys"
    label = "journeys"
    verbose_name = "办事"
