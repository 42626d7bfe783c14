"""Forms of competitions. They check shape; what the rules allow is decided by the actions."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.desk.states import DraftKind
from jiangong.programmes.competitions.forms.contests import ContestForm, FilingForm, LightForm
from jiangong.programmes.competitions.forms.records import (
    BenchForm,
    BenefitForm,
    DecisionForm,
    FileForm,
    FinanceForm,
    HonourNumberForm,
    LeaderForm,
    MinutesForm,
    OfficeForm,
    ReasonForm,
    RelationForm,
    SchemeForm,
    TheoryForm,
    TicketForm,
)
from jiangong.programmes.competitions.forms.seasons import BattlefieldForm, SeasonForm

__all__ = [
    "DRAFTS",
    "BattlefieldForm",
    "BenchForm",
    "BenefitForm",
    "ContestForm",
    "DecisionForm",
    "FileForm",
    "FilingForm",
    "FinanceForm",
    "HonourNumberForm",
    "LeaderForm",
    "LightForm",
    "MinutesForm",
    "OfficeForm",
    "ReasonForm",
    "RelationForm",
    "SchemeForm",
    "SeasonForm",
    "TheoryForm",
    "TicketForm",
]

# Forms that keep a draft (foundation/desk).
DRAFTS = (
    DraftKind("competitions.contest", _("竞赛"), "competitions:contest_edit", tuple(ContestForm.base_fields)),
    DraftKind(
        "competitions.benefit", _("竞赛成果效益"), "competitions:benefits", tuple(BenefitForm.base_fields)
    ),
)
