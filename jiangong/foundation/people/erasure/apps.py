from django.apps import AppConfig


class ErasureConfig(AppConfig):
    name = "jiangong.foundation.people.erasure"
    label = "erasure"
    verbose_name = "删除个人信息"
