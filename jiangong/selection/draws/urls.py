"""Addresses of draws: public pages and files, the check script, and the workbench of those who conduct them."""

from django.urls import path

from jiangong.selection.draws.views import public, workbench

app_name = "draws"

DRAW = "draws/<int:pk>/"
BENCH = "workbench/draws/"
CONDUCT = f"{BENCH}<int:pk>/"

urlpatterns = [
    path("draws/", public.draws, name="draws"),
    path("draws/check_draw.py", public.script, name="script"),
    path("draws/check_draw.py.sha256", public.script_hash, name="script_hash"),
    path(DRAW, public.draw, name="draw"),
    path(f"{DRAW}announcement.json", public.announcement, name="announcement"),
    path(f"{DRAW}list.jsonl", public.closed_list, name="list"),
    path(f"{DRAW}randomness.json", public.randomness, name="value"),
    path(f"{DRAW}result.jsonl", public.result, name="result"),
    path(f"{DRAW}moves.jsonl", public.moves, name="moves"),
    path(BENCH, workbench.draws, name="workbench"),
    path(f"{BENCH}new/<str:subject>/<int:about>/", workbench.new, name="new"),
    path(CONDUCT, workbench.draw, name="conduct"),
    path(f"{CONDUCT}list/", workbench.close, name="close"),
    path(f"{CONDUCT}randomness/", workbench.randomness, name="randomness"),
    path(f"{CONDUCT}postponement/", workbench.postpone, name="postpone"),
    path(f"{CONDUCT}end/", workbench.end, name="end"),
]
