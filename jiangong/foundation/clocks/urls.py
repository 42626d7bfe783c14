"""Addresses of 期限: the calendar, and one clock."""

from django.urls import path

from jiangong.foundation.clocks import views

app_name = "clocks"

urlpatterns = [
    path("workbench/calendar/", views.calendar, name="calendar"),
    path("workbench/calendar/days/new/", views.record_day, name="record_day"),
    path("workbench/calendar/days/<int:pk>/withdrawal/", views.withdraw_day, name="withdraw_day"),
    path("workbench/calendar/years/new/", views.enter_year, name="enter_year"),
    path("workbench/calendar/recomputation/", views.recompute_moved, name="recompute_moved"),
    path("workbench/clocks/<int:pk>/", views.clock, name="clock"),
    path("workbench/clocks/<int:pk>/<slug:slug>/", views.act, name="act"),
]
