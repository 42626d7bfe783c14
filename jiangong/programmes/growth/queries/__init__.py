"""Every read of training, by noun; the scoped ones are `<nouns>_visible_to(user)`."""

from jiangong.programmes.growth.queries.attendance import (
    attended_times,
    marks_of,
    meeting_days_of,
    meeting_today,
    present_count,
    roll_of,
    sheet_of,
)
from jiangong.programmes.growth.queries.certificates import (
    certificate_by_code,
    certificate_of,
    certificates_of,
    certificates_visible_to,
    current_batch,
    facts_on_paper,
)
from jiangong.programmes.growth.queries.courses import (
    courses_visible_to,
    fields_taught,
    sessions_of_course,
    sessions_open_now,
    sessions_to_manage,
    sessions_visible_to,
)
from jiangong.programmes.growth.queries.enrolments import (
    Expected,
    enrolment_of,
    enrolments_of,
    enrolments_of_session,
    enrolments_visible_to,
    expected_outcome,
    members_to_enrol,
    place_in_queue,
    states_of_session,
)

__all__ = [
    "Expected",
    "attended_times",
    "certificate_by_code",
    "certificate_of",
    "certificates_of",
    "certificates_visible_to",
    "courses_visible_to",
    "current_batch",
    "enrolment_of",
    "enrolments_of",
    "enrolments_of_session",
    "enrolments_visible_to",
    "expected_outcome",
    "facts_on_paper",
    "fields_taught",
    "marks_of",
    "meeting_days_of",
    "meeting_today",
    "members_to_enrol",
    "place_in_queue",
    "present_count",
    "roll_of",
    "sessions_of_course",
    "sessions_open_now",
    "sessions_to_manage",
    "sessions_visible_to",
    "sheet_of",
    "states_of_session",
]
