"""The badge of a contest's honour, checked by programs that we did not write (tests/foreign/badge_checker.py)."""

import copy

import pytest

from jiangong.foundation.credentials import queries as badges
from jiangong.foundation.credentials.queries import credentials_about
from jiangong.programmes.competitions import actions
from jiangong.programmes.competitions.models import Honour
from tests.foreign import badge_checker
from tests.foundation.credentials.conftest import signer  # noqa: F401  (a fixture)
from tests.foundation.credentials.test_foreign import laid_out
from tests.programmes.competitions.stage import Stage
from tests.programmes.competitions.test_honours import award, papers, stage  # noqa: F401  (fixtures)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        bool(badge_checker.missing()), reason=badge_checker.missing() or "Node and the libraries are here"
    ),
]


def badge_of(honour: Honour, *, named: bool) -> dict:
    [found] = credentials_about(honour)
    return badges.document_of(found, named=named)


def test_others_believe_an_honours_badge_and_no_other_rank(stage: Stage, signer, client, tmp_path) -> None:  # noqa: F811
    first = actions.issue_honour(award(stage), by=stage.chair)
    second = actions.issue_honour(award(stage, "二等奖"), by=stage.chair)
    signer.work()
    true, other = badge_of(first, named=False), badge_of(second, named=False)
    better = copy.deepcopy(other)  # the second's badge with the first's result
    results = true["credentialSubject"]["result"]
    assert better["credentialSubject"]["result"] != results
    better["credentialSubject"]["result"] = results
    titled = copy.deepcopy(other)
    titled["credentialSubject"]["achievement"]["name"] = true["credentialSubject"]["achievement"]["name"]
    moved = {**copy.deepcopy(other), "proof": true["proof"]}  # a proof of ours, from another badge
    found = badge_checker.check(laid_out(tmp_path, client), [true, other, better, titled, moved])
    assert [one.verified for one in found] == [True, True, False, False, False]
    assert [one.why for one in found[2:]] == [["Invalid signature."]] * 3


def test_others_see_that_an_honour_was_taken_back(stage: Stage, signer, client, tmp_path) -> None:  # noqa: F811
    honour = actions.issue_honour(award(stage), by=stage.chair)
    signer.work()
    badge = badge_of(honour, named=False)
    actions.revoke_honour(honour, reason="成绩经复核变动", by=stage.chair)
    signer.work()
    [found] = badge_checker.check(laid_out(tmp_path, client), [badge])
    assert (found.verified, found.why) == (False, ["revoked"])
