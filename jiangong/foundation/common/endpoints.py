"""What a room's api.py is written with: who calls, scopes, idempotency keys, pages. Assembled in jiangong/api.

    router = Router(tags=["growth"])

    @router.get("/courses", response=CoursePage, auth=access("growth:read"))
    def list_courses(request: Call, after: After = None) -> Page[Course]: …

    @router.post("/courses", response={201: CourseOut}, auth=access("growth:write"))
    @creates
    def create_course(request: Call, course: CourseIn) -> Status: …

`request.user` is the account, `request.auth` the `Caller`. A bearer token is signed and carries all that is needed
to know the caller, so that `access(…, deferred=True)` reads no table: such an operation must itself look whether
the token was revoked (api_token.revoked_at), in the statement that writes.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, wraps
from typing import Annotated, Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _
from ninja import Header, Path, Query, Schema
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf, contribute_operation_args

from jiangong.foundation.common.refusals import Refusal, Refused

PREFIX = "jg_"  # lets people and scanners tell a leaked token from other text
LARGEST = 2**63 - 1
KEPT = timedelta(hours=24)  # how long the answer to a creating request is kept
KEY_PATTERN = r"^[A-Za-z0-9_.:-]{8,64}$"

Id = Annotated[int, Path(ge=1, le=LARGEST)]
After = Annotated[int | None, Query(ge=0, le=LARGEST, description="The `next` of the page before.")]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=KEY_PATTERN,
        description="Chosen by the caller, new for every act; the same key again returns the first answer.",
    ),
]

KEY_USED = Refusal(
    "api.idempotency_key_used",
    _("这个幂等键已经用在另一个不同的请求上。"),
    rule=_("同一个幂等键在 24 小时内只对应同一个请求。"),
    remedy=_("请为新的请求换一个新的幂等键。"),
    status=422,
)


class PageOut(Schema):
    """What every page of a list has: `next` goes into `after` of the following request; null on the last page."""

    next: int | None


@dataclass(frozen=True)
class Caller:
    """Who calls, told by the token or by the session alone."""

    user_id: int
    person_id: int | None
    scopes: frozenset[str]
    token_id: int | None = None  # None: signed in with a session

    def may(self, scope: str) -> bool:
        return self.token_id is None or scope in self.scopes


class Call(HttpRequest):
    """A request that `access` let in: annotate an operation's `request` with it."""

    user: Any
    auth: Caller


@dataclass(frozen=True)
class ShortWay:
    """A second, quicker entrance to an operation for a rush: a room lists its own as `SHORT_WAYS` in its api.py.

    `path`, below the room's prefix, is a pattern with one group, a number below 10^18. `act` gets the caller, the
    number and the idempotency key, looks itself whether the token was revoked, and returns the JSON text of a 201.
    """

    path: str
    scope: str
    act: Callable[[Caller, int, str], str]


@dataclass(frozen=True)
class Straight:
    """A quicker entrance to an operation that thousands ask for all the time: a room lists its own as `STRAIGHT` in its api.py.

    `path` below the room's prefix. `act` gets the bearer token, a body of at most `most` bytes and a question, whether
    an account may ask so often; it returns the JSON of a 200, or None if the request has to go the ordinary way, where it is
    told what is wrong. Doing it twice must do no harm.
    """

    path: str
    act: Callable[[str, bytes, Callable[[int], bool]], bytes | None]
    most: int = 8192


def sign_token(token_id: int, user_id: int, person_id: int | None, scopes: Iterable[str], until: int) -> str:
    """The text of a bearer token; `until` is a Unix time. It holds no secret, only our signature."""
    body = [token_id, user_id, person_id, sorted(scopes), until]
    return PREFIX + signing.Signer(salt=_SALT).sign_object(body)


def read_token(text: str) -> Caller | None:
    """The caller whom a token names, or None if it is not ours, was changed, or has expired. Reads no table."""
    body, _, signature = text.removeprefix(PREFIX).rpartition(":")
    if not any(
        hmac.compare_digest(signature.encode(), _signature(body, key))
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ):
        return None
    try:
        token_id, user_id, person_id, scopes, until = json.loads(signing.b64_decode(body.encode()))
    except (ValueError, TypeError):
        return None
    if until < time.time():
        return None
    return Caller(user_id, person_id, frozenset(scopes), token_id)


