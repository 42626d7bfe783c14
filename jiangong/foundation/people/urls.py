"""Addresses of people: the workbench's member pages, and a worker's own."""

from django.urls import path

from jiangong.foundation.people.views import acts, duplicates, members, mine, officers, unions

app_name = "people"

urlpatterns = [
    path("workbench/members/", members.members, name="members"),
    path("workbench/members/new/", members.admit, name="admit"),
    path("workbench/members/applications/", acts.applications, name="applications"),
    path("workbench/members/transfers/", acts.transfers, name="transfers"),
    path("workbench/members/<int:pk>/", members.person, name="person"),
    path("workbench/members/<int:pk>/change/", members.change, name="change"),
    path("workbench/members/<int:pk>/look/", members.look, name="look"),
    path("workbench/members/<int:pk>/merge/<int:other>/", duplicates.merge, name="merge"),
    path("workbench/merges/<int:pk>/undoing/", duplicates.undo, name="undo_merge"),
    path("workbench/memberships/<int:pk>/", acts.case, name="case"),
    path("workbench/memberships/<int:pk>/approval/", acts.approve, name="approve"),
    path("workbench/memberships/<int:pk>/transfer-confirmation/", acts.confirm, name="confirm_transfer"),
    path("workbench/memberships/<int:pk>/<slug:slug>/", acts.act, name="act"),
    path("workbench/officers/", officers.officers, name="officers"),
    path("workbench/officers/new/", officers.appoint, name="appoint"),
    path("workbench/officers/<int:pk>/dismissal/", officers.dismiss, name="dismiss"),
    path("workbench/organisations/<int:pk>/successor/", unions.merge, name="merge_union"),
    path("workbench/organisations/<int:pk>/end/", unions.dissolve, name="dissolve_union"),
    path("me/profile/", mine.profile, name="profile"),
    path("me/profile/phone/", mine.phone, name="phone"),
    path("me/membership/", mine.membership, name="membership"),
    path("me/membership/application/", mine.apply, name="apply"),
    path("me/membership/<int:pk>/application-withdrawal/", mine.withdraw, name="withdraw_application"),
    path("me/membership/<int:pk>/<slug:slug>/", mine.act, name="my_act"),
    path("me/looks/", mine.looks, name="looks"),
]
