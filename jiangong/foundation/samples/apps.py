from django.apps import AppConfig


class SamplesConfig(AppConfig):
    name = "jiangong.foundation.samples"
    label = "samples"
    verbose_name = "审计抽样"
