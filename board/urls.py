"""Addresses of what people tell each other, below a school."""

from django.urls import URLPattern, URLResolver, path

from .views import notes, questions, telling

app_name = "board"

urlpatterns: list[URLPattern | URLResolver] = [
    path("noticeboard/", notes.index, name="index"),
    path("noticeboard/write/", notes.write, name="write"),
    path("noticeboard/<int:note>/", notes.note, name="note"),
    path("noticeboard/<int:note>/edit/", notes.edit, name="edit"),
    path("noticeboard/<int:note>/withdraw/", notes.withdraw, name="withdraw"),
    path("e-mails/", telling.telling, name="telling"),
    path("questions/about/<slug:kind>/<str:thing>/", questions.ask, name="ask"),
    path("questions/<int:thread>/", questions.question, name="question"),
    path("questions/<int:thread>/answered/", questions.close, name="close"),
    path("questions/<int:thread>/nothing/", questions.nothing_to_add, name="nothing_to_add"),
]
