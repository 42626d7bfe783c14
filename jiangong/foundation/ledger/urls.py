"""Addresses of the log: static resources in the C2SP forms (docs/proof.md)."""

from django.urls import path

from jiangong.foundation.ledger import views

app_name = "ledger"

urlpatterns = [
    path("ledger/", views.proof, name="proof"),
    path("ledger/leaves/<int:position>/", views.leaf, name="leaf"),
    path("ledger/leaves/<int:position>/proof", views.leaf_proof, name="leaf_proof"),
    path("ledger/checkpoint", views.checkpoint, name="checkpoint"),
    path("ledger/witnessed", views.witnessed, name="witnessed"),
    path("ledger/cosignatures", views.cosignatures, name="cosignatures"),
    path("ledger/tile/<path:rest>", views.tile, name="tile"),
    path("ledger/keys.json", views.keys, name="keys"),
    path("ledger/verify.py", views.verifier, name="verifier"),
    path("ledger/verify.py.sha256", views.verifier_hash, name="verifier_hash"),
]
