from django.apps import AppConfig


class ExamsConfig(AppConfig):
    name = "jiangong.selection.exams"
    label = "exams"
    verbose_name = "理论考试"
