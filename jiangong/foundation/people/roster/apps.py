from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "jiangong.foundation.people.roster"
    label = "roster"
    verbose_name = "花名册导入"
