"""The scene of the red team: one city final brought to each of its stages, and what would be a secret there."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from jiangong.api.actions import create_token
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.models import Person, User
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Change, Sent
from jiangong.programmes.competitions.models import Appeal, Contest, Entry, Layer, Rejudging, Row, Team
from jiangong.programmes.competitions.states import RowKind
from tests.factories import make_member, make_officer, make_user
from tests.foundation.notices.conftest import make_application_role
from tests.programmes.competitions.stage import Stage, apart, draw, entry_of, set_up

STAGES = ("报名中", "比赛中", "已锁定", "解密中", "成绩已出", "申诉期已过")
ENTERING, RUNNING, SEALED, OPENING, KNOWN, LATE = STAGES
FAMILY = "甲乙丙丁戊己庚辛壬癸子"
MARK = re.compile(r"\b7[1479]\.\d\d7\b")  # what was given here, and looks like nothing else on a page
NUMBER = re.compile(r"(?<!例如 )(?<![0-9A-Za-z-])([ABC])0(?:0[1-9]|10|11)(?![0-9A-Za-z])")
ROLE = "red_team_application"


@dataclass
class Scene:
    """One stage of the contest, with everybody who may try something."""

    stage: Stage
    name: str
    outsider: User
    stranger: User  # an officer of another city
    auditor: User
    unit_officer: User
    leader: User
    appeal: Appeal | None = None
    rejudging: Rejudging | None = None
    _clients: dict[int, Client] = field(default_factory=dict)

    @property
    def contest(self) -> Contest:
        return self.stage.fresh()

    @property
    def people(self) -> dict[str, User | None]:
        """Who is who, by what the table of attempts calls them."""
        one = self.stage
        return {
            "公众": None,
            "局外人": self.outsider,
            "外地工会干部": self.stranger,
            "选手": one.entrants[1],
            "领队": self.leader,
            "单位工会干部": self.unit_officer,
            "主办工会主席": one.chair,
            "经审人员": self.auditor,
            "裁判长": one.chief,
            "裁判员": one.judges[0],
            "录分员": one.clerk,
            "加密裁判一": one.holders[0],
            "加密裁判二": one.holders[1],
            "加密裁判三": one.holders[2],
            "监督仲裁": one.supervisors[0],
        }

    def client(self, user: User | None) -> Client:
        key = user.pk if user is not None else 0
        if key not in self._clients:
            self._clients[key] = Client()
            if user is not None:
                self._clients[key].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return self._clients[key]

    def layer(self, number: int) -> Layer:
        found = queries.layer_of(self.stage.contest, number)
        assert found is not None
        return found


def scene(name: str) -> Scene:
    """The contest brought to the stage of that name."""
    stage = set_up(entrants=11)
    for user, sign in zip(stage.entrants, FAMILY, strict=True):
        Person.objects.filter(pk=user.person_id).update(name=f"演示选手{sign}")
        user.person.name = f"演示选手{sign}"
    leader = make_user(make_member(stage.units[0]).person)
    unit_officer = make_officer(stage.units[0])
    actions.name_leader(Team.objects.get(organisation=stage.units[0]), leader.person, by=unit_officer)
    there = Scene(
        stage=stage,
        name=name,
        outsider=make_user(make_member(apart()).person),
        stranger=make_officer(apart(), Role.CHAIR),
        auditor=make_officer(stage.city, Role.AUDITOR),
        unit_officer=unit_officer,
        leader=leader,
    )
    reached = STAGES.index(name)
    if reached >= STAGES.index(RUNNING):
        draw(stage)
        mark_everything(stage)
    if reached >= STAGES.index(SEALED):
        actions.seal_sheet(stage.fresh(), by=stage.chief)
    for number in {OPENING: (3,), KNOWN: (3, 2, 1), LATE: (3, 2, 1)}.get(name, ()):
        actions.open_layer(there.layer(number), by=stage.holders[number - 1])
    if reached >= STAGES.index(KNOWN):
        _appealed(there)
    for user in there.people.values():
        there.client(user)  # signed in before anything is tried: attempts are undone
    return there


def value(judge: int, code: int) -> str:
    """The mark of a judge (3: the score clerk), told from everything else on any page."""
    return f"7{(1, 4, 7, 9)[judge]}.{code * 4 % 90:02d}7"


def mark_everything(stage: Stage) -> None:
    now, size = timezone.now(), queries.numbers_drawn(stage.fresh())
    for n, user in enumerate([*stage.judges, stage.clerk]):
        component, letter = ("theory", "A") if n == 3 else ("practice", "C")
        sent = [
            Sent(
                key=f"red-{n}-{one}",
                component=component,
                code=f"{letter}{one:03d}",
                value=value(n, one),
                at=now,
            )
            for one in range(1, size[letter] + 1)
        ]
        refused = [
            one
            for one in actions.send_marks(stage.fresh(), stage.office(user), sent, by=user)
            if isinstance(one, Refused)
        ]
        assert not refused, refused


def _appealed(there: Scene) -> None:
    """An appeal that a supervisor hears, with a rejudging that waits for somebody else's decision."""
    stage = there.stage
    entrant = entry_of(stage.entrants[0])
    there.appeal = actions.file_appeal(
        entrant, component="practice", aspect="", words="计时有误", by=there.leader
    )
    actions.take_appeal(there.appeal, stage.office(stage.supervisors[0]), by=stage.chair)
    outcome = queries.newest_outcome(there.contest)
    assert outcome is not None
    code = queries.marked_as(
        there.contest, queries.code_of(outcome, entrant.pk), "practice", RowKind.CORRECTION
    )
    change = Change(
        kind=RowKind.CORRECTION, code=code, component="practice", judge=stage.office(stage.judges[0]).alias,
        value="99", words="复核计时",
    )  # fmt: skip
    there.rejudging = actions.prepare_rejudging(
        there.contest, [change], reason="计时有误", appeal=there.appeal, by=stage.supervisors[0]
    )


