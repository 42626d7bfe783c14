from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "jiangong.foundation.people.corrections"
    label = "corrections"
    verbose_name = "更正登记信息"
