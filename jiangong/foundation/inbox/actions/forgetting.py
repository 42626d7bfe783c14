"""What the inbox knows of a person that no foreign key finds: names in the words of matters and messages."""

from collections.abc import Collection

from django.db import connection

from jiangong.foundation.inbox.models import Matter


def forget(people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Empty words that name these people; what was handed to one of them goes back to the office it came from."""
    Matter.objects.filter(person__in=people, seat__isnull=False).update(person=None)
    if not words:
        return
    held = [f"%{word.translate(_ESCAPED)}%" for word in words]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_matter SET words = '{}', label = ''"
            " WHERE label LIKE ANY(%(held)s) OR words::text LIKE ANY(%(held)s)",
            {"held": held},
        )
        cursor.execute(
            "UPDATE inbox_message SET words = '{}' WHERE words::text LIKE ANY(%(held)s)", {"held": held}
        )


_ESCAPED = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})
