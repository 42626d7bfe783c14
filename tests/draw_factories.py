"""A drawn draw without its log: rows only, as far as pages and the table of rights look at it."""

from datetime import timedelta

from jiangong.foundation.common.beacons.named import Named
from jiangong.foundation.organisations.models import Organisation
from jiangong.selection.draws.actions.drawing import draw as make_the_draw
from jiangong.selection.draws.formulas.applications import Application, close
from jiangong.selection.draws.formulas.planning import Plan
from jiangong.selection.draws.formulas.rules import Pool
from jiangong.selection.draws.models import Draw, Line
from tests.foundation.samples.conftest import COMES, ROUND, SIGNATURE

NAMES = {"b1": "演示第一批", "b2": "演示第二批", "hard": "演示一线艰苦岗位", "all": "演示全体会员"}


def make_draw(
    organisation: Organisation, *, subject: tuple[str, int] | None = None, state: str = "drawn"
) -> Draw:
    """A draw of twelve applications for six places, in the state `announced`, `closed` or `drawn`."""
    plan = Plan(
        "演示疗休养抽签",
        {"b1": 3, "b2": 3},
        (Pool("hard", 2, "all"), Pool("all", 4)),
        NAMES,
        "演示：一线职工多一支签；三年内去过的不能报。",
        COMES - timedelta(hours=2),
    )
    kind, pk = subject or ("tests.programme", organisation.pk)
    draw = Draw.objects.create(
        organisation=organisation,
        subject_type=kind,
        subject_id=pk,
        title=plan.title,
        closes_at=plan.closes_at,
        moment=COMES,
        randomness="drand",
        is_demonstration=True,
    )
    rules = plan.rules(str(draw.pk), Named(COMES, ROUND).facts())
    draw.announcement, draw.terms = rules.text(), plan.terms(f"{kind}/{pk}")
    draw.save()
    if state == "announced":
        return draw
    listed = [
        Application(f"TICKET{n:02d}", 2 if n == 3 else 1, 1 + n % 2, ("hard",) * (n % 3 == 0), ("b1", "b2"))
        for n in range(12)
    ]
    closed = close(listed, rules)
    draw.state = "closing"
    draw.save()
    Line.objects.bulk_create(Line(draw=draw, **vars(one)) for one in closed.applications)
    draw.state, draw.commitment, draw.listed = "closed", closed.commitment(rules), len(listed)
    draw.closed_at = plan.closes_at
    draw.save()
    if state == "closed":
        return draw
    draw.state, draw.value, draw.checkpoint = "drawing", SIGNATURE, "test"
    draw.save()
    return make_the_draw(draw)
