"""Addresses of priority reviews, below a school."""

from django.urls import URLPattern, path

from .views import balance, decide, index, meeting, prepare, rate, results, reveal

app_name = "priorities"

urlpatterns: list[URLPattern] = [
    path("priorities/", index.index, name="index"),
    path("priorities/new/", index.new, name="new"),
    path("priorities/<int:review>/", index.review, name="review"),
    path("priorities/<int:review>/prepare/", prepare.prepare, name="prepare"),
    path("priorities/<int:review>/prepare/duties/", prepare.duties, name="prepare_duties"),
    path("priorities/<int:review>/prepare/people/", prepare.people, name="prepare_people"),
    path("priorities/<int:review>/prepare/guest/", prepare.guest, name="prepare_guest"),
    path("priorities/<int:review>/prepare/open/", prepare.open_it, name="prepare_open"),
    path("priorities/<int:review>/rate/", rate.rate, name="rate"),
    path("priorities/<int:review>/rate/state/", rate.state, name="rate_state"),
    path("priorities/<int:review>/rate/finished/", rate.finished, name="finished"),
    path("priorities/<int:review>/rate/consent/", rate.consent, name="consent"),
    path("priorities/<int:review>/rate/<int:duty>/", rate.answer, name="answer"),
    path("priorities/<int:review>/reveal/", reveal.reveal, name="reveal"),
    path("priorities/<int:review>/deadline/", reveal.deadline, name="deadline"),
    path("priorities/<int:review>/ask/", reveal.ask_too, name="ask_too"),
    path("priorities/<int:review>/type-in/<int:participant>/", reveal.type_in, name="type_in"),
    path("priorities/<int:review>/decisions/", decide.decisions, name="decisions"),
    path("priorities/<int:review>/decisions/<int:duty>/", decide.decide, name="decide"),
    path("priorities/<int:review>/meeting/", meeting.meeting, name="meeting"),
    path("priorities/<int:review>/agree/", decide.agree, name="agree"),
    path("priorities/<int:review>/close/", decide.close, name="close"),
    path("priorities/<int:review>/results/", results.results, name="results"),
    path("priorities/<int:review>/balance/", balance.balance_page, name="balance"),
    path("priorities/<int:review>/ratings.xlsx", results.ratings_xlsx, name="ratings_xlsx"),
]
