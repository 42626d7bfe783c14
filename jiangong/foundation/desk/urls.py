"""Addresses of 案头."""

from django.urls import URLPattern

app_name = "desk"

urlpatterns: list[URLPattern] = []
