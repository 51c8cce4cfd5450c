"""What has to be bought again, and when. Plain values, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Bought:
    """Something planned for an academic year, in pence, that lasts so many years."""

    text: str
    year: int
    pence: int
    lasts: int


@dataclass(frozen=True)
class Again:
    """What falls due in an academic year: the sum in pence, and what it is for."""

    year: int
    pence: int
    things: tuple[tuple[str, int], ...]


def replacements(bought: Iterable[Bought], first: int, years: int) -> list[Again]:
    """What has to be bought again in each of `years` academic years from `first`, at the price planned.

    Something that lasts five years and is bought in 2026 falls due in 2031, 2036 and so on.
    """
    due: dict[int, list[tuple[str, int]]] = {year: [] for year in range(first, first + years)}
    for one in bought:
        if one.lasts < 1:
            continue
        for year in range(one.year + one.lasts, first + years, one.lasts):
            if year in due:
                due[year].append((one.text, one.pence))
    return [
        Again(year, sum(pence for _text, pence in things), tuple(things))
        for year, things in due.items()
    ]
