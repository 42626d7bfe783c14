"""Addresses of 待办与消息."""

from django.urls import path

from jiangong.foundation.inbox.views import mine, working

app_name = "inbox"

urlpatterns = [
    path("me/messages/", mine.messages, name="messages"),
    path("me/messages/read/", mine.read, name="read"),
    path("me/messages/wishes/", mine.wishes, name="wishes"),
    path("me/messages/official-account/", mine.bind, name="bind"),
    path("me/messages/official-account/bound/", mine.bound, name="bound"),
    path("me/delegations/", mine.delegations, name="delegations"),
    path("me/delegations/<int:pk>/end/", mine.end, name="end_delegation"),
    path("workbench/matters/<int:pk>/", working.matter, name="matter"),
    path("workbench/messages/", working.sent, name="sent"),
    path("workbench/messages/<int:pk>/", working.sent_message, name="sent_message"),
    path("workbench/channels/", working.channels, name="channels"),
    path("workbench/channels/deliveries/<int:pk>/", working.delivery, name="delivery"),
    path("workbench/channels/deliveries/<int:pk>/retry/", working.retry, name="retry"),
]
