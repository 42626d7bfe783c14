"""What the rush's server answers: the product's API, and beside it, behind the same middleware, the bare view."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from jiangong.api import assembly

# the rush and the last hour need no other rooms
assembly.ROOMS = {room: assembly.ROOMS[room] for room in ("training", "convalescence")}


@csrf_exempt
def one_insert(request: HttpRequest) -> HttpResponse:
    """The floor: a Django view that does one INSERT and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO load_bare (n) VALUES (1)")
    return HttpResponse(status=201)


one_insert.login_required = False  # type: ignore[attr-defined]

urlpatterns = [
    path("api/v1/bare/", one_insert),
    path("api/v1/", include((assembly.api_urls(assembly.assemble()), "api"))),
]
