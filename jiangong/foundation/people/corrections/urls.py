"""Addresses of corrections: one's own request, and its answer in the workbench."""

from django.urls import path

from jiangong.foundation.people.corrections import views

app_name = "corrections"
urlpatterns = [
    path("me/correction/", views.mine, name="mine"),
    path("me/correction/new/", views.ask, name="ask"),
    path("me/correction/withdrawal/", views.withdrawal, name="withdrawal"),
    path("workbench/corrections/<int:pk>/", views.case, name="case"),
    path("workbench/corrections/<int:pk>/look/", views.look, name="look"),
    path("workbench/corrections/<int:pk>/confirmation/", views.confirmation, name="confirmation"),
    path("workbench/corrections/<int:pk>/refusal/", views.refusal, name="refusal"),
]
