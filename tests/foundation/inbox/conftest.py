"""Kinds that only tests list, so that these tests stand whatever the rooms list."""

import pytest

from jiangong.foundation.inbox.queries import kinds
from jiangong.foundation.inbox.states import MatterKind, MessageKind
from jiangong.foundation.organisations.states import OFFICERS, Role

CONFIRM = MatterKind(
    "tests.confirm",
    "确认%(name)s的申请",
    "您是%(union)s的工会干部",
    "到期不办，报上级工会",
    "organisations:organisation",
    OFFICERS,
    frozenset({Role.CHAIR}),
)
HAPPENED = MessageKind("tests.happened", "出了一件事：%(what)s", "事情是：%(what)s。")
URGENT = MessageKind(
    "tests.urgent", "今晚的课取消：%(what)s", "不要来：%(what)s。", urgent=True, mandatory=True
)
DECIDED = MessageKind("tests.decided", "决定：%(what)s", "决定如下：%(what)s。", mandatory=True)


@pytest.fixture(autouse=True)
def _kinds_of_tests():
    kinds.matter_kinds.cache_clear()
    kinds.message_kinds.cache_clear()
    kinds.matter_kinds()[CONFIRM.code] = CONFIRM
    for kind in (HAPPENED, URGENT, DECIDED):
        kinds.message_kinds()[kind.code] = kind
    yield
    kinds.matter_kinds.cache_clear()
    kinds.message_kinds.cache_clear()
