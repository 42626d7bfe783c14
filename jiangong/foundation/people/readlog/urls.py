"""The address of the read log."""

from django.urls import path

from jiangong.foundation.people.readlog import views

app_name = "readlog"

urlpatterns = [path("workbench/reading-log/", views.log, name="log")]
