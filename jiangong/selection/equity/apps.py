from django.apps import AppConfig


class EquityConfig(AppConfig):
    name = "jiangong.selection.equity"
    label = "equity"
    verbose_name = "公平账"
