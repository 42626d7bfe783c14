"""Reading the ledger without asking who reads: what a verb is called, one entry's history, whether all is sound.

Who may read which entry is a question of the tree of unions, one storey up; the pages that show entries and the
scoped query `entries_visible_to` are in jiangong/plan.
"""

from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from django.db import connection, models
from django.utils.functional import Promise

from jiangong.foundation.common.rooms import declared, declared_kinds
from jiangong.foundation.ledger.models import Entry, Pending, Place

FactWords = tuple[str | Promise, type[models.TextChoices] | None]  # what it is, and the words of its values


@cache
def verbs() -> dict[str, str | Promise]:
    """Every verb that any room's `states.Verb` lists, with its words (translated when shown)."""
    return {value: verb._label_ for value, verb in declared_kinds("Verb", key=attrgetter("value")).items()}


def verb_words(verb: str) -> str:
    """The verb as people say it, in the language of the reader."""
    return str(verbs().get(verb, verb))


@cache
def _fact_words() -> dict[tuple[str, str], FactWords]:
    """By room and name of the fact, what the rooms' `states.FACTS` say of their public facts."""
    return {(room, name): words for room, listed in declared("FACTS") for name, words in listed.items()}


def fact_words(verb: str, name: str, value: str) -> tuple[str, str]:
    """A public fact of an entry as people say it, (what it is, what it says), in the language of the reader.

    A name or value that no room has words for stays as it is in the leaf.
    """
    title, choices = _fact_words().get((verb.partition(".")[0], name), (name, None))
    return str(title), str(dict(choices.choices).get(value, value) if choices else value)


def entry_with_places() -> "models.QuerySet[Entry]":
    """Entries with what a page shows beside them, in one query."""
    return Entry.objects.select_related("organisation", "person", "place", "correction", "corrects")


def history(entry: Entry) -> list[Entry]:
    """The entry and what was said about it later: the original first, then its correction if there is one."""
    original = entry.corrects_id or entry.pk
    return list(
        entry_with_places().filter(models.Q(pk=original) | models.Q(corrects=original)).order_by("pk")
    )


def entries_about(person_id: int) -> "models.QuerySet[Entry]":
    """Everything recorded about one person, corrections included."""
    return entry_with_places().filter(person=person_id)


def next_position() -> int:
    """The place that the next sequenced entry will get."""
    last: int | None = Place.objects.aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else last + 1


@dataclass(frozen=True)
class Totals:
    """How many entries there are, how many have a place, how many wait for one, and which place comes next."""

    entries: int
    placed: int
    pending: int
    next_position: int


def totals() -> Totals:
    """Exact numbers, in one look at the ledger (about a second per ten million entries)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM ledger_place),"
            " (SELECT count(*) FROM ledger_pending), (SELECT COALESCE(max(position) + 1, 0) FROM ledger_place)"
        )
        return Totals(*cursor.fetchone())


def verify() -> list[str]:
    """What is wrong with the ledger, one sentence each; an empty list when it is sound.

    Every entry has a place or waits for one, never both; places run from 0 without a gap; a correction stands on
    the same day, organisation and verb as what it corrects and comes after it; the triggers are in force.
    """
    found = []
    now = totals()
    if now.placed + now.pending != now.entries:
        found.append(f"{now.entries} entries, but {now.placed} places and {now.pending} waiting.")
    if now.next_position != now.placed:
        found.append(f"Places run to {now.next_position - 1}, but there are {now.placed}: some are missing.")
    if both := Pending.objects.filter(entry__place__isnull=False).count():
        found.append(f"{both} entries have a place and still wait for one.")
    if odd := _odd_corrections():
        found.append(f"{odd} corrections do not match what they correct.")
    if missing := TRIGGERS - _triggers_in_force():
        found.append(f"The database does not enforce: {', '.join(sorted(missing))}.")
    return found


TRIGGERS = frozenset(
    {
        "ledger_entry_append_only",
        "ledger_entry_no_truncate",
        "ledger_entry_queue",
        "ledger_place_append_only",
        "ledger_place_no_truncate",
        "ledger_tile_only_grows",
        "ledger_bundle_only_grows",
        "ledger_head_forward",
        "ledger_salt_unchanged",
        "ledger_checkpoint_stays",
    }
)


def _odd_corrections() -> int:
    same = [
        models.Q(**{f: models.F(f"corrects__{f}")})
        for f in ("verb", "organisation", "lineage", "happened_on", "quantity")
    ]
    matching = models.Q(*same, pk__gt=models.F("corrects__pk"), corrects__corrects__isnull=True)
    corrections = Entry.objects.filter(corrects__isnull=False)
    return corrections.count() - corrections.filter(matching).count()


def _triggers_in_force() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'ledger%' AND tgenabled IN ('O', 'A')"
        )
        return frozenset(name for (name,) in cursor.fetchall())
