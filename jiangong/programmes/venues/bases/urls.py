"""Addresses of bases: what everybody sees, and the workbench of those who answer for them."""

from django.urls import path

from jiangong.programmes.venues.bases.views import contracts, inspecting, managing, public, rating

app_name = "bases"

BENCH = "workbench/bases/"
BASE = f"{BENCH}<int:pk>/"
CONTRACT = f"{BENCH}contracts/<int:pk>/"
INSPECTION = f"{BENCH}inspections/<int:pk>/"
YEAR = f"{BENCH}ratings/<int:pk>/"

urlpatterns = [
    path("bases/", public.bases, name="bases"),
    path("bases/<int:pk>/", public.base, name="base"),
    path("bases/<int:pk>/photos/<int:photo>/", public.photo, name="photo"),
    path("bases/ratings/", public.ratings, name="ratings"),
    path(BENCH, managing.bench, name="bench"),
    path(f"{BENCH}new/", managing.edit, name="new"),
    path(f"{BENCH}import/", managing.upload, name="import"),
    path(f"{BENCH}import/bases.xlsx", managing.template, name="template"),
    path(f"{BENCH}ratings/", rating.years, name="years"),
    path(YEAR, rating.year, name="rating_year"),
    path(f"{YEAR}force/", rating.put_in_force, name="put_in_force"),
    path(f"{BENCH}rating/<int:pk>/", rating.decide, name="decide"),
    path(BASE, managing.base, name="bench_base"),
    path(f"{BASE}edit/", managing.edit, name="edit"),
    path(f"{BASE}state/", managing.set_state, name="set_state"),
    path(f"{BASE}contracts/new/", contracts.new, name="contract_new"),
    path(f"{BASE}inspections/new/", inspecting.new, name="inspection_new"),
    path(f"{BASE}audits/new/", inspecting.audit, name="audit_new"),
    path(CONTRACT, contracts.contract, name="contract"),
    path(f"{CONTRACT}edit/", contracts.edit, name="contract_edit"),
    path(f"{CONTRACT}end/", contracts.end, name="contract_end"),
    path(INSPECTION, inspecting.inspection, name="inspection"),
]
