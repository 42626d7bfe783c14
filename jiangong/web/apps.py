from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "jiangong.web"
    label = "web"
    verbose_name = "页面"
