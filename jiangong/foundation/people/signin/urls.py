"""The demonstration's page; all other addresses of signing in are allauth's, below /accounts/."""

from django.urls import path

from jiangong.foundation.people.signin import views

urlpatterns = [path("demonstration/", views.demonstration, name="demonstration")]
