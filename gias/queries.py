"""Finding a school in the register."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, Value, When

from .models import Establishment
from .words import words_of

MOST = 8
FEWEST_LETTERS = 3


def is_here() -> bool:
    """Whether the register has been brought in, so that looking in it makes sense; one query."""
    return Establishment.objects.exists()


def with_urn(urn: str) -> Establishment | None:
    """The school of that number; one query."""
    return Establishment.objects.filter(urn=urn).first()


def find(typed: str, most: int = MOST) -> list[Establishment]:
    """The schools that the words typed can mean: by number, or by the beginnings of words of name and place.

    Open ones first, then those whose name begins with what was typed. Fewer than three letters find nothing. One query.
    """
    words = words_of(typed)
    if sum(len(word) for word in words) < FEWEST_LETTERS:
        return []
    every = Q()
    for word in words[:8]:
        every &= Q(words__contains=f" {word}")
    if len(words) == 1 and words[0].isdigit():
        every |= Q(urn__startswith=words[0])
    begins = When(words__startswith=f" {' '.join(words)}", then=Value(0))
    return list(
        Establishment.objects.filter(every)
        .annotate(place=Case(begins, default=Value(1), output_field=IntegerField()))
        .order_by("closed", "place", "name", "urn")[:most]
    )
