"""What people may ask about: what is said of a subject's entitlement in a key stage."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from board.askable import Kind, number
from schools.models import Member, School
from schools.permissions import may

from .cells import Cell
from .queries.cells import cell_or_404


def _find(school: School, key: str) -> Cell | None:
    subject, _colon, stage = key.partition(":")
    if not subject.isdigit():
        return None
    try:
        return cell_or_404(school, number(subject), stage)
    except Http404:
        return None


def _answers(cell: Cell) -> list[Member | None]:
    leaders = [one.pk for one in cell.leaders]
    here = Member.objects.filter(pk__in=leaders, left_on=None).select_related("school")
    return [*here.prefetch_related("positions")]


CELL = Kind(
    key="cell",
    words=_("what pupils are entitled to"),
    find=_find,
    readable=lambda member, _cell: may(member, "audits.read_entitlement"),
    title=lambda cell: cell.title,
    url=lambda cell: reverse("audits:cell", args=[cell.school.slug, cell.number, cell.stage]),
    answers=_answers,
)
