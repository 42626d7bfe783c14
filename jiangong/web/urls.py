"""Addresses of the pages that no room owns."""

from django.urls import path

from jiangong.web.views import (
    administration,
    cases,
    due,
    exports,
    handing,
    homes,
    pages,
    preferences,
    searching,
)

app_name = "web"

urlpatterns = [
    path("preferences/", preferences.preferences, name="preferences"),
    path("home/", homes.home, name="home"),
    path("me/", homes.me, name="me"),
    path("workbench/", due.workbench, name="workbench"),
    path("workbench/acts/", due.acts, name="acts"),
    path("workbench/hand-over/", handing.hand_over, name="hand_over"),
    path("workbench/organisation/", homes.organisation_switch, name="organisation_switch"),
    path("me/matters/", cases.mine, name="my_matters"),
    path("workbench/administration/", administration.administration, name="administration"),
    path("workbench/administration/jobs/", administration.background, name="jobs"),
    path("workbench/administration/jobs/<int:pk>/retry/", administration.retry, name="retry_job"),
    path("workbench/exports/<str:kind>/", exports.export, name="export"),
    path("workbench/exports/<int:pk>/progress/", exports.progress, name="export_progress"),
    path("workbench/exports/<int:pk>/file/", exports.file, name="export_file"),
    path("workbench/search/", searching.search, name="search"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
]
