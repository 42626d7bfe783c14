from django.apps import AppConfig


class RulingsConfig(AppConfig):
    name = "jiangong.foundation.rulings"
    label = "rulings"
    verbose_name = "参数核定"
