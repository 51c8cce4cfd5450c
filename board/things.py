"""What the school and the noticeboard let people ask about: the vision, and a note."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from schools.models import Member, PositionKind, School, Vision
from schools.permissions import may

from .askable import Kind, number
from .models import Note
from .queries.questions import with_position

WHOLE = "whole"


def _vision(school: School, key: str) -> Vision | None:
    """The vision: what is asked about it goes on below its next version."""
    if key != WHOLE:
        return None
    return Vision.objects.filter(school=school).select_related("school").first()


def _note(school: School, key: str) -> Note | None:
    shown = Note.objects.filter(school=school, state=Note.State.SHOWN, pk=number(key))
    return shown.select_related("school", "written_by").first()


def _answers_for_note(note: Note) -> list[Member | None]:
    writer = note.written_by
    if writer is not None and not writer.left_on:
        return [writer]
    return [*with_position(note.school, PositionKind.COORDINATOR)]


VISION = Kind(
    key="vision",
    read_by_all=lambda _vision: True,
    model="",
    words=_("the vision"),
    find=_vision,
    readable=lambda member, _vision: may(member, "schools.read"),
    title=lambda _vision: str(_("The vision")),
    url=lambda vision: reverse("schools:vision", args=[vision.school.slug]),
    answers=lambda vision: with_position(vision.school, PositionKind.HEADTEACHER),
)
NOTE = Kind(
    key="note",
    model="board.note",
    read_by_all=lambda note: True,
    words=_("a note on the noticeboard"),
    find=_note,
    readable=lambda member, note: may(member, "board.read", note),
    title=lambda note: note.title,
    url=lambda note: note.get_absolute_url(),
    answers=_answers_for_note,
)