# --- ways of trying -----------------------------------------------------------------------------------------------

Try = Callable[[Scene, User | None], Any]


def call(
    there: Scene, user: User, method: str, path: str, body: Any = None, *, scopes: tuple[str, ...] = ()
) -> HttpResponse:
    """A request of a program with the user's own token."""
    wanted = scopes or ("competitions:read", "competitions:enter", "competitions:mark")
    _token, text = create_token(name="演示", scopes=wanted, days=1, by=user)
    headers = {"Authorization": f"Bearer {text}"}
    if method == "POST":
        headers["Idempotency-Key"] = "red-team-key"
    sent = b"" if body is None else json.dumps(body).encode()
    return Client().generic(  # type: ignore[return-value]
        method, f"/api/v1/competitions{path}", sent, "application/json", headers=headers
    )


def sql(statement: str, *values: Any) -> Try:
    """The statement as the application's own role of the database (deploy/application.sql)."""

    def tried(there: Scene, user: User | None) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {ROLE}")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement.replace("CONTEST", str(there.stage.contest.pk)), values or None)
            return f"{cursor.rowcount} 行"

    return tried


def got(there: Scene, how: Try, user: User | None) -> str:
    """What an attempt got, in one word: a status, the code of a refusal, "database", or what was answered. Undone afterwards."""
    try:
        with transaction.atomic():
            before = state_of(there)
            answer = how(there, user)
            said = _said(answer)
            changed = state_of(there) != before
            transaction.set_rollback(True)
            return f"{said}，改动了数据" if changed else said
    except Refused as refused:
        return "403" if refused.code == "not_permitted" else refused.code
    except DatabaseError as error:
        kind = type(error.__cause__).__name__ if error.__cause__ else type(error).__name__
        return {"RestrictViolation": "数据库拒绝", "InsufficientPrivilege": "数据库不给权限"}.get(kind, kind)
    except PermissionError:
        return "403"


def _said(answer: Any) -> str:
    if isinstance(answer, Refused):
        return answer.code
    status = getattr(answer, "status_code", None)
    if status is None:
        return str(answer)
    if status == 302 and "/accounts/login/" in answer["Location"]:
        return "先登录"
    if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        code = json.loads(answer.content)["code"]
        return code if code.startswith("competitions.") else str(status)
    return str(status)


def state_of(there: Scene) -> str:
    """Everything that must not change behind anybody's back, as text."""
    pk = there.stage.contest.pk
    parts = (
        list(Contest.objects.filter(pk=pk).values_list("state", "scheme", "layers", "locked_at")),
        list(
            Row.objects.filter(contest=pk).order_by("pk").values_list("pk", "kind", "code", "judge", "value")
        ),
        list(
            Entry.objects.filter(contest=pk).order_by("pk").values_list("pk", "person", "state", "standing")
        ),
        list(Layer.objects.filter(contest=pk).order_by("pk").values_list("drawn_at", "said", "opened_at")),
        list(there.stage.contest.outcomes.order_by("pk").values_list("number", "digest")),
        list(there.stage.contest.offices.order_by("pk").values_list("person", "duty", "ended_at")),
        list(there.stage.contest.rejudgings.order_by("pk").values_list("state", "changes")),
        list(there.stage.contest.appeals.order_by("pk").values_list("state", "heard_by")),
    )
    return repr(parts)


def role() -> None:
    """The application's role, in the test's transaction."""
    make_application_role(ROLE)


HOURS = timedelta(hours=1)
