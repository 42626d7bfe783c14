"""Addresses of credentials: the holder's pages, the public check, what verifiers fetch."""

from django.urls import path

from jiangong.foundation.credentials.views import holding, public

app_name = "credentials"

ONE = "me/credentials/<int:pk>"

urlpatterns = [
    path("me/credentials/", holding.mine, name="mine"),
    path(f"{ONE}/", holding.one, name="one"),
    path(f"{ONE}/name/", holding.name, name="name"),
    path(f"{ONE}/share/", holding.share, name="share"),
    path(f"{ONE}.json", holding.file, {"kind": "json"}, name="json"),
    path(f"{ONE}.png", holding.file, {"kind": "png"}, name="png"),
    path(f"{ONE}.svg", holding.file, {"kind": "svg"}, name="svg"),
    path("credentials/", public.check, name="check"),
    path("credentials/issuer/", public.issuer, name="issuer"),
    path("credentials/status/<int:number>", public.status_list, name="status_list"),
    path("credentials/of/<str:code>/", public.shown, name="shown"),
    path("credentials/of/<str:code>/credential.json", public.shown_file, name="shown_file"),
    path(".well-known/did.json", public.did, name="did"),
]
