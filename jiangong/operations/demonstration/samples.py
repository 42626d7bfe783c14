"""Two audit samples: one finished, one announced. Drawn and judged by the room's own actions, from the signed log.

The randomness of the finished one is a ceremony with invented figures, for a demonstration may have no network; it is
announced a few seconds before, by the system itself, which need not wait for witnesses.
"""

import time
from datetime import date, datetime, timedelta
from datetime import time as at
from decimal import Decimal

from django.utils import timezone

from jiangong.foundation.common.beacons.demonstration import CEREMONY, FIGURE, SECRETS
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.foundation.samples import actions, queries
from jiangong.foundation.samples.actions import Drand, Held, Wanted
from jiangong.foundation.samples.models import Sample
from jiangong.foundation.samples.states import Verdict
from jiangong.operations.growing import grow_to_the_end
from jiangong.operations.signer import alone, sign_next, signer_folder, signing_key

WAIT = timedelta(seconds=2)  # from announcing to the end of the ceremony
EVIDENCE = "演示：核对了签到表原件和带班教师的说明，人数、课时与记录一致。"
WRONG = "演示：签到表上没有此人签名，教师也说没有来过。"


def build(city: Organisation, auditor: User, today: date) -> None:
    """Sign the log, then sample last year's completed training in the whole city, and announce another one."""
    _sign()
    year = today.year - 1
    finished = _counted(
        Wanted(
            title=f"演示：{year} 年培训结业记录是否属实",
            organisation=city,
            verbs=("growth.completed",),
            since=date(year, 1, 1),
            until=date(year, 12, 31),
            below=Decimal("0.10"),
            allowed=1,
        ),
        auditor,
    )
    if not finished.draws:  # a very small city
        return
    moment = timezone.now() + WAIT
    actions.announce(finished, Held(CEREMONY, moment), by=None)
    _sign()
    time.sleep(max(0.0, (moment - timezone.now()).total_seconds()))
    _judge(actions.draw(actions.disclose(finished, SECRETS, [FIGURE], by=None)), auditor)
    waiting = _counted(
        Wanted(
            title=f"演示：{today.year} 年线上培训记录是否属实",
            organisation=city,
            verbs=("growth.completed",),
            facts={"mode": "online"},
            since=date(today.year, 1, 1),
            until=today,
            draws=30,
        ),
        auditor,
    )
    if waiting.population and waiting.population >= 30:
        tomorrow = datetime.combine(timezone.localdate() + timedelta(days=1), at(10))
        actions.announce(waiting, Drand(timezone.make_aware(tomorrow)), by=None)
    _sign()


def _counted(wanted: Wanted, auditor: User) -> Sample:
    return actions.count(actions.plan_sample(wanted, by=auditor))


def _judge(sample: Sample, auditor: User) -> None:
    """All but one are true; the one that is not is the third."""
    for number, draw in enumerate(queries.draws_of(sample)):
        verdict = Verdict.UNSUPPORTED if number == 2 else Verdict.SUPPORTED
        evidence = WRONG if verdict == Verdict.UNSUPPORTED else EVIDENCE
        actions.judge(draw, verdict, evidence=evidence, reference=f"演示档案 {draw.position}", by=auditor)


def _sign() -> None:
    """What the signer does, once: nothing runs yet while the city is loaded."""
    grow_to_the_end(lambda done, whole: None)
    folder = signer_folder()
    with alone(folder):
        sign_next(folder, signing_key(folder))
