"""Addresses of the equity ledger: public tables, one's own share, the workbench."""

from django.urls import path

from jiangong.selection.equity.views import mine, public, trials, workbench

app_name = "equity"

YEAR = "equity/<int:year>/"

urlpatterns = [
    path("equity/", public.years, name="years"),
    path(YEAR, public.year, name="year"),
    path(f"{YEAR}equity.xlsx", public.spreadsheet, name="spreadsheet"),
    path(f"{YEAR}<slug:good>/", public.good, name="good"),
    path(f"{YEAR}<slug:good>/<slug:dimension>/", public.table, name="table"),
    path("me/share/", mine.share, name="share"),
    path("workbench/equity/", workbench.inside, name="inside"),
    path("workbench/equity/<int:year>/count/", workbench.count, name="count"),
    path("workbench/equity/simulations/", trials.trials, name="trials"),
    path("workbench/equity/simulations/new/", trials.new, name="trial_new"),
    path("workbench/equity/simulations/<int:pk>/", trials.trial, name="trial"),
    path("workbench/equity/simulations/<int:pk>/simulation.xlsx", trials.download, name="trial_download"),
]
