"""What is due by itself: contracts that end, bases to inspect, years to rate. Run daily; safe to run twice."""

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.inbox.actions import open_matter
from jiangong.programmes.venues.bases import queries
from jiangong.programmes.venues.bases.actions.rating import open_year


@transaction.atomic
def remind() -> int:
    """Open what waits today and is not open yet; returns how many matters stand for it."""
    today = timezone.localdate()
    count = 0
    for contract in queries.contracts_ending(today):
        open_matter(
            "bases.contract_ends",
            contract,
            organisation=contract.base.organisation,
            due_at=queries.end_of(contract.until),
            words={"base": contract.base.name, "until": str(contract.until)},
            label=contract.base.name,
        )
        count += 1
    for base in queries.bases_to_inspect(today):
        open_matter(
            "bases.inspection_due",
            base,
            organisation=base.organisation,
            words={"base": base.name},
            label=base.name,
        )
        count += 1
    for organisation in queries.unions_to_rate(today.year - 1):
        open_year(organisation, today.year - 1, by=None)
        count += 1
    return count
