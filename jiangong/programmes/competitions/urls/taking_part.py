"""Addresses for everybody, and for who competes, judges or supervises."""

from django.urls import URLPattern

taking_part: list[URLPattern] = []
