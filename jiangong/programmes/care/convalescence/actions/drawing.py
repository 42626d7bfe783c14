"""What follows here from what the draw does: the seam between the draw and the stays."""

from jiangong.programmes.care.convalescence.models import Programme
from jiangong.selection.draws.queries import Given


def places_given(programme: Programme, moves: Given) -> None:
    """Called by the draw in its own transaction: `moves.given` are the tickets that have a place now (by the draw, or
    because one came back), `moves.gone` those that left now. Offers with a clock follow from it."""
