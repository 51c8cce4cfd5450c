"""The noticeboard as its pages show it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.news import News
from schools.json_rows import day, together
from schools.models import Member, PositionKind, School, Subject, Term
from schools.once import once
from schools.permissions import may

from ..halfterms import HalfTerm, TermDays, half_term_of
from ..models import Note, NoteRead

# What is older than this is no news to anybody.
NEWS_FOR = datetime.timedelta(days=42)
State = Note.State
TERM = ("year__starts_in", "name", "starts_on", "ends_on", "break_ends_on")


@dataclass(frozen=True)
class Group:
    """The notes of one half-term: its name in words and in addresses, the newest note first."""

    title: str
    key: str
    notes: list[Note]


@dataclass(frozen=True)
class Board:
    """The noticeboard: notes by half-term, the reader's drafts, and how many there are in all."""

    groups: list[Group]
    drafts: list[Note]
    total: int


def board(member: Member, subject: Subject | None, stage: str, page: int, size: int) -> Board:
    """What is on the noticeboard for a subject, a key stage, or all: a constant number of queries.

    A note carries `unread` for the member, `times_read` and its subjects.
    """
    shown = listed(member).filter(state=State.SHOWN)
    if subject is not None:
        shown = shown.filter(Q(subjects=subject) | Q(subjects=None)).distinct()
    notes = list(shown)
    if stage:  # a list in a JSON column is not searched alike by the databases
        notes = [one for one in notes if not one.key_stages or stage in one.key_stages]
    cut = notes[(page - 1) * size : page * size]
    drafts = Note.objects.filter(state=State.DRAFT, written_by=member).order_by("-written_at")
    return Board(grouped(member.school, cut), list(drafts), len(notes))


def listed(member: Member) -> QuerySet[Note]:
    """Notes with what a list shows of each."""
    mine = NoteRead.objects.filter(note=OuterRef("pk"), member=member)
    return (
        Note.objects.select_related("written_by")
        .prefetch_related("subjects")
        .annotate(
            unread=~Exists(mine) & ~Q(written_by=member),
            times_read=Count("reads", distinct=True),
        )
    )


def unread(member: Member, since: datetime.datetime | None = None) -> list[Note]:
    """Notes of the last six weeks that others wrote and the member has not opened: one query.

    What stood there before they came is no news to them.
    """
    return list(not_read(member.pk, new_since(member, since)).select_related("written_by"))


def new_since(member: Member, since: datetime.datetime | None = None) -> datetime.datetime:
    """From when on a note that `member` has not read is new to them; not before `since`."""
    # From midnight, so that a page which is kept for the day says the same all day.
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return max(one for one in (midnight - NEWS_FOR, since, member.joined_at) if one is not None)


def not_read(member: int, first: datetime.datetime) -> QuerySet[Note]:
    """The notes of others since `first` that the member has not read."""
    mine = NoteRead.objects.filter(note=OuterRef("pk"), member=member)
    return (
        Note.objects.filter(state=State.SHOWN, shown_at__gte=first)
        .exclude(written_by=member)
        .filter(~Exists(mine))
    )


def new_notes(member: Member, since: datetime.datetime) -> list[News]:
    """Unread notes since then as news: what each is and its title, for those who read the noticeboard."""
    if not may(member, "board.read"):
        return []
    words = _("On the noticeboard: %(title)s")
    return [News(words % {"title": one.title}, _url(member, one)) for one in unread(member, since)]


def _url(member: Member, note: Note) -> str:
    return reverse("board:note", args=[member.school.slug, note.pk])


def readers(note: Note) -> list[NoteRead]:
    """Who has opened a note, in that order."""
    return list(note.reads.filter(member__left_on=None).select_related("member"))


def could_read(school: School) -> int:
    """How many people of the school read its noticeboard."""
    insiders = [kind for kind in PositionKind.values if kind != PositionKind.GUEST]
    return (
        Member.objects.filter(left_on=None, positions__kind__in=insiders, user__isnull=False)
        .distinct()
        .count()
    )


def grouped(school: School, notes: list[Note]) -> list[Group]:
    """Notes that were shown, under their half-terms; one query for the terms."""
    known = known_terms(school) if notes else []
    found: dict[HalfTerm, list[Note]] = {}
    for note in notes:
        found.setdefault(half_term_of(day_of(note), known), []).append(note)
    return [Group(title_of(half), half.key, some) for half, some in found.items()]


def of_half_term(school: School, key: str) -> tuple[HalfTerm, list[Note]] | None:
    """A half-term with the notes that were shown in it, the oldest first; None where there are none."""
    known = known_terms(school)
    notes = Note.objects.filter(state=State.SHOWN).select_related("written_by")
    some = [
        (half, note)
        for note in notes.prefetch_related("subjects").order_by("shown_at", "pk")
        if (half := half_term_of(day_of(note), known)).key == key
    ]
    return (some[0][0], [note for _half, note in some]) if some else None


def half_terms_with_notes(school: School) -> list[HalfTerm]:
    """The half-terms in which something was shown, the newest first: one query."""
    shown = Note.objects.filter(state=State.SHOWN, shown_at__isnull=False).order_by()
    there = together(
        school,
        {"terms": (_terms(school), TERM), "days": (shown, [TruncDate("shown_at")])},
    )
    known = [TermDays(*row[:2], *map(day, row[2:])) for row in there["terms"]]
    found = {half_term_of(day(written), known) for (written,) in there["days"]}
    return sorted(found, key=lambda one: one.starts_on, reverse=True)


def known_terms(school: School) -> list[TermDays]:
    """The terms whose days the school has said: one query."""

    def ask() -> list[TermDays]:
        return [TermDays(*row) for row in _terms(school).values_list(*TERM)]

    return once(("terms", school.pk), ask)


def _terms(school: School) -> QuerySet[Term]:
    return Term.objects.filter(school=school)


def day_of(note: Note) -> datetime.date:
    """The day, at the school, on which a note was put up."""
    return timezone.localdate(note.shown_at or note.written_at)


def title_of(half: HalfTerm) -> str:
    """A half-term in words: "Autumn term 2026/27, first half"."""
    words = {
        1: _("%(term)s term %(year)s, first half"),
        2: _("%(term)s term %(year)s, second half"),
    }
    name = str(Term.Name(half.term).label).capitalize()
    year = f"{half.year}/{(half.year + 1) % 100:02d}"
    return words[half.half] % {"term": name, "year": year}
