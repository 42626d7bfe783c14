"""Addresses of the pages that no room owns."""

from django.urls import path

from jiangong.web.views import due, homes, pages, preferences, searching

app_name = "web"

urlpatterns = [
    path("preferences/", preferences.preferences, name="preferences"),
    path("home/", homes.home, name="home"),
    path("me/", homes.me, name="me"),
    path("workbench/", due.workbench, name="workbench"),
    path("workbench/acts/", due.acts, name="acts"),
    path("workbench/organisation/", homes.organisation_switch, name="organisation_switch"),
    path("workbench/search/", searching.search, name="search"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
]
