"""What of the noticeboard can be found: notes, and questions about what everybody with a position reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from schools.findable import INSIDERS, Findable, Found, insider, register

from . import askable
from .models import Note, Question, Reply

ABOUT_NOTES = "about a note"


def _notes() -> QuerySet[Any]:
    return Note.objects.select_related("school", "written_by").prefetch_related("subjects")


def _note(row: Note) -> Found | None:
    if row.state == Note.State.WITHDRAWN:
        return None
    shown = row.state == Note.State.SHOWN
    readers = {INSIDERS} if shown else {insider(row.written_by_id)}
    return Found(
        row.title,
        "\n".join([row.text, *row.for_whom]),
        row.get_absolute_url(),
        frozenset(readers),
    )


@dataclass(frozen=True)
class Questions(Findable):
    """Questions hang on what they are about by a name and no column: those about a note are kept anew with it."""

    def touched_by(self, path: str, pks: Iterable[int]) -> list[int]:
        if path != ABOUT_NOTES:
            return super().touched_by(path, pks)
        about = Question.objects.filter(kind="note", thing__in=[str(pk) for pk in pks])
        return list(about.order_by().values_list("pk", flat=True))


def _questions() -> QuerySet[Any]:
    return Question.objects.select_related("school").prefetch_related("replies")


def _about(row: Question) -> askable.Thing | None:
    with scope(school=row.school):
        return askable.find(row.school, row.kind, row.thing)


def _question(row: Question) -> Found | None:
    """A question whose thing everybody with a position may read from now on; others are found by nobody."""
    about = _about(row)
    if about is None or not about.kind.read_by_all(about.thing):
        return None
    first, *rest = row.text.splitlines() or [""]
    said = [one.text for one in row.replies.all()]
    return Found(first, "\n".join([*rest, *said]), row.get_absolute_url(), frozenset({INSIDERS}))


register(Findable("note", _("Note"), 0, Note, _notes, _note, "board.read"))
register(
    Questions(
        "question",
        _("Question"),
        0,
        Question,
        _questions,
        _question,
        "board.ask",
        watches=((Reply, "replies"), (Note, ABOUT_NOTES)),
        about=lambda row: None,
    )
)
