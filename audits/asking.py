"""What people may ask about: a subject's entitlement in a key stage, a training, a self-review, an entry."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from board.askable import Kind, number
from board.queries.questions import with_position
from schools.models import Member, PositionKind, School
from schools.numbers import number_in
from schools.permissions import may

from .cells import Cell
from .models import RegisterEntry, SelfReview, TrainingOffer
from .queries.cells import cell_or_404


def _find(school: School, key: str) -> Cell | None:
    typed, _colon, stage = key.partition(":")
    subject = number_in(typed)
    if subject is None:
        return None
    try:
        return cell_or_404(school, subject, stage)
    except Http404:
        return None


def _answers(cell: Cell) -> list[Member | None]:
    leaders = [one.pk for one in cell.leaders]
    here = Member.objects.filter(pk__in=leaders, left_on=None).select_related("school")
    return [*here.prefetch_related("positions")]


CELL = Kind(
    key="cell",
    model="schools.subject",
    read_by_all=lambda _cell: True,
    words=_("what pupils are entitled to"),
    find=_find,
    readable=lambda member, _cell: may(member, "audits.read_entitlement"),
    title=lambda cell: cell.title,
    url=lambda cell: reverse("audits:cell", args=[cell.school.slug, cell.number, cell.stage]),
    answers=_answers,
)


# Training, self-review, registers: who answers for them, else the coordinators ------------------


def _coordinators(school: School) -> list[Member | None]:
    return [*with_position(school, PositionKind.COORDINATOR)]


def _somebody(named: Member | None, school: School) -> list[Member | None]:
    return [named] if named is not None and not named.left_on else _coordinators(school)


def _offer(school: School, key: str) -> TrainingOffer | None:
    rows = TrainingOffer.objects.filter(school=school, pk=number(key))
    return rows.select_related("school", "giver__school").first()


def _entry(school: School, key: str) -> RegisterEntry | None:
    rows = RegisterEntry.objects.filter(school=school, pk=number(key))
    return rows.select_related("school", "owner__school").first()


def _selfreview(school: School, key: str) -> SelfReview | None:
    """One that is agreed."""
    rows = SelfReview.objects.filter(
        school=school, pk=number(key), state=SelfReview.State.AGREED
    ).select_related("school", "opened_by__school")
    return rows.prefetch_related("judges").first()


OFFER = Kind(
    key="offer",
    model="audits.trainingoffer",
    words=_("a training"),
    find=_offer,
    readable=lambda member, _one: may(member, "audits.see_training"),
    title=lambda one: one.title,
    url=lambda one: reverse("audits:offer", args=[one.school.slug, one.pk]),
    answers=lambda one: _somebody(one.giver, one.school),
)
ENTRY = Kind(
    key="entry",
    model="audits.registerentry",
    words=_("an entry of the registers"),
    find=_entry,
    readable=lambda member, _one: may(member, "audits.read_registers"),
    title=lambda one: one.name,
    url=lambda one: reverse("audits:entry", args=[one.school.slug, one.pk]),
    answers=lambda one: _somebody(one.owner, one.school),
)
SELFREVIEW = Kind(
    key="selfreview",
    model="audits.selfreview",
    words=_("a self-review"),
    find=_selfreview,
    readable=lambda member, one: may(member, "audits.read_levels", one),
    title=lambda one: one.title,
    url=lambda one: one.get_absolute_url(),
    answers=lambda one: _somebody(one.opened_by, one.school),
)
