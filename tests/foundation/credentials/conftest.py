"""Credentials of the cast's worker, and a signer that writes them as `jiangong signer` does."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from jiangong.foundation.credentials import actions
from jiangong.foundation.credentials.formulas import Facts, Occupation, Result
from jiangong.foundation.credentials.models import Credential
from jiangong.foundation.ledger.actions import grow, sequence
from jiangong.foundation.ledger.queries import Tagging
from jiangong.operations import badges
from jiangong.operations import signer as signing
from tests.factories import make_course

KIND = "growth.certificate"
TAGGING = Tagging(key=b"k", counts_of=lambda *one: [], people=[])


def facts(title: str = "焊工技能竞赛") -> Facts:
    """As much as a credential can say."""
    return Facts(
        title=title,
        description="全市焊工技能竞赛决赛",
        criteria="按总分名次颁发。",
        field="焊接",
        since=date(2026, 3, 5),
        until=date(2026, 3, 6),
        occupations=(Occupation("6-18-02-04", "焊工"),),
        results=(Result("名次", "第 1 名"), Result("总分", "96.50", "RawScore")),
        number="PX202600001",
    )


@dataclass
class Signer:
    """The log's signer and the badges' in one folder; `work()` is one look."""

    folder: Path

    def work(self) -> badges.Round:
        while sequence():
            pass
        while grow(TAGGING):
            pass
        key = signing.signing_key(self.folder)
        signing.sign_next(self.folder, key)
        last = signing.last_signed(self.folder, key)
        own = badges.folder_of(self.folder)
        badge_key = badges.current_key(own)
        badges.tell_key(badge_key)
        done = badges.sign_waiting(badge_key, below=last[0].size if last else 0)
        badges.sign_lists(own, badge_key)
        return done


@pytest.fixture
def signer(tmp_path):
    with signing.alone(tmp_path / "signer"):
        yield Signer(tmp_path / "signer")


@pytest.fixture
def issued(tree, cast):
    """issued() → a credential of the worker for a new thing, issued by the enterprise."""

    def make(who: str = "worker", *, title: str = "焊工技能竞赛", organisation=None) -> Credential:
        organisation = organisation or tree.enterprise
        subject = make_course(organisation)
        return actions.issue(
            KIND,
            cast[who].person,
            subject,
            organisation=organisation,
            facts=facts(title),
            by=None,
        )

    return make
