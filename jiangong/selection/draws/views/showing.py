"""From a draw to what a page shows: batches and pools by name, the randomness, the files, how many hold places."""

import json
from typing import Any

from django.conf import settings
from django.utils import timezone

from jiangong.foundation.common.beacons import drand
from jiangong.selection.draws import queries
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.states import HAS_LIST, DrawState


def shown(draw: Draw) -> dict[str, Any]:
    """What both the public page and the workbench show of a draw; at most one query."""
    rules, terms, named = queries.rules_of(draw), queries.terms_of(draw), queries.named_of(draw)
    names = terms["names"]
    held = named.ceremony
    figures: dict[str, str] = {}
    if held and draw.value:
        figures = dict(zip(held.publics, json.loads(draw.value)["publics"], strict=True))
    return {
        "draw": draw,
        "batches": [(names.get(code, code), places) for code, places in rules.batches.items()],
        "pools": [
            (names.get(pool.code, pool.code), pool.places, names.get(pool.then, pool.then))
            for pool in rules.pools
        ],
        "places": sum(rules.batches.values()),
        "words": terms["words"],
        "named": named,
        "throwers": list(zip(held.throwers, held.commitments, strict=True)) if held else [],
        "publics": [(name, figures.get(name, "")) for name in held.publics] if held else [],
        "relays": [f"{relay}/{drand.CHAIN}/public/{named.round}" for relay in drand.RELAYS]
        if named.round
        else [],
        "has_list": draw.state in HAS_LIST,
        "is_drawn": draw.state == DrawState.DRAWN,
        "is_due": draw.moment <= timezone.now(),
        "is_closed_to": draw.closes_at <= timezone.now(),
        "figures": queries.figures_of(draw) if draw.state in HAS_LIST else None,
        "site": settings.SITE_ADDRESS.rstrip("/"),
    }


def chance_shown(standing: queries.Standing | None) -> dict[str, str]:
    """The chance of a line and its range, in per cent with one decimal; empty before it is reckoned."""
    if standing is None or standing.chance is None:
        return {}
    low, high = standing.chance.range
    return {
        "chance": f"{standing.chance.share:.1%}",
        "chance_low": f"{low:.1%}",
        "chance_high": f"{high:.1%}",
    }
