"""A witness and a log for it, and the log served over real HTTP."""

from collections.abc import Iterator

import pytest

from jiangong.operations.witness import folder
from jiangong.operations.witness.folder import Witness
from tests.forged_log import ForgedLog
from tests.forged_site import Site, serving


@pytest.fixture
def log() -> ForgedLog:
    return ForgedLog(leaves=[b"%d" % n for n in range(300)])


@pytest.fixture
def witness(tmp_path, log) -> Witness:
    made = folder.make(tmp_path / "witness", "witness.example.org/yanshi")
    return folder.add_log(made, [log.vkey], "https://ledger.example.org/ledger")


@pytest.fixture
def site(log) -> Iterator[Site]:
    with serving(log) as there:
        yield there
