"""What the sitting's server answers: the product's API, and beside it, behind the same middleware, the bare view."""

from django.urls import include, path

from jiangong.api import assembly
from tests.load.rush_urls import one_insert

# a sitting needs no other room
assembly.ROOMS = {"exams": "jiangong.selection.exams.api"}

urlpatterns = [
    path("api/v1/bare/", one_insert),
    path("api/v1/", include((assembly.api_urls(assembly.assemble()), "api"))),
]
