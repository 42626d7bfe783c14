"""What files a room takes as attachments 附件, declared in its states.py and found like ledger verbs are.

    PURPOSES = (
        Purpose(
            "samples.evidence", _("核查材料"), "samples.Draw",
            see="samples.read_evidence", add="samples.judge", organisation="sample.organisation", sensitive=True,
        ),
    )

The dataclass lives here, below every room, so that rooms under foundation/documents can declare theirs too.
"""

from dataclasses import dataclass

from jiangong.foundation.common.refusals import Text

# What may be handed in, by the families that foundation/documents checks.
IMAGE, PDF, OFFICE, TEXT, ARCHIVE = "image", "pdf", "office", "text", "archive"
PAPERS = frozenset({IMAGE, PDF, OFFICE, TEXT})


@dataclass(frozen=True)
class Purpose:
    """Why a file is attached to a row of `model` ("room.Model"), and who may do what with it.

    `see`, `add`, `remove` are permissions over that row, by name; without `remove` what was attached stays. `organisation`
    leads from the row to the union it counts for ("" is the row itself). `sensitive`: the file is sealed at rest,
    and each opening of it is written down first. `person` leads to the person it is about ("" is nobody), who reads that
    list. `most_bytes` of one file as it was sent, `most` files for one row. `page` names the row's page.
    """

    code: str
    title: Text
    model: str
    see: str
    add: str
    remove: str = ""
    organisation: str = "organisation"
    person: str = ""
    sensitive: bool = False
    accepts: frozenset[str] = PAPERS
    most_bytes: int = 20 * 1024 * 1024
    most: int = 20
