"""Addresses of examinations: the examinee's pages, and the workbench of banks and sittings."""

from django.urls import path

from jiangong.selection.exams.views import banks, marking, papers, running, sitting

app_name = "exams"

MINE = "me/exams/<int:pk>/"
BENCH = "workbench/exams/"
BANK = f"{BENCH}banks/<int:pk>/"
SITTING = f"{BENCH}<int:pk>/"

urlpatterns = [
    path("me/exams/", sitting.mine, name="mine"),
    path(MINE, sitting.sit, name="sit"),
    path(f"{MINE}start/", sitting.start, name="start"),
    path(f"{MINE}device/", sitting.device, name="device"),
    path(f"{MINE}hand-in/", sitting.hand_in, name="hand_in"),
    path(BENCH, running.sittings, name="sittings"),
    path(f"{BENCH}new/<str:subject>/<int:about>/", running.new, name="new"),
    path(f"{BENCH}banks/", banks.banks, name="banks"),
    path(BANK, banks.bank, name="bank"),
    path(f"{BANK}new/", banks.question, name="question_new"),
    path(f"{BANK}questions/<int:number>/", banks.question, name="question"),
    path(f"{BANK}questions/<int:number>/key/", banks.key, name="key"),
    path(f"{BANK}questions/<int:number>/state/", banks.state, name="question_state"),
    path(f"{BANK}review/", banks.review, name="review"),
    path(f"{BANK}export/", banks.export, name="bank_export"),
    path(f"{BANK}import/", banks.bring_in, name="bank_import"),
    path(f"{BANK}template.xlsx", banks.template, name="bank_template"),
    path(SITTING, running.sitting, name="sitting"),
    path(f"{SITTING}draw/", running.draw, name="draw"),
    path(f"{SITTING}time/", running.time, name="time"),
    path(f"{SITTING}close/", running.close, name="close"),
    path(f"{SITTING}cancellation/", running.cancel, name="cancel"),
    path(f"{SITTING}examinees/<str:code>/", running.examinee, name="examinee"),
    path(f"{SITTING}paper/", papers.paper, name="paper"),
    path(f"{SITTING}sheets/", papers.sheets, name="sheets"),
    path(f"{SITTING}answers.xlsx", papers.sheet, name="sheet"),
    path(f"{SITTING}answers/", papers.bring_in, name="answers"),
    path(f"{SITTING}draw.json", papers.draw_file, name="draw_file"),
    path(f"{SITTING}results/", marking.results, name="results"),
    path(f"{SITTING}results.xlsx", marking.results_file, name="results_file"),
    path(f"{SITTING}items/", marking.items, name="items"),
    path(f"{SITTING}items/<int:number>/", marking.item, name="item"),
]
