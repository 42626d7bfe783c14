from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "jiangong.foundation.organisations"
    label = "organisations"
    verbose_name = "组织"
