"""Putting things into another order, by a step or by typing places. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def stepped(items: Sequence[T], item: T, by: int) -> list[T]:
    """`items` with `item` moved by so many places (-1 is up), at most to an end.

    Raises:
        ValueError: `item` is not one of them.
    """
    rest = list(items)
    place = rest.index(item)
    rest.pop(place)
    rest.insert(min(max(place + by, 0), len(rest)), item)
    return rest


def placed(items: Sequence[T], places: Mapping[T, int]) -> list[T]:
    """`items` with those that `places` names put where it says, counted from 1.

    What is named at the place it has does not move of itself, the others keep their order. A place
    beyond an end means that end; of two at one place the one that stood first comes first.
    """
    moved = [one for place, one in enumerate(items, start=1) if places.get(one, place) != place]
    rest = [one for one in items if one not in moved]
    for one in sorted(moved, key=lambda item: places[item]):
        rest.insert(min(max(places[one] - 1, 0), len(rest)), one)
    return rest
