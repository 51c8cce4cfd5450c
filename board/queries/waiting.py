"""What of the board concerns somebody: questions that wait for them, notes new to them. One query for both."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, F, QuerySet, Value

from schools.models import Member
from schools.once import once
from schools.prepared import prepared

from ..models import Call, Note
from .notes import new_since, not_read


class Waiting(NamedTuple):
    """A question (`what` is "call") or a note ("note"), by its number.

    `word` says why it calls, or what the note is; `who` wrote, "" where they are no more; `text` is the
    kind of thing that is asked about, or the note's title.
    """

    what: str
    number: int
    word: str
    who: str | None
    text: str
    at: datetime.datetime

    @property
    def about_words(self) -> str:
        """What a note is, in words."""
        return str(Note.About(self.word).label)


def waiting(member: Member) -> list[Waiting]:
    """All of it, the oldest first: one query, once a page."""
    return once(("board.waiting", member.pk), lambda: _read(member))


def _read(member: Member) -> list[Waiting]:
    rows = _rows(member.school, member=member.pk, first=new_since(member))
    return sorted((Waiting(*row) for row in rows), key=lambda one: (one.at, one.number))


@prepared
def _rows(*, school: int, member: int, first: datetime.datetime) -> QuerySet[Any, Any]:
    """Both as rows of `Waiting`."""
    calls = Call.objects.filter(member=member, done_at=None).order_by()
    named = calls.annotate(
        what=Value("call", output_field=CharField()),
        number=F("question_id"),
        word=F("why"),
        who=F("by__name"),
        words=F("question__kind"),
        at=F("made_at"),
    )
    new = (
        not_read(member, first)
        .order_by()
        .annotate(
            what=Value("note", output_field=CharField()),
            number=F("pk"),
            word=F("about"),
            who=F("written_by__name"),
            words=F("title"),
            at=F("shown_at"),
        )
    )
    columns = ("what", "number", "word", "who", "words", "at")
    return named.values_list(*columns).union(new.values_list(*columns), all=True)


def new_to(member: Member) -> list[Waiting]:
    """The notes that are new to a member, the newest first."""
    return [one for one in reversed(waiting(member)) if one.what == "note"]
