"""Who may do what with the equity ledger: everybody reads what is published; officers see their unions; the city has it counted."""

import rules

from jiangong.foundation.organisations.permissions import officer_here_or_above, viewer

rules.add_perm("equity.view", viewer)  # everything of a union and those below it
rules.add_perm("equity.count", officer_here_or_above)  # asked over the city
rules.add_perm("equity.simulate", officer_here_or_above)
