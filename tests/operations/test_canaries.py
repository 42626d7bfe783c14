"""Data at rest: planted identity numbers and phones stand in clear nowhere, whatever way they came in."""

import json
import os
import subprocess
import sys

import pytest
from stdnum.cn.ric import calc_check_digit

from jiangong.operations.console import Code
from tests.operations.conftest import load_tiny

NAME = "示例金丝雀"
NUMBERS = [body + calc_check_digit(body + "0") for body in (f"3706021977070{n}77{n}" for n in range(1, 7))]
PHONES = [f"1997777000{n}" for n in range(1, 7)]

# By page, by program, by spreadsheet (a good row and a bad one), by registering oneself, by signing in with a phone that
# nobody has, and in a statement that the database refuses.
PLANT = """
import io, json, os, sys
from jiangong.operations.console import prepare
prepare()
from contextlib import suppress
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
import openpyxl
from django.test import Client
from jiangong.api.actions import create_token
from jiangong.api.states import Scope
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people import actions
from jiangong.foundation.people.models import User
from jiangong.foundation.people.roster import actions as roster
numbers, phones, name = json.load(sys.stdin)
union = Organisation.objects.filter(kind="enterprise").first()
officer = User.objects.get(username="demo-city-officer")
page = Client(HTTP_HOST="127.0.0.1")
page.force_login(officer)
done = page.post("/workbench/members/new/", {"name": name, "document_number": numbers[0], "phone": phones[0]})
assert done.status_code == 302, done.content.decode()[-2000:]
again = page.post("/workbench/members/new/", {"name": name, "document_number": numbers[0], "phone": phones[0]})
assert again.status_code == 422
page.get("/workbench/members/", {"document": numbers[0], "phone": phones[0]})
_token, text = create_token(name="x", scopes=Scope.values, days=1, by=officer)
body = {"organisation": union.pk, "name": name, "document": numbers[1], "phone": phones[1]}
program = Client(HTTP_HOST="127.0.0.1")
headers = {"Authorization": f"Bearer {text}", "Idempotency-Key": "canary-canary"}
done = program.post("/api/v1/people/memberships", json.dumps(body), "application/json", headers=headers)
assert done.status_code == 201, (done.status_code, done.content)
book = openpyxl.Workbook()
for row in (["姓名", "身份证号", "手机"], [name, numbers[2], phones[2]], [name, numbers[3][:-1] + "?", phones[3]]):
    book.active.append(row)
file = io.BytesIO()
book.save(file)
waiting = roster.receive(union, file_name="a.xlsx", content=file.getvalue(), by=officer)
roster.receive(union, file_name="b.xlsx", content=file.getvalue(), by=officer)
roster.read(waiting)
with suppress(Refused):
    actions.register_person(
        name=name, organisation=union, by=None, document=actions.checked("identity_card", numbers[0])
    )
visitor = Client(HTTP_HOST="127.0.0.1")
visitor.post("/accounts/signup/", {"name": name, "phone": phones[4], "email": "", "password1": "a-long-enough-word"})
stranger = Client(HTTP_HOST="127.0.0.1")
stranger.post("/accounts/login/code/", {"phone": phones[5]})
stranger.post("/accounts/login/", {"login": phones[5], "password": "x"})
"""


@pytest.fixture
def rested(databases, jiangong, tmp_path, monkeypatch):
    """Everything that a planted city leaves: dump, exported files, certificates, logs of processes and database."""
    own = {"SIGNER": "signer", "ERASURES": "erasures", "LOG": "log", "VAR": "var", "KEYRING": "keyring"}
    for name, folder in own.items():
        monkeypatch.setenv(f"JIANGONG_{name}", str(tmp_path / folder))
    monkeypatch.setenv("JIANGONG_SMS", "os.path.join")  # sends nothing, says nothing
    url = databases("canaries", tables=True)
    load_tiny(url)
    planted = subprocess.run(
        [sys.executable, "-c", PLANT],
        env={**os.environ, "DATABASE_URL": url, "JIANGONG_DEMONSTRATION": "1", "PYTHONPATH": os.getcwd()},
        input=json.dumps([NUMBERS, PHONES, NAME]),
        capture_output=True,
        text=True,
    )
    assert planted.returncode == 0, planted.stderr[-3000:]
    assert jiangong(url, "ledger", "grow").returncode == Code.DONE
    assert jiangong(url, "signer", "--once").returncode == Code.DONE
    assert jiangong(url, "ledger", "export", str(tmp_path / "public")).returncode == Code.DONE
    from jiangong.operations.embedded import data_folder, programs

    dump = subprocess.run(
        [programs() / "pg_dump", "--format=plain", url], capture_output=True, check=True
    ).stdout
    found = {"dump": dump, "output": (planted.stdout + planted.stderr).encode()}
    for path in tmp_path.rglob("*"):
        if path.is_file():
            found[str(path.relative_to(tmp_path))] = path.read_bytes()
    if (data_folder() / "log").exists():
        found["database log"] = (data_folder() / "log").read_bytes()
    return found


def test_no_number_and_no_phone_stands_in_clear(rested):
    assert NAME.encode() in rested["dump"], "names are clear, so that the search is known to work"
    assert any(name.startswith("public") for name in rested)
    hits = {
        (where, canary)
        for where, blob in rested.items()
        for canary in [*NUMBERS, *PHONES, NUMBERS[3][:-1]]
        if canary.encode() in blob
    }
    assert hits == set()


def test_no_name_stands_in_what_is_public(rested):
    assert not [
        where for where, blob in rested.items() if where.startswith("public") and NAME.encode() in blob
    ]