_SALT = "jiangong.api.token"


def _signature(body: str, key: str | bytes) -> bytes:
    """What django.core.signing.Signer writes, in a quarter of its time: every request of a rush has to wait for it."""
    return signing.b64_encode(hmac.digest(_derived(key), body.encode(), "sha256"))


@lru_cache(4)
def _derived(key: str | bytes) -> bytes:
    return hashlib.sha256(force_bytes(_SALT + "signer") + force_bytes(key)).digest()


class Bearer(HttpBearer):
    """A token in the Authorization header. Refuses with 403 what its scopes do not hold."""

    def __init__(self, scope: str, *, deferred: bool = False) -> None:
        super().__init__()
        self.scope = scope
        self.deferred = deferred

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        caller = read_token(token)
        if caller is None:
            return None
        if not self.deferred:
            row = (
                apps.get_model("api", "Token")  # the storey above: by name, never by import
                ._default_manager.select_related("user", "user__person")
                .filter(pk=caller.token_id, revoked_at__isnull=True, user__is_active=True)
                .first()
            )
            if row is None:
                return None
            request.user = row.user
        if not caller.may(self.scope):
            raise HttpError(403, str(_("访问令牌没有“%(scope)s”这一项范围。")) % {"scope": self.scope})
        return caller


class Session(APIKeyCookie):
    """The session of somebody signed in, for our own pages; every request that writes needs the CSRF token."""

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Caller | None:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise HttpError(403, str(_("缺少或不符的 CSRF 令牌。")))
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        person_id: int | None = getattr(request.user, "person_id", None)
        return Caller(request.user.pk or 0, person_id, frozenset())


def access(scope: str, *, deferred: bool = False) -> list[Any]:
    """The `auth` of an operation: a token with this scope, or a session."""
    return [Bearer(scope, deferred=deferred), Session()]


Operation = TypeVar("Operation", bound=Callable[..., Any])


class Replay(Exception):
    """The key was used before for the same request: here is the answer that was given then."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def creates(operation: Operation) -> Operation:
    """Ask for an Idempotency-Key and answer the same request with the same key once and for all (24 hours).

    The key is written in the transaction of the act: of two at the same time the second waits for the first and
    gets its answer. An act that was refused leaves no key behind. The same key with another request is refused
    with 422.
    """

    @wraps(operation)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        _claim(request, kwargs.pop("idempotency_key"))
        return operation(request, *args, **kwargs)

    contribute_operation_args(once, "idempotency_key", *_KEY_ARGUMENT)
    decorate_view(_in_one_transaction)(once)
    once.asks_for_key = True  # type: ignore[attr-defined]
    return once  # type: ignore[return-value]


_KEY_ARGUMENT: Any = (str, IdempotencyKey.__metadata__[0])  # type: ignore[attr-defined]


def _in_one_transaction(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(run)
    def together(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            response = run(request, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            else:
                _keep(request, response)
        return response

    return together


def _claim(request: HttpRequest, key: str) -> None:
    """Take the key for this request, or raise Replay with the first answer."""
    answers = apps.get_model("api", "Answer")._default_manager
    asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    # Keyed: a plain hash of a request that names a document number could be guessed at from a dump.
    digest = salted_hmac("jiangong.api.answer", asked, algorithm="sha256").hexdigest()
    answers.filter(user=request.user.pk, created_at__lt=timezone.now() - KEPT).delete()
    row, new = answers.get_or_create(user_id=request.user.pk, key=key, defaults={"request_hash": digest})
    if new:
        request._answer = row  # type: ignore[attr-defined]
    elif row.request_hash != digest:
        raise Refused(KEY_USED)
    else:
        raise Replay(row.status, row.body)


def _keep(request: HttpRequest, response: HttpResponseBase) -> None:
    row = getattr(request, "_answer", None)
    if row is not None and isinstance(response, HttpResponse):
        row.status, row.body = response.status_code, response.content.decode()
        row.save(update_fields=["status", "body"])
