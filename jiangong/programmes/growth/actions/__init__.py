"""Every write of training, one function per verb, by noun."""

from jiangong.programmes.growth.actions.attendance import (
    attend_by_code,
    attend_by_scan,
    import_sheet,
    mark_by_teacher,
    read_sheet,
)
from jiangong.programmes.growth.actions.certificates import (
    begin_certificates,
    make_certificates,
    picture_of,
    print_certificate,
)
from jiangong.programmes.growth.actions.completions import complete_late, correct_completion, finish_session
from jiangong.programmes.growth.actions.courses import CourseFacts, change_course, create_course
from jiangong.programmes.growth.actions.drawing import draw_list, places_given
from jiangong.programmes.growth.actions.enrolments import (
    cancel_enrolment,
    enrol,
    enrol_as,
    enrol_colleagues,
)
from jiangong.programmes.growth.actions.forgetting import forget
from jiangong.programmes.growth.actions.sessions import (
    SessionFacts,
    cancel_session,
    change_session,
    close_session,
    create_session,
    open_session,
)

__all__ = [
    "CourseFacts",
    "SessionFacts",
    "attend_by_code",
    "attend_by_scan",
    "begin_certificates",
    "cancel_enrolment",
    "cancel_session",
    "change_course",
    "change_session",
    "close_session",
    "complete_late",
    "correct_completion",
    "create_course",
    "create_session",
    "draw_list",
    "enrol",
    "enrol_as",
    "enrol_colleagues",
    "finish_session",
    "forget",
    "import_sheet",
    "make_certificates",
    "mark_by_teacher",
    "open_session",
    "picture_of",
    "places_given",
    "print_certificate",
    "read_sheet",
]
