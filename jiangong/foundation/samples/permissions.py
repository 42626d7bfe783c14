"""Who may do what with samples: auditors within their reach, unless they hold office in what they audit."""

from typing import Any

import rules

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import held, holds
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.foundation.samples.models import Draw, Sample
from jiangong.foundation.samples.states import PUBLIC_STATES

AUDITORS = frozenset({Role.AUDITOR})


def is_independent(user: Any, organisation: Organisation) -> bool:
    """Whether the user is no officer of this union, of one above it, or of one below it."""
    return not any(
        one.role in OFFICERS
        and (organisation.path.startswith(one.path) or one.path.startswith(organisation.path))
        for one in held(user)
    )


@rules.predicate
def audits(user: Any, organisation: Organisation | None) -> bool:
    """An auditor here or above, who is no officer here, above or below."""
    return (
        organisation is not None
        and holds(user, AUDITORS, organisation)
        and is_independent(user, organisation)
    )


@rules.predicate
def audits_sample(user: Any, sample: Sample | None) -> bool:
    """An independent auditor of the union that is sampled."""
    return sample is not None and audits(user, sample.organisation)


@rules.predicate
def audits_draw(user: Any, draw: Draw | None) -> bool:
    """An independent auditor of the union that is sampled."""
    return draw is not None and audits(user, draw.sample.organisation)


@rules.predicate
def is_announced(user: Any, sample: Sample | None) -> bool:
    """What is announced is everybody's to see; a plan is not: nobody shall prepare."""
    return sample is not None and sample.state in PUBLIC_STATES


@rules.predicate
def answers_for(user: Any, draw: Draw | None) -> bool:
    """An officer of the union that the drawn entry is recorded for, or of one above it."""
    return draw is not None and holds(user, OFFICERS, draw.entry.organisation)


rules.add_perm("samples.plan", audits)
rules.add_perm("samples.view", is_announced | audits_sample)
rules.add_perm("samples.conduct", audits_sample)  # announce, give the randomness, end
rules.add_perm("samples.judge", audits_draw)  # open an entry and judge it
rules.add_perm("samples.read_evidence", audits_draw | answers_for)
