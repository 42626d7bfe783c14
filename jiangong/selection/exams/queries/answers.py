"""What was given: the newest answer of each item, and all of one examinee as they came in."""

from collections.abc import Iterable

from jiangong.selection.exams.models import Answer, Examinee


def latest_of(examinee: Examinee) -> dict[int, Answer]:
    """Item → the answer that counts: the highest (device, sequence)."""
    rows = (
        Answer.objects.filter(examinee=examinee)
        .order_by("examinee_id", "item", "-device", "-sequence")
        .distinct("examinee_id", "item")
    )
    return {one.item: one for one in rows}


def latest_of_many(examinees: Iterable[int]) -> dict[int, dict[int, str]]:
    """Examinee → item → what counts, for many in one query."""
    found: dict[int, dict[int, str]] = {}
    rows = (
        Answer.objects.filter(examinee__in=list(examinees))
        .order_by("examinee_id", "item", "-device", "-sequence")
        .distinct("examinee_id", "item")
        .values_list("examinee_id", "item", "given")
    )
    for pk, item, given in rows:
        found.setdefault(pk, {})[item] = given
    return found


def answered(examinee: Examinee) -> int:
    """How many items have an answer that is not empty."""
    return sum(one.given != "" for one in latest_of(examinee).values())
