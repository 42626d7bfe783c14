"""Addresses of 公示."""

from django.urls import path

from jiangong.foundation.notices.views import objecting, public, workbench

app_name = "notices"

BENCH = "workbench/notices/"
ONE = f"{BENCH}<int:pk>/"

urlpatterns = [
    path("notices/", public.notices, name="notices"),
    path("notices/answers/", objecting.answers, name="answers"),
    path("notices/<int:pk>/", public.notice, name="notice"),
    path("notices/<int:pk>/letter.pdf", public.letter, {"ending": "pdf"}, name="letter_pdf"),
    path("notices/<int:pk>/letter.docx", public.letter, {"ending": "docx"}, name="letter_docx"),
    path("notices/<int:pk>/papers/<int:number>/", public.paper, name="paper"),
    path("notices/<int:pk>/objection/", objecting.objection, name="object"),
    path(BENCH, workbench.notices, name="workbench"),
    path(f"{BENCH}new/<str:kind>/<int:about>/", workbench.new, name="new"),
    path(f"{BENCH}objections/<int:pk>/", workbench.objection, name="objection"),
    path(f"{BENCH}objections/<int:pk>/investigator/", workbench.take, name="take"),
    path(ONE, workbench.conduct, name="conduct"),
    path(f"{ONE}edit/", workbench.edit, name="edit"),
    path(f"{ONE}list/", workbench.take_again, name="take_again"),
    path(f"{ONE}publication/", workbench.publish, name="publish"),
    path(f"{ONE}correction/", workbench.correct, name="correct"),
    path(f"{ONE}withdrawal/", workbench.withdraw, name="withdraw"),
    path(f"{ONE}end/", workbench.close, name="close"),
]
