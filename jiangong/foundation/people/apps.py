from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jiangong.foundation.people"
    label = "people"
    verbose_name = "人员"
