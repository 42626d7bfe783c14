from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "jiangong.foundation.credentials"
    label = "credentials"
    verbose_name = "数字凭证"
