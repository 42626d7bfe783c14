"""Who may do what with examinations: officers of the organisation, but nobody with keys while they still have to sit."""

from typing import Any

import rules

from jiangong.foundation.organisations.permissions import officer_here_or_above
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.selection.exams.models import Bank, Examinee, Sitting
from jiangong.selection.exams.states import TO_COME


@rules.predicate
def manages_bank(user: Any, bank: Bank | None) -> bool:
    return bank is not None and holds(user, OFFICERS, bank.organisation)


@rules.predicate
def sits_by_no_such_bank(user: Any, bank: Bank | None) -> bool:
    """Who is on the list of a sitting to come does not see the bank's questions."""
    return (
        bank is not None
        and not Examinee.objects.filter(
            person=user.person_id, sitting__bank=bank, sitting__state__in=sorted(TO_COME)
        ).exists()
    )


@rules.predicate
def sees_sitting(user: Any, sitting: Sitting | None) -> bool:
    return sitting is not None and holds(user, OFFICERS, sitting.organisation)


@rules.predicate
def is_no_examinee(user: Any, sitting: Sitting | None) -> bool:
    """Nobody runs, corrects or closes a sitting that they sit themselves."""
    return sitting is not None and not sitting.examinees.filter(person=user.person_id).exists()


@rules.predicate
def is_the_examinee(user: Any, examinee: Examinee | None) -> bool:
    return examinee is not None and user.person_id is not None and user.person_id == examinee.person_id


rules.add_perm("exams.create_bank", officer_here_or_above)
rules.add_perm("exams.see_bank", manages_bank)
rules.add_perm("exams.manage_bank", manages_bank & sits_by_no_such_bank)
rules.add_perm("exams.create_sitting", officer_here_or_above)
rules.add_perm("exams.see_sitting", sees_sitting)
rules.add_perm("exams.manage_sitting", sees_sitting & is_no_examinee)
rules.add_perm("exams.sit", is_the_examinee)
