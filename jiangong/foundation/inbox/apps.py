from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "jiangong.foundation.inbox"
    label = "inbox"
    verbose_name = "待办与消息"
