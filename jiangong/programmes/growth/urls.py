"""Addresses of training."""

from django.urls import path

from jiangong.programmes.growth.views import attendance, checking, learning, managing

app_name = "growth"

BENCH = "workbench/training/"
SESSION = f"{BENCH}sessions/<int:pk>/"

urlpatterns = [
    path("courses/", learning.course_list, name="courses"),
    path("courses/attend/", learning.attend, name="attend"),
    path("courses/attend/<str:code>/", learning.scan, name="scan"),
    path("courses/<int:pk>/", learning.session_detail, name="session"),
    path("courses/<int:pk>/eligibility/", learning.eligibility, name="eligibility"),
    path("courses/<int:pk>/enrolment/", learning.enrol, name="enrol"),
    path("me/courses/", learning.my_courses, name="my_courses"),
    path("me/courses/<int:pk>/cancellation/", learning.cancel, name="cancel"),
    path("me/certificates/", learning.my_certificates, name="my_certificates"),
    path("me/certificates/<int:pk>.pdf", learning.certificate_file, {"kind": "pdf"}, name="certificate_pdf"),
    path("me/certificates/<int:pk>.png", learning.certificate_file, {"kind": "png"}, name="certificate_png"),
    path("certificates/", checking.check_form, name="check_form"),
    path("certificates/<str:code>/", checking.check, name="check"),
    path(BENCH, managing.training, name="training"),
    path(f"{BENCH}courses/new/", managing.course_edit, name="course_new"),
    path(f"{BENCH}courses/<int:pk>/", managing.course_detail, name="course_detail"),
    path(f"{BENCH}courses/<int:pk>/edit/", managing.course_edit, name="course_edit"),
    path(f"{BENCH}courses/<int:pk>/sessions/new/", managing.session_edit, {"new": True}, name="session_new"),
    path(SESSION, managing.manage, name="manage"),
    path(f"{SESSION}edit/", managing.session_edit, name="session_edit"),
    path(f"{SESSION}state/", managing.set_state, name="set_state"),
    path(f"{SESSION}cancellation/", managing.cancel_session, name="cancel_session"),
    path(f"{SESSION}finish/", managing.finish, name="finish"),
    path(f"{SESSION}certificates/", managing.certificates, name="certificates"),
    path(f"{SESSION}colleagues/", managing.colleagues, name="colleagues"),
    path(f"{SESSION}enrolments.xlsx", attendance.enrolments_download, name="enrolments_download"),
    path(f"{SESSION}screen/", attendance.screen, name="screen"),
    path(f"{SESSION}attendance/", attendance.attendance, name="attendance"),
    path(f"{SESSION}attendance/sheet.xlsx", attendance.sheet_download, name="sheet_download"),
    path(f"{SESSION}attendance/import/", attendance.sheet_upload, name="sheet_upload"),
    path(f"{SESSION}attendance/import/<int:sheet>/", attendance.sheet, name="sheet"),
    path(f"{BENCH}enrolments/<int:pk>/", managing.correction, name="correction"),
]
