"""Addresses of competitions: for everybody, for who competes or serves, for who organises."""

from jiangong.programmes.competitions.urls.organising import organising
from jiangong.programmes.competitions.urls.taking_part import taking_part

app_name = "competitions"

urlpatterns = [*taking_part, *organising]
