"""After the draw: for whoever has a place, for who goes with a batch, for who runs it."""

from django.urls import path

from jiangong.programmes.care.convalescence.views import going_with, helping, lists, running, staying

MINE = "me/stays/<int:pk>/"
DUTY = "me/duties/<int:pk>/"
BATCH = "workbench/convalescence/running/<int:pk>/"

taking_part = [
    path("me/stays/", staying.my_stays, name="my_stays"),
    path(MINE, staying.stay, name="stay"),
    path(f"{MINE}acceptance/", staying.accept, name="accept_stay"),
    path(f"{MINE}leaving/", staying.leave, name="leave_stay"),
    path(f"{MINE}travel/", staying.travel, name="stay_travel"),
    path(f"{MINE}health/", staying.health, name="stay_health"),
    path(f"{MINE}rating/", staying.rating, name="stay_rating"),
    path("me/duties/", going_with.my_duties, name="my_duties"),
    path("me/duties/sign-in/<str:code>/", going_with.scan, name="scan_stay"),
    path(DUTY, going_with.duty, name="duty"),
    path(f"{DUTY}early/<int:stay>/", going_with.early, name="leave_early"),
    path(f"{DUTY}incidents/new/", going_with.incident, name="incident_new"),
    path(f"{DUTY}incidents/<int:incident>/", going_with.incident_words, name="incident"),
    path(f"{DUTY}health/", going_with.health_forms, name="health_forms"),
    path(f"{DUTY}health/<int:stay>/", going_with.health_form, name="health_form"),
]

running_batches = [
    path("workbench/convalescence/running/", running.batches, name="batches"),
    path(BATCH, running.batch, name="batch"),
    path(f"{BATCH}confirmation/", running.confirm, name="confirm_batch"),
    path(f"{BATCH}rooms/", running.rooms, name="rooms"),
    path(f"{BATCH}coaches/", running.coaches, name="coaches"),
    path(f"{BATCH}duties/", running.duties, name="duties"),
    path(f"{BATCH}duties/<int:duty>/end/", running.end_duty, name="end_duty"),
    path(f"{BATCH}people.xlsx", lists.people, name="people_file"),
    path(f"{BATCH}insurance.xlsx", lists.insurance, name="insurance_file"),
    path(f"{BATCH}letters/", running.letters, name="letters"),
    path(f"{BATCH}finish/", running.finish, name="finish_batch"),
    path("workbench/convalescence/stays/<int:pk>/", running.record, name="stay_record"),
    path("workbench/convalescence/stays/<int:pk>/answer/", helping.stay_answer, name="stay_answer"),
]
