from django.apps import AppConfig


class CompetitionsConfig(AppConfig):
    name = "jiangong.programmes.competitions"
    label = "competitions"
    verbose_name = "劳动和技能竞赛"
