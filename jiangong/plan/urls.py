"""Addresses of the plan: public pages, downloads, and the workbench's view of the same figures."""

from django.urls import path

from jiangong.plan.views import downloads, ledger, public, published, workbench

app_name = "plan"

urlpatterns = [
    path("", public.overview, name="home"),
    path("plan/", public.overview, name="overview"),
    path("plan/method/", public.method, name="method"),
    path("ledger/plan.json", published.plan_json, name="plan_json"),
    path("ledger/figures.csv", published.figures_csv, name="figures_csv"),
    path("plan/promises.csv", downloads.promises_csv, name="promises_csv"),
    path("plan/promises.json", downloads.promises_json, name="promises_json"),
    path("plan/districts/<str:code>/", public.district, name="district"),
    path("plan/<str:promise>/", public.promise, name="promise"),
    path("plan/<str:promise>/cells.csv", downloads.cells_csv, name="cells_csv"),
    path("plan/<str:promise>/<str:code>/", public.figure, name="figure"),
    path("plan/<str:promise>/<str:code>/records/", public.records, name="records"),
    path("workbench/plan/", workbench.progress, name="workbench"),
    path("workbench/plan/<str:promise>/<str:code>/", workbench.figure, name="workbench_figure"),
    path("workbench/plan/<str:promise>/<str:code>/records/", workbench.records, name="workbench_records"),
    path("workbench/ledger/", ledger.entries, name="ledger"),
    path("workbench/ledger/<int:number>/", ledger.entry, name="entry"),
    path("me/records/", ledger.my_records, name="my_records"),
    path("me/records/<int:number>/receipt", ledger.receipt, name="receipt"),
]
