"""Addresses of 参数核定."""

from django.urls import URLPattern

app_name = "rulings"

urlpatterns: list[URLPattern] = []
