"""What a paper holds: what may be drawn, what was drawn from, and how it looks to one examinee. Never a key."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jiangong.selection.exams.formulas import (
    Blueprint,
    Candidate,
    Supply,
    letters,
    option_order,
    supplies,
    version_digest,
)
from jiangong.selection.exams.models import Examinee, PoolQuestion, Question, Sitting, Version
from jiangong.selection.exams.states import Difficulty, Kind, QuestionState


def digest_of(version: Version) -> str:
    """What stands for the version in the pool."""
    return version_digest(version.salt, version.kind, version.stem, version.options, version.key)


def candidates_of(sitting: Sitting) -> list[Candidate]:
    """The reviewed questions of the sitting's bank that belong to a line of its blueprint, as they stand now."""
    blueprint = Blueprint.parse(sitting.blueprint)
    found = []
    for one in Question.objects.filter(
        bank=sitting.bank_id, state=QuestionState.REVIEWED, version__isnull=False
    ).select_related("version"):
        version = one.version
        if version is None:
            continue
        line = blueprint.line_of(version.kind, version.topic, version.difficulty)
        if line is not None:
            found.append(Candidate(one.number, line, version.pk, digest_of(version)))
    return sorted(found, key=lambda candidate: candidate.question)


def pool_of(sitting: Sitting) -> list[Candidate]:
    """What the papers of a sitting were drawn from."""
    rows = PoolQuestion.objects.filter(sitting=sitting).select_related("version").order_by("number")
    return [Candidate(one.number, one.line, one.version_id, digest_of(one.version)) for one in rows]


def supplies_of(sitting: Sitting) -> list[Supply]:
    """For each line of the blueprint how many reviewed questions the bank has now."""
    return supply(Blueprint.parse(sitting.blueprint))


def in_words(lines: Sequence[Supply]) -> list[dict[str, object]]:
    """Lines of a blueprint with what the bank has, as a page shows them."""
    return [
        {
            "line": {
                "topic": one.line.topic,
                "kind_words": Kind(one.line.kind).label,
                "difficulty_words": Difficulty(one.line.difficulty).label
                if one.line.difficulty
                else _("不限"),
                "count": one.line.count,
                "points": one.line.points,
            },
            "there": one.there,
            "enough": one.enough,
        }
        for one in lines
    ]


def supply(blueprint: Blueprint) -> list[Supply]:
    """The same for a blueprint that no sitting has yet."""
    there = Question.objects.filter(bank=blueprint.bank, state=QuestionState.REVIEWED).values_list(
        "version__kind", "version__topic", "version__difficulty"
    )
    return supplies(blueprint, there)


@dataclass(frozen=True)
class Shown:
    """A question as one examinee sees it: options with the letters under which they are answered."""

    item: int
    kind: str
    stem: str
    options: tuple[tuple[str, str], ...]
    points: str

    @property
    def kind_words(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def several(self) -> bool:
        return self.kind == Kind.MULTIPLE


def versions_of(sitting: Sitting) -> dict[int, tuple[int, Version]]:
    """Number of a question → (line, version) of everything that could be drawn."""
    rows = PoolQuestion.objects.filter(sitting=sitting).select_related("version")
    return {one.number: (one.line, one.version) for one in rows}


def paper_of(sitting: Sitting, items: Sequence[int], code: str) -> list[Shown]:
    """The paper with these questions as the examinee with this code sees it. One query."""
    rows = PoolQuestion.objects.filter(sitting=sitting, number__in=items).select_related("version")
    there = {one.number: one for one in rows}
    blueprint, seed = Blueprint.parse(sitting.blueprint), bytes.fromhex(sitting.seed)
    shown = []
    for item, number in enumerate(items, 1):
        version = there[number].version
        order = option_order(blueprint, seed, code, number, len(version.options))
        shown.append(
            Shown(
                item,
                version.kind,
                version.stem,
                tuple((letters([place]), version.options[n]) for place, n in enumerate(order)),
                blueprint.lines[there[number].line].points,
            )
        )
    return shown


def paper_of_examinee(examinee: Examinee) -> list[Shown]:
    """The examinee's own paper."""
    return paper_of(examinee.sitting, examinee.items, examinee.code)
