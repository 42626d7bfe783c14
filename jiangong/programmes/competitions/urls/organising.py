"""Addresses of the workbench."""

from django.urls import URLPattern

organising: list[URLPattern] = []
