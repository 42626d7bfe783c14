"""Addresses of 案头."""

from django.urls import path

from jiangong.foundation.desk import views

app_name = "desk"

urlpatterns = [
    path("me/pending/", views.pending, name="pending"),
    path("me/pending/<int:pk>/withdrawal/", views.take_back, name="take_back"),
    path("me/drafts/", views.drafts, name="drafts"),
    path("me/drafts/<int:pk>/deletion/", views.drop_draft, name="drop_draft"),
    path("me/drafts/<str:kind>/", views.keep_draft, name="keep_draft"),
]
