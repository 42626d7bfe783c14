"""Addresses of placing batches and of rating a year."""

from django.urls import path

from jiangong.journeys.convalescing import views

app_name = "convalescing"

BATCH = "workbench/convalescence/batches/<int:pk>/base/"

urlpatterns = [
    path(BATCH, views.choose, name="choose"),
    path(f"{BATCH}placing/", views.place, name="place"),
    path(f"{BATCH}taking-away/", views.take_away, name="take_away"),
    path("workbench/bases/ratings/<int:pk>/gathering/", views.rate, name="rate"),
]
