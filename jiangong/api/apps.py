from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "jiangong.api"
    label = "api"
    verbose_name = "接口"
