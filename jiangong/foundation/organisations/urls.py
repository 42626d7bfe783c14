"""Pages of organisations, all in the workbench. Merging and dissolving concern members: see people/views/unions.py."""

from django.urls import path

from jiangong.foundation.organisations import views

app_name = "organisations"
HERE = "workbench/organisations/"

urlpatterns = [
    path(HERE, views.index, name="index"),
    path(f"{HERE}committees/", views.committees_due, name="committees_due"),
    path(f"{HERE}template.xlsx", views.template, name="template"),
    path(f"{HERE}<int:pk>/", views.organisation, name="organisation"),
    path(f"{HERE}<int:pk>/unions/", views.found, name="found"),
    path(f"{HERE}<int:pk>/name/", views.rename, name="rename"),
    path(f"{HERE}<int:pk>/place/", views.move, name="move"),
    path(f"{HERE}<int:pk>/industry/", views.set_industry, name="set_industry"),
    path(f"{HERE}<int:pk>/details/", views.change_details, name="change_details"),
    path(f"{HERE}<int:pk>/committees/", views.form_committee, name="form_committee"),
    path(f"{HERE}<int:pk>/export.csv", views.export, name="export"),
    path(f"{HERE}<int:pk>/import/", views.import_file, name="import"),
    path(f"{HERE}<int:pk>/import/rows/", views.import_rows, name="import_rows"),
    path(f"{HERE}<int:pk>/import/report.xlsx", views.import_report, name="import_report"),
]
