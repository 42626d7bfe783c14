"""docs/red-team-competitions.md out of the table: `python -m tests.programmes.competitions.red_team.page` writes it."""

from pathlib import Path

PAGE = Path(__file__).resolve().parents[4] / "docs" / "red-team-competitions.md"
HEAD = """# Contests under attack / 竞赛红队

Who tries to see names, marks or ranks too early, or to change them after the lock, and what they get. This page is written out of the table that
`tests/programmes/competitions/test_red_team.py` tries at every run (`python -m tests.programmes.competitions.red_team.page`); each attempt is made in a
city final with three layers, eleven competitors, three judges, brought to the stage named, and nothing in the contest may have changed behind it.

Answers: a number is the status of the page or the API (404: it is not even said to be there); `competitions.…` the named refusal with rule and
remedy; 数据库拒绝 a trigger, 数据库不给权限 the rights of the role in `deploy/application.sql`.

## Every page, everybody, every stage

Each reader opens every address of the room (the own office's, spreadsheets unpacked, the API too), home, inbox, exams, notices and search, while the contest runs
and with the result. Marks and names are made so that they look like nothing else; full names, numbers of a layer, other people's marks, two layers' numbers in one line, and a
name beside a number are looked for. Before the layers are open nothing may stand there beyond this:

| reader | may see |
|---|---|
"""
WORDS = {
    "names": "full names (of the own unit, team or contest)", "A": "participants' numbers", "B": "station numbers",
    "C": "work numbers", "A+name": "whose participant's number it is", "marks": "marks under numbers", "own": "own marks",
}  # fmt: skip
LIMITS = """
## What it does not show

- The owner of the database (who installs and migrates) can switch triggers off, and with the machine's keys unseal a layer: the ledger's digests and
  signed heads then no longer fit (docs/proof.md), which shows it afterwards and does not prevent it.
- The application's role can write whatever an act could write in that moment, under a judge's name: a mark while the contest runs, for example.
- People who talk to each other: a holder of a layer who tells a judge a number. Breaches are recorded, and such marks do not count.
"""


def render() -> str:
    """The page as it has to stand in docs."""
    from tests.programmes.competitions.red_team.attempts_early import EARLY
    from tests.programmes.competitions.red_team.attempts_late import AFTERWARDS
    from tests.programmes.competitions.red_team.attempts_marking import MARKING_TIME
    from tests.programmes.competitions.red_team.attempts_side import BY_THE_SIDE
    from tests.programmes.competitions.red_team.attempts_sql import BY_SQL
    from tests.programmes.competitions.red_team.walking import FULL_NAMES_AFTERWARDS, MAY_SEE

    lines = [
        f"| {who} | {'; '.join(WORDS[one] for one in sorted(may)) or 'nothing'} |"
        for who, may in MAY_SEE.items()
    ]
    text = HEAD + "\n".join(lines)
    text += (
        "\n\nAfterwards numbers and marks are everybody's, and full names only of "
        + "、".join(sorted(FULL_NAMES_AFTERWARDS))
        + "; everybody else reads 演**.\n"
    )
    for title, table in (
        ("Before the day", EARLY), ("The day, the lock, the unsealing", MARKING_TIME),
        ("Appeals, rejudging, notice, honours", AFTERWARDS), ("By the side: metadata, leaves, order, cost", BY_THE_SIDE), ("By direct SQL", BY_SQL),
    ):  # fmt: skip
        text += f"\n## {title}\n\n| stage | who | tries to | gets | before it was mended |\n|---|---|---|---|---|\n"
        text += "".join(
            f"| {one.stage} | {one.who} | {one.what} | {one.gets} | {one.mended} |\n" for one in table
        )
    return text + LIMITS


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")
    import django

    django.setup()
    PAGE.write_text(render(), encoding="utf-8")
