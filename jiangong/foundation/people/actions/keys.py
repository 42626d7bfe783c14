"""Rotating the keys of sealed columns, while the platform runs.

`rotate_keys` makes a new key-encryption key and seals every value again under it, batch by batch; old keys stay in
the ring and open what other processes still write for some seconds. `retire_keys`, a day later, drops the keys
that no value uses any more.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date

from django.apps import apps
from django.db import connection, models, transaction

from jiangong.foundation.people.sealing import (
    Unreadable,
    keyring,
    keyring_path,
    seal,
    unseal,
    with_new_key,
    write_keyring,
)

SUFFIX = "_sealed"
BATCH = 2_000  # rows locked at a time


def sealed_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every (model, field) that is sealed: by convention a text column `<field>_sealed`, in any room."""
    for model in apps.get_models():
        for column in model._meta.local_fields:
            if isinstance(column, models.TextField) and column.name.endswith(SUFFIX):
                yield model, column.name.removesuffix(SUFFIX)


def rotate_keys(*, progress: Callable[[int, int], None] | None = None) -> int:
    """Put a new key into use and seal everything again; return how many values were sealed again.

    `progress(done, of)` is called after each batch. Interrupted, it goes on where it stopped: see reseal_all.
    Raises RuntimeError where the ring comes from JIANGONG_KEYS: then add the key there and call reseal_all.
    """
    if os.environ.get("JIANGONG_KEYS"):
        raise RuntimeError(
            "密钥环来自环境变量 JIANGONG_KEYS，请在那里加入新密钥。 / The ring is JIANGONG_KEYS."
        )
    write_keyring(with_new_key(keyring()), keyring_path())
    return reseal_all(progress=progress)


def reseal_all(*, progress: Callable[[int, int], None] | None = None) -> int:
    """Seal again whatever is not yet under the current key; return how many values that were."""
    columns = [(model, field, waiting(model, field)) for model, field in sealed_columns()]
    total, done = sum(count for _, _, count in columns), 0
    for model, field, _ in columns:
        after = 0
        while True:
            many, after = reseal(model, field, after=after)
            if not after:
                break
            done += many
            if progress is not None:
                progress(done, max(total, done))
    return done


def waiting(model: type[models.Model], field: str) -> int:
    """How many values of a column are not under the current key."""
    return (
        model._default_manager.exclude(**{f"{field}{SUFFIX}": ""})
        .exclude(**{f"{field}{SUFFIX}__startswith": f"v1.{keyring().current}."})
        .count()
    )


@transaction.atomic
def reseal(model: type[models.Model], field: str, *, after: int = 0) -> tuple[int, int]:
    """Seal one batch again, behind row `after`; return (how many, last row seen), with 0 for "no rows left"."""
    column, label = f"{field}{SUFFIX}", model._meta.label_lower
    current = f"v1.{keyring().current}."
    rows = list(
        model._default_manager.select_for_update(of=("self",))
        .filter(pk__gt=after)
        .exclude(**{column: ""})
        .exclude(**{f"{column}__startswith": current})
        .order_by("pk")
        .values_list("pk", column)[:BATCH]
    )
    if not rows:
        return 0, 0
    texts = [
        seal(unseal(text, model=label, field=field, pk=pk), model=label, field=field, pk=pk)
        for pk, text in rows
    ]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} AS row SET {quote(column)} = new.text "  # noqa: S608 names from the models
            f"FROM unnest(%s::bigint[], %s::text[]) AS new (pk, text) WHERE row.{quote(model._meta.pk.column)} = new.pk",
            [[pk for pk, _ in rows], texts],
        )
    return len(rows), rows[-1][0]


def retire_keys(*, today: date | None = None) -> list[str]:
    """Drop from the ring every old key that no value uses; return their kids.

    Raises Unreadable if a value is still under an old key, RuntimeError on the very day of the rotation: another
    process may still be writing under the old key.
    """
    ring = keyring()
    if ring.since[ring.current] >= (today or date.today()).isoformat():
        raise RuntimeError(
            "今天刚刚更换密钥，请明天再清除旧密钥。 / Rotated today: retire old keys tomorrow."
        )
    left = sum(waiting(model, field) for model, field in sealed_columns())
    if left:
        raise Unreadable(
            f"还有 {left} 个数值使用旧密钥，请先重新加密。 / {left} values still use an old key."
        )
    old = [kid for kid in ring.keys if kid != ring.current]
    for kid in old:
        del ring.keys[kid], ring.since[kid]
    write_keyring(ring, keyring_path())
    return old


def unreadable() -> Iterator[tuple[str, int]]:
    """Every sealed value that does not open, as (model.field, row): for `jiangong check`."""
    for model, field in sealed_columns():
        label = model._meta.label_lower
        rows = model._default_manager.exclude(**{f"{field}{SUFFIX}": ""}).values_list(
            "pk", f"{field}{SUFFIX}"
        )
        for pk, text in rows.iterator(chunk_size=BATCH):
            try:
                unseal(text, model=label, field=field, pk=pk)
            except Unreadable:
                yield f"{label}.{field}", pk
