"""Rows into tables by COPY, for any model: what is not named gets the model's own default."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from django.utils import timezone


def copy_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write `rows` (values in the order of `names`, attribute names of columns) into the model's table."""
    fields: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    others = [
        (field.column, _default(field))
        for name, field in fields.items()
        if name not in names and not (field.primary_key or field.db_default is not NOT_PROVIDED)
    ]
    columns = [fields[name].column for name in names] + [column for column, _ in others]
    same = tuple(value for _, value in others)
    quoted = ", ".join(f'"{column}"' for column in columns)
    written = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row((*row, *same))
            written += 1
    return written


def numbers(model: type[models.Model], count: int) -> range:
    """`count` ids of the model's own sequence in one unbroken run."""
    table, column = model._meta.db_table, model._meta.pk.attname
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", [table, column])
        first = cursor.fetchone()[0]
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, first + max(count, 1) - 1]
        )
    return range(first, first + count)


def _default(field: Any) -> Any:
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        now: datetime = timezone.now()
        return now
    return field.get_default()
