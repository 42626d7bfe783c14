"""Addresses of 参数核定: all in the workbench; the public pages are the rulebook's own."""

from django.urls import path

from jiangong.foundation.rulebook import urls as _rulebook  # noqa: F401  # registers the converter of keys
from jiangong.foundation.rulings import views

app_name = "rulings"

BENCH = "workbench/rulebook/"

urlpatterns = [
    path(BENCH, views.rulings, name="rulings"),
    path(f"{BENCH}<parameter_key:key>/", views.parameter, name="parameter"),
    path(f"{BENCH}<parameter_key:key>/confirmation/", views.confirm, name="confirm"),
    path(f"{BENCH}<parameter_key:key>/override/", views.override, name="override"),
    path(f"{BENCH}rulings/<int:pk>/withdrawal/", views.withdraw, name="withdraw"),
]
