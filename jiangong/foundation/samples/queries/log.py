"""What samples read of the log: all leaves up to a checkpoint."""

from collections.abc import Iterator

from jiangong.foundation.ledger import queries as ledger
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
