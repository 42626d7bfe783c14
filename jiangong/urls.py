"""All addresses: the web shell, the rooms, the API, sign-in."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
