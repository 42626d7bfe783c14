"""Addresses of 公文与附件."""

from django.urls import URLPattern

app_name = "documents"

urlpatterns: list[URLPattern] = []
