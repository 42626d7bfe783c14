"""Words put together the way each language does."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def listed(words: Iterable[object]) -> str:
    """甲、乙、丙 / one, two, three."""
    return _("、").join(map(str, words))
