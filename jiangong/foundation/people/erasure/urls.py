"""Addresses of erasure: one's own request, and the city federation's desk."""

from django.urls import path

from jiangong.foundation.people.erasure import views

app_name = "erasure"
urlpatterns = [
    path("me/erasure/", views.mine, name="mine"),
    path("me/erasure/withdrawal/", views.withdrawal, name="withdrawal"),
    path("workbench/members/<int:pk>/erasure/", views.on_paper, name="on_paper"),
    path("workbench/erasures/", views.requests, name="requests"),
    path("workbench/erasures/<int:pk>/", views.decision, name="decision"),
    path("workbench/erasures/<int:pk>/erasing/", views.erasing, name="erasing"),
    path("workbench/erasures/<int:pk>/refusal/", views.refusal, name="refusal"),
]
