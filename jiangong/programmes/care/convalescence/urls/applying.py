"""Addresses of those who apply: what is offered, whether one may, one's own application."""

from django.urls import path

from jiangong.programmes.care.convalescence.views import applying

PUBLIC = "convalescence/"
MINE = "me/convalescence/"

applying_pages = [
    path(PUBLIC, applying.programme_list, name="public"),
    path(f"{PUBLIC}<int:pk>/", applying.programme, name="programme_public"),
    path(f"{PUBLIC}<int:pk>/eligibility/", applying.eligibility, name="eligibility"),
    path(f"{PUBLIC}<int:pk>/application/", applying.apply, name="apply"),
    path(MINE, applying.mine, name="mine"),
    path(f"{MINE}<int:pk>/", applying.application, name="application"),
    path(f"{MINE}<int:pk>/wishes/", applying.wishes, name="wishes"),
    path(f"{MINE}<int:pk>/agreement/", applying.agreement, name="agreement"),
    path(f"{MINE}<int:pk>/refusal/", applying.declining, name="declining"),
    path(f"{MINE}<int:pk>/partner/", applying.partner, name="partner"),
    path(f"{MINE}<int:pk>/reckoning/", applying.reckoning, name="reckoning"),
    path(f"{MINE}<int:pk>/withdrawal/", applying.withdrawal, name="withdrawal"),
]
