"""Pure rules of training: who may enrol, on which days a session meets, who completes, codes and numbers."""

from jiangong.programmes.growth.formulas.enrolling import (
    BELONGS,
    ENROLLED,
    STATE,
    Clause,
    enrolment_facts,
    enrolment_rule,
)
from jiangong.programmes.growth.formulas.training import (
    CODE_SECONDS,
    MOST_WRONG_CODES,
    certificate_number,
    characters_without,
    completes,
    is_spoken_code,
    lessons_done,
    masked_name,
    meeting_days,
    meetings_needed,
    read_screen_code,
    screen_code,
    spoken_code,
    window,
)

__all__ = [
    "BELONGS",
    "CODE_SECONDS",
    "ENROLLED",
    "MOST_WRONG_CODES",
    "STATE",
    "Clause",
    "certificate_number",
    "characters_without",
    "completes",
    "enrolment_facts",
    "enrolment_rule",
    "is_spoken_code",
    "lessons_done",
    "masked_name",
    "meeting_days",
    "meetings_needed",
    "read_screen_code",
    "screen_code",
    "spoken_code",
    "window",
]
