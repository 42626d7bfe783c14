"""Addresses of the roster import, all in the workbench."""

from django.urls import path

from jiangong.foundation.people.roster import views

app_name = "roster"
urlpatterns = [
    path("workbench/members/import/", views.imports, name="imports"),
    path("workbench/members/import/template/", views.template, name="template"),
    path("workbench/members/import/<int:pk>/", views.show, name="import"),
    path("workbench/members/import/<int:pk>/progress/", views.progress, name="progress"),
    path("workbench/members/import/<int:pk>/confirmation/", views.confirmation, name="confirmation"),
    path("workbench/members/import/<int:pk>/abandonment/", views.abandonment, name="abandonment"),
    path("workbench/members/import/<int:pk>/reversal/", views.reversal, name="reversal"),
    path("workbench/members/import/<int:pk>/giving-up/", views.giving_up, name="giving_up"),
    path("workbench/members/import/<int:pk>/result/", views.result, name="result"),
]
