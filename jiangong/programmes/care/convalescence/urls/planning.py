"""Addresses up to the draw: the workbench of those who plan, and of unions that apply for their members."""

from django.urls import path

from jiangong.programmes.care.convalescence.views import helping, planning

BENCH = "workbench/convalescence/"
PROGRAMME = f"{BENCH}<int:pk>/"

planning_pages = [
    path(BENCH, planning.programmes, name="programmes"),
    path(f"{BENCH}new/", planning.programme_edit, name="programme_new"),
    path(f"{BENCH}posts/", helping.posts, name="posts"),
    path(f"{BENCH}posts/<int:pk>/", helping.post, name="post"),
    path(f"{BENCH}batches/<int:pk>/", planning.batch_edit, name="batch_edit"),
    path(f"{BENCH}batches/<int:pk>/removal/", planning.batch_remove, name="batch_remove"),
    path(f"{BENCH}pools/<int:pk>/", planning.pool_edit, name="pool_edit"),
    path(f"{BENCH}applications/<int:pk>/", helping.application_case, name="application_case"),
    path(f"{BENCH}applications/<int:pk>/refusal/", helping.refusal, name="refusal"),
    path(PROGRAMME, planning.programme, name="programme"),
    path(f"{PROGRAMME}edit/", planning.programme_edit, name="programme_edit"),
    path(f"{PROGRAMME}copy/", planning.programme_copy, name="programme_copy"),
    path(f"{PROGRAMME}batches/new/", planning.batch_edit, {"new": True}, name="batch_new"),
    path(f"{PROGRAMME}pools/", planning.pools, name="pools"),
    path(f"{PROGRAMME}preview/", planning.preview, name="preview"),
    path(f"{PROGRAMME}opening/", planning.opening, name="opening"),
    path(f"{PROGRAMME}end/", planning.void, name="void"),
    path(f"{PROGRAMME}applications/", helping.applications, name="applications"),
    path(f"{PROGRAMME}members/", helping.members, name="members"),
    path(f"{PROGRAMME}members/<int:person>/", helping.apply_for, name="apply_for"),
]
