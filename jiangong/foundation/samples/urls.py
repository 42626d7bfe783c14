"""Addresses of samples: public pages, the check script beside the log, and the auditors' workbench."""

from django.urls import path

from jiangong.foundation.samples.views import public, workbench

app_name = "samples"

urlpatterns = [
    path("samples/", public.samples, name="samples"),
    path("samples/<int:pk>/", public.sample, name="sample"),
    path("ledger/check_sample.py", public.script, name="script"),
    path("ledger/check_sample.py.sha256", public.script_hash, name="script_hash"),
    path("workbench/samples/", workbench.samples, name="workbench"),
    path("workbench/samples/new/", workbench.new, name="new"),
    path("workbench/samples/<int:pk>/", workbench.sample, name="conduct"),
    path("workbench/samples/<int:pk>/announcement/", workbench.announcement, name="announcement"),
    path("workbench/samples/<int:pk>/randomness/", workbench.randomness, name="randomness"),
    path("workbench/samples/<int:pk>/end/", workbench.end, name="end"),
    path("workbench/samples/<int:pk>/entries/<int:position>/", workbench.entry, name="entry"),
    path("workbench/samples/<int:pk>/entries/<int:position>/opening/", workbench.opening, name="opening"),
    path(
        "workbench/samples/<int:pk>/entries/<int:position>/judgement/", workbench.judgement, name="judgement"
    ),
]
