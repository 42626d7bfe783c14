"""What an erasure takes from the read log: what a look or an export says, never its place."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Q

from jiangong.foundation.people.models import Look
from jiangong.foundation.people.readlog.actions.writing import append
from jiangong.foundation.people.readlog.formulas import BUCKET, commitment_of, said_of
from jiangong.foundation.people.readlog.models import Export
from jiangong.foundation.people.readlog.queries import exports_with
from jiangong.foundation.people.readlog.states import Kind


def forget(people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Take these persons off the lists they are on, empty what names them, and write down which places lost something.

    Looks at these persons are deleted afterwards, by their foreign key; their places are named here too.
    """
    gone = Look.objects.filter(person__in=people)
    looks = {number for number in gone.values_list("number", flat=True) if number is not None}
    lists = {one.number for pk in people for one in exports_with(pk)}
    with connection.cursor() as cursor:
        for pk in people:
            bucket, bit = divmod(pk, BUCKET)
            cursor.execute(
                "UPDATE readlog_exportpart SET bits = set_bit(bits, %s, 0) WHERE bucket = %s AND get_bit(bits, %s) = 1",
                [bit, bucket, bit],
            )
    named = _naming(words)
    for model in (Look, Export):
        found = model._default_manager.filter(named, number__isnull=False)
        looks |= {number for number in found.values_list("number", flat=True) if number is not None}
        found.update(purpose="", said="")
    if covers := sorted(looks | lists):
        append(Kind.ERASED, commitment_of(said_of({"numbers": covers}), b""), people=0, covers=covers)


def _naming(words: Collection[str]) -> Q:
    found = Q(pk__in=())
    for word in words:
        found |= Q(purpose__contains=word)
    return found
