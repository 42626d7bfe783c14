"""/api/v1/ with its schema and its documentation, and the pages where people make tokens."""

from django.urls import include, path

from jiangong.api import views
from jiangong.api.assembly import api_urls
from jiangong.api.schema import api

urlpatterns = [
    path("api/v1/openapi.json", views.schema, name="api_schema"),
    path("api/v1/docs/", views.documentation, name="api_documentation"),
    path("api/v1/", include((api_urls(api()), "ninja"), namespace="api")),
    path("me/tokens/", views.tokens, name="api_tokens"),
    path("me/tokens/<int:pk>/revocation/", views.revoke, name="api_token_revoke"),
]
