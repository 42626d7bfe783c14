"""Addresses for everybody, and for who competes, judges, holds a layer or hears appeals."""

from django.urls import path

from jiangong.programmes.competitions.views.taking_part import (
    appealing,
    competing,
    honours,
    leading,
    marking,
    public,
    serving,
    theory,
)

CONTEST = "contests/<int:pk>/"
OFFICE = "me/offices/<int:pk>/"

taking_part = [
    path("contests/", public.contest_list, name="public"),
    path(CONTEST, public.contest, name="contest"),
    path(f"{CONTEST}rules/", public.rules, name="public_rules"),
    path(f"{CONTEST}results/<int:number>/", public.results, name="results"),
    path(f"{CONTEST}results/<int:number>/contents.json", public.contents, name="contents"),
    path(f"{CONTEST}results/<int:number>/<str:code>/", public.cell, name="line"),
    path(f"{CONTEST}results/<int:number>/<str:code>/<str:component>/", public.cell, name="cell"),
    path(f"{CONTEST}draw/", public.draw, name="draw_record"),
    path("contests/shadow.py", public.shadow_program, name="shadow"),
    path("honours/", honours.honour_form, name="honour_form"),
    path("honours/<str:code>/", honours.honour, name="honour"),
    path("me/honours/<int:pk>.pdf", honours.honour_pdf, name="honour_pdf"),
    path("me/honours/<int:pk>.png", honours.honour_png, name="honour_png"),
    path(f"{CONTEST}eligibility/", competing.eligibility, name="eligibility"),
    path(f"{CONTEST}entry/", competing.enter, name="enter"),
    path("me/contests/", competing.my_entries, name="my_entries"),
    path("me/contests/<int:pk>/card/", competing.card, name="card"),
    path("me/contests/<int:pk>/card.pdf", competing.card_pdf, name="card_pdf"),
    path("me/contests/<int:pk>/withdrawal/", competing.withdraw, name="withdraw"),
    path("me/contests/<int:pk>/appeal/", appealing.file_appeal, name="file_appeal"),
    path("appeals/<int:pk>/", appealing.appeal, name="appeal"),
    path("appeals/<int:pk>/answer/", appealing.answer, name="answer_appeal"),
    path("appeals/<int:pk>/rejudging/", appealing.prepare, name="prepare_rejudging"),
    path("me/offices/", serving.my_offices, name="my_offices"),
    path(OFFICE, serving.office, name="office"),
    path(f"{OFFICE}draw/", serving.draw, name="draw_layer"),
    path(f"{OFFICE}opening/", serving.open_layer, name="open_layer"),
    path(f"{OFFICE}incident/", serving.incident, name="incident"),
    path(f"{OFFICE}recusal/", serving.recuse, name="recuse"),
    path(f"{OFFICE}marks/", marking.board, name="marking"),
    path(f"{OFFICE}marks/<str:component>/<str:code>/", marking.mark, name="mark"),
    path(f"{OFFICE}marks.json", marking.send, name="send_marks"),
    path(f"{OFFICE}theory/", theory.theory, name="office_theory"),
    path(f"{OFFICE}theory/<int:sitting>/", theory.figures, name="office_figures"),
    path(f"{OFFICE}theory/<int:sitting>/rejudging/", theory.rejudge, name="theory_rejudge"),
    path(f"{OFFICE}lead/", leading.board, name="lead"),
    path(f"{OFFICE}lead/facts/", leading.fact, name="note_fact"),
    path(f"{OFFICE}lead/marks/<int:mark>/", leading.correct, name="correct_mark"),
    path(f"{OFFICE}lead/breaches/<int:judge>/", leading.breach, name="note_breach"),
    path(f"{OFFICE}lead/honesty/", leading.honesty, name="honesty"),
    path(f"{OFFICE}lead/seal/", leading.seal, name="seal"),
]
