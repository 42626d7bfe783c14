"""The address of the public rulebook."""

from django.urls import path

from jiangong.foundation.rulebook import views

app_name = "rulebook"

urlpatterns = [path("rulebook/", views.rulebook, name="rulebook")]
