"""Addresses of convalescence: up to the draw, and after it."""

from jiangong.programmes.care.convalescence.urls.applying import applying_pages
from jiangong.programmes.care.convalescence.urls.planning import planning_pages
from jiangong.programmes.care.convalescence.urls.staying import running_batches, taking_part

app_name = "convalescence"

urlpatterns = [*applying_pages, *planning_pages, *taking_part, *running_batches]
