"""Addresses of 待办与消息."""

from django.urls import URLPattern, path

from jiangong.foundation.inbox import views

app_name = "inbox"

urlpatterns: list[URLPattern] = [
    path("me/messages/", views.messages, name="messages"),
]
