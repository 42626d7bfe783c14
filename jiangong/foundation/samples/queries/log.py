"""What samples read of the log: all leaves up to a checkpoint, and which checkpoint covered an announcement in time."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Prefetch

from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.models import Checkpoint, Cosignature
from jiangong.foundation.ledger.tlog.tiles import WIDTH
from jiangong.foundation.samples.formulas import Population, read_population
from jiangong.foundation.samples.models import Sample
from jiangong.foundation.samples.queries.samples import definition_of
from jiangong.foundation.samples.states import Verb

STRETCH = 40 * WIDTH  # leaves read in one go: about 4 MB


def public_verbs() -> list[tuple[str, str]]:
    """The verbs one may sample: their leaves are public, and they are none of the samples' own; with their words."""
    own = {str(verb) for verb in Verb}
    verbs = [verb for verb in ledger.public_facts() if verb not in own and not verb.startswith("ledger.")]
    return [(verb, ledger.verb_words(verb)) for verb in sorted(verbs)]


def leaves(size: int) -> Iterator[tuple[int, bytes]]:
    """The first `size` leaves with their positions, as they were logged."""
    for first in range(0, size, STRETCH):
        yield from ledger.logged_leaves(first, min(first + STRETCH, size)).items()


def population_of(sample: Sample) -> Population:
    """The population of a sample whose checkpoint is known. Reads the whole log: seconds to minutes.

    Raises Unsuitable, see formulas.
    """
    return read_population(definition_of(sample), leaves(sample.size or 0))


def covering_checkpoint(position: int, before: datetime) -> tuple[str, bool] | None:
    """The note (with cosignatures) of a checkpoint that covered the position before a moment, and whether a witness
    had signed it by then. The one with most witnesses in time; of equals the earliest. None if there was none."""
    rows = Checkpoint.objects.filter(size__gt=position, signed_at__lt=before).prefetch_related(
        Prefetch("cosignatures", Cosignature.objects.filter(at__lt=before).order_by("witness"))
    )
    found = list(rows.order_by("size")[:1]) + list(
        rows.filter(cosignatures__at__lt=before).distinct().order_by("size")[:20]
    )
    if not found:
        return None
    best = max(found, key=lambda row: len(row.cosignatures.all()))
    lines = [one.line for one in best.cosignatures.all()]
    return best.note + "".join(lines), bool(lines)
