"""Writing, showing, changing and withdrawing a note; and that somebody has read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member, School, Subject
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import Note, NoteRead

sentence("board.shown", gettext_lazy("%(who)s put “%(title)s” on the noticeboard"))
sentence("board.changed", gettext_lazy("%(who)s changed “%(title)s” on the noticeboard"))
sentence("board.withdrawn", gettext_lazy("%(who)s took “%(title)s” off the noticeboard"))

State = Note.State


@dataclass(frozen=True)
class Words:
    """What a note says and for whom; `subjects` and `key_stages` empty for everybody."""

    about: str
    title: str
    text: str
    links: Sequence[str] = ()
    subjects: Sequence[Subject] = ()
    key_stages: Sequence[str] = ()


@transaction.atomic
def write(school: School, member: Member, words: Words, *, show: bool) -> Note:
    """Write a note: onto the noticeboard, or as a draft that only its writer sees.

    Raises:
        NotAllowed: the member does not write on the noticeboard.
    """
    check(member, "board.write")
    note = Note(school=school, written_by=member)
    _fill(note, words)
    note.save()
    note.subjects.set(words.subjects)
    if show:
        _show(note, member)
    return note


@transaction.atomic
def change(note: Note, member: Member, words: Words, *, show: bool = True) -> Note:
    """Say it otherwise; a draft goes onto the noticeboard with `show`.

    Raises:
        NotAllowed: the member is neither its writer nor a senior manager.
        Refused: it was withdrawn.
    """
    note = Note.objects.select_for_update().get(pk=note.pk)
    check(member, "board.change", note)
    if note.state == State.WITHDRAWN:
        raise Refused(
            _("This note was taken off the noticeboard meanwhile. Copy your words into a new one.")
        )
    _fill(note, words)
    shown = note.state == State.SHOWN
    if shown:
        note.edited_at = timezone.now()
    note.save()
    note.subjects.set(words.subjects)
    if shown:
        path = note.get_absolute_url()
        record(note.school, member, "board.changed", title=note.title, path=path)
    elif show:
        _show(note, member)
    return note


@transaction.atomic
def withdraw(note: Note, member: Member) -> None:
    """Take a note off the noticeboard; its address then says so. A draft is thrown away.

    Raises:
        NotAllowed: the member is neither its writer nor a senior manager.
    """
    note = Note.objects.select_for_update().get(pk=note.pk)
    check(member, "board.change", note)
    if note.state == State.DRAFT:
        note.delete()
        return
    if note.state == State.WITHDRAWN:
        return
    note.state, note.withdrawn_at, note.withdrawn_by = State.WITHDRAWN, timezone.now(), member
    note.save(update_fields=["state", "withdrawn_at", "withdrawn_by"])
    path = note.get_absolute_url()
    record(note.school, member, "board.withdrawn", title=note.title, path=path)


def read(note: Note, member: Member) -> None:
    """Note that the member has opened a note; their own they need not."""
    if note.state != State.SHOWN or note.written_by_id == member.pk:
        return
    row = NoteRead(school=note.school, note=note, member=member)
    NoteRead.objects.bulk_create([row], ignore_conflicts=True)


def _fill(note: Note, words: Words) -> None:
    note.about, note.title, note.text = words.about, words.title, words.text
    note.links, note.key_stages = list(words.links), list(words.key_stages)


def _show(note: Note, member: Member) -> None:
    note.state, note.shown_at = State.SHOWN, timezone.now()
    note.save(update_fields=["state", "shown_at"])
    path = note.get_absolute_url()
    record(note.school, member, "board.shown", title=note.title, path=path)
