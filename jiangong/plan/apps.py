from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "jiangong.plan"
    label = "plan"
    verbose_name = "规划"
