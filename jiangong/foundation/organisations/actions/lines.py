"""Where organisations stand: the one lock of the tree, and lineages by both lines.

An organisation's work counts for its territorial line, and for the industry union of itself or of any union above
it (a branch follows its enterprise) with that union's own line: each organisation once.
"""

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from jiangong.foundation.common.locks import Lock, wait_for
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Lineage, Organisation
from jiangong.foundation.organisations.states import Reason, State

# Ancestors by both lines of every active organisation in a list of ids.
STANDING = """
SELECT o.id, o.parent_id, o.industry_id, o.founded_on, ARRAY(
  SELECT step::bigint FROM unnest(string_to_array(btrim(o.path, '/'), '/')) AS step
  UNION
  SELECT step::bigint
  FROM organisations_organisation AS above
  JOIN organisations_organisation AS line ON line.id = above.industry_id,
       unnest(string_to_array(btrim(line.path, '/'), '/')) AS step
  WHERE above.id = ANY(string_to_array(btrim(o.path, '/'), '/')::bigint[])
  ORDER BY 1
) AS ancestors
FROM organisations_organisation AS o
WHERE o.state = 'active' AND o.id = ANY(%(ids)s)
"""


def hold_tree(*, to_change_paths: bool) -> None:
    """Wait until nobody changes the tree's shape, and keep it so until the transaction ends.

    Those who add or change single organisations share the lock; who moves subtrees has it alone. Without it a
    union founded during a move would keep the path of before.
    """
    wait_for(Lock.TREE, shared=not to_change_paths)


def affected_by(organisation: Organisation) -> list[int]:
    """The active organisations whose lineage depends on where this one stands.

    Its subtree, and the subtrees of those that hang on an industry union within it.
    """
    followers = Organisation.objects.filter(industry__path__startswith=organisation.path)
    reach = Q(path__startswith=organisation.path)
    for path in followers.values_list("path", flat=True):
        if not path.startswith(organisation.path):
            reach |= Q(path__startswith=path)
    return list(Organisation.objects.filter(reach, state=State.ACTIVE).values_list("pk", flat=True))


def stand(ids: Collection[int], *, since: date | None = None) -> int:
    """Write the lineages of organisations as they stand now; return how many are new.

    Where a current lineage says something else, it ends on `since` and a new one begins; where it says the same it
    stays. Organisations without one get it from `since`, or from the day they were founded.
    """
    known = {"ids": list(ids), "since": since}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE organisations_lineage AS old SET until = %(since)s
            FROM ({STANDING}) AS new
            WHERE old.organisation_id = new.id AND old.until IS NULL
              AND (old.ancestors, old.parent_id, old.industry_id)
                  IS DISTINCT FROM (new.ancestors, new.parent_id, new.industry_id)
            """,  # noqa: S608  (STANDING is ours)
            known,
        )
        cursor.execute(
            f"""
            INSERT INTO organisations_lineage (organisation_id, parent_id, industry_id, ancestors, since)
            SELECT new.id, new.parent_id, new.industry_id, new.ancestors, COALESCE(%(since)s::date, new.founded_on)
            FROM ({STANDING}) AS new
            WHERE NOT EXISTS (
              SELECT FROM organisations_lineage AS old WHERE old.organisation_id = new.id AND old.until IS NULL
            )
            ORDER BY new.id
            """,  # noqa: S608  (STANDING is ours)
            known,
        )
        return int(cursor.rowcount)


def require_day(on: date, ids: Collection[int], *, day_itself_counts: bool = True) -> None:
    """Refuse a day on which the organisations cannot change any more.

    It must have come, lie in their present lineages, and no entry may stand in the ledger from that day on
    (`day_itself_counts=False`: after that day): figures stay where they were earned. Today is always allowed.
    """
    if on > timezone.localdate():
        raise Refused(Reason.DAY_IN_FUTURE, day=on)
    current = Lineage.objects.filter(organisation__in=ids, until__isnull=True)
    latest = current.order_by("-since").values_list("since", flat=True).first()
    if latest is not None and on < latest:
        raise Refused(Reason.DAY_TOO_EARLY, day=on, since=latest)
    if on < timezone.localdate():
        since = Entry.objects.filter(organisation__in=ids)
        since = since.filter(happened_on__gte=on) if day_itself_counts else since.filter(happened_on__gt=on)
        if count := since.count():
            raise Refused(Reason.EARNED_SINCE, day=on, count=count)
