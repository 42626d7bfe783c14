"""Addresses of convalescence: up to the draw, and after it."""

from jiangong.programmes.care.convalescence.urls.staying import running_batches, taking_part

app_name = "convalescence"

urlpatterns = [*taking_part, *running_batches]
