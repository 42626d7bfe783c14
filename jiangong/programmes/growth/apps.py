from django.apps import AppConfig


class GrowthConfig(AppConfig):
    name = "jiangong.programmes.growth"
    label = "growth"
    verbose_name = "成长成才"
