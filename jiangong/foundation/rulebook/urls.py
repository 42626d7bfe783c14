"""Addresses of the public rulebook."""

from django.urls import path, register_converter

from jiangong.foundation.rulebook import views


class KeyConverter:
    """A parameter's key: room, dot, name."""

    regex = r"[a-z_]+\.[a-z0-9_]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KeyConverter, "parameter_key")

app_name = "rulebook"

urlpatterns = [
    path("rulebook/", views.rulebook, name="rulebook"),
    path("rulebook/<parameter_key:key>/", views.parameter, name="parameter"),
]
