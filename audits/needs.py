"""The arithmetic of training needs: heat by area and group, and whom it may show. No Django.

A figure is shown for at least `LEAST` people, and only where what is left over is nobody or at least as
many: else it could be worked out from the others. For an area only those count who answered all of it, so
that each figure in it is of the same people.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LEAST = 3
SURE = 3
SECONDS_EACH = 12
# The step from which on staff do something by themselves: an area below it is a need.
NO_NEED = 3
OTHERS = "others"


@dataclass(frozen=True)
class Reply:
    """What one person said to one question; confidence is 1 to 4, None where they did not say."""

    person: int
    question: int
    confidence: int | None
    helps: bool = False
    wants: bool = False


@dataclass
class Tally:
    """A sum of replies: of how many people, how many answers, their points, how many are sure (3 or 4).

    `wants` counts people who want training.
    """

    people: int = 0
    answers: int = 0
    points: int = 0
    sure: int = 0
    wants: int = 0

    def add(self, replies: Sequence[Reply]) -> None:
        """Count one person's replies."""
        self.people += 1
        for one in replies:
            if one.confidence is not None:
                self.answers += 1
                self.points += one.confidence
                self.sure += one.confidence >= SURE
        self.wants += any(one.wants for one in replies)

    @property
    def mean(self) -> float | None:
        """The mean confidence, 1 to 4; None of nobody."""
        return self.points / self.answers if self.answers else None


@dataclass(frozen=True)
class Line:
    """One area or question: a tally for each group (None where it may not be shown), and of everybody."""

    key: str
    groups: tuple[Tally | None, ...]
    total: Tally | None


@dataclass(frozen=True)
class Heat:
    """Lines by groups. `merged` are the groups that stand together as `OTHERS`."""

    groups: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    areas: tuple[Line, ...] = ()
    questions: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    people: int = 0


def minutes_for(statements: int) -> int:
    """How many minutes so many statements take, told honestly: twelve seconds each, rounded up."""
    return -(-statements * SECONDS_EACH // 60)


def level(mean: float | None) -> int:
    """The step of the four that a mean confidence stands for; 0 of nobody."""
    if mean is None:
        return 0
    return 1 + sum(mean >= edge for edge in (1.75, 2.5, 3.25))


def kept(counts: Sequence[int], least: int = LEAST) -> list[bool]:
    """Which of these groups may be shown, so that nobody can be worked out from their total.

    Hidden are groups of fewer than `least`; and where these together are too few as well, the smallest
    of the others with them.
    """
    shown = [many >= least for many in counts]
    hidden = sum(many for many, one in zip(counts, shown, strict=True) if not one)
    while 0 < hidden < least and any(shown):
        smallest = min(
            (place for place, one in enumerate(shown) if one), key=lambda place: counts[place]
        )
        shown[smallest] = False
        hidden += counts[smallest]
    return shown


def merge(sizes: Mapping[str, int], least: int = LEAST) -> dict[str, str]:
    """The group under which each group is shown: small ones stand together as `OTHERS`."""
    small = [name for name, many in sizes.items() if many < least]
    rest = sum(sizes[name] for name in small)
    large = sorted((name for name in sizes if name not in small), key=lambda name: sizes[name])
    while 0 < rest < least and large:
        moved = large.pop(0)
        small.append(moved)
        rest += sizes[moved]
    return {name: OTHERS if name in small else name for name in sizes}


def complete(
    areas: Mapping[str, Sequence[int]], replies: Iterable[Reply]
) -> dict[str, dict[int, list[Reply]]]:
    """By area and person the replies of those who answered all of it."""
    area_of = {question: area for area, questions in areas.items() for question in questions}
    found: dict[str, dict[int, list[Reply]]] = {area: defaultdict(list) for area in areas}
    for one in replies:
        if one.confidence is not None and one.question in area_of:
            found[area_of[one.question]][one.person].append(one)
    return {
        area: {
            person: said for person, said in people.items() if len(said) == len(set(areas[area]))
        }
        for area, people in found.items()
    }


def heat(
    areas: Mapping[str, Sequence[int]],
    group_of: Mapping[int, str],
    order: Sequence[str],
    replies: Iterable[Reply],
) -> Heat:
    """The heat of `areas` (their questions) by groups of people, in `order`."""
    said = complete(areas, replies)
    counted = {person for people in said.values() for person in people if person in group_of}
    sizes = dict.fromkeys(order, 0)
    for person in counted:
        sizes[group_of[person]] = sizes.get(group_of[person], 0) + 1
    sizes = {name: many for name, many in sizes.items() if many}
    under = merge(sizes)
    merged = tuple(name for name, to in under.items() if to == OTHERS)
    names = [name for name, to in under.items() if to != OTHERS] + ([OTHERS] if merged else [])
    place = {name: number for number, name in enumerate(names)}
    column = {person: place[under[group_of[person]]] for person in counted}
    lines, questions = [], {}
    for area, wanted in areas.items():
        people = {person: each for person, each in said[area].items() if person in column}
        tallies = [Tally() for _name in names]
        single = {question: [Tally() for _name in names] for question in wanted}
        for person, each in people.items():
            tallies[column[person]].add(each)
            for one in each:
                single[one.question][column[person]].add([one])
        lines.append(_line(area, tallies))
        questions[area] = tuple(_line(str(key), single[key]) for key in wanted)
    return Heat(tuple(names), merged, tuple(lines), questions, len(counted))


def _line(key: str, tallies: list[Tally]) -> Line:
    """A line with what may not be shown left out."""
    shown = kept([one.people for one in tallies])
    total = Tally()
    for one in tallies:
        for name in ("people", "answers", "points", "sure", "wants"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
    groups = tuple(
        tally if may and tally.people else None for tally, may in zip(tallies, shown, strict=True)
    )
    return Line(key, groups, total if total.people >= LEAST else None)


@dataclass(frozen=True)
class Change:
    """What a training changed in one statement: of how many people, their means, how many rose or fell."""

    people: int
    before: float
    after: float
    rose: int
    fell: int

    @property
    def by(self) -> float:
        """By how much the mean moved."""
        return self.after - self.before


def change(pairs: Sequence[tuple[int, int]], least: int = LEAST) -> Change | None:
    """The change of (before, after) pairs, one a person; None of too few."""
    if len(pairs) < least:
        return None
    many = len(pairs)
    return Change(
        many,
        sum(before for before, _after in pairs) / many,
        sum(after for _before, after in pairs) / many,
        sum(after > before for before, after in pairs),
        sum(after < before for before, after in pairs),
    )


@dataclass(frozen=True)
class Stood:
    """How an area stood in a round that ended on a day: `pk` is its first question there, `mean` the confidence
    of those who finished the area, None of too few.
    """

    pk: int
    area: str
    audit: int
    on: datetime.date
    mean: float | None


@dataclass(frozen=True)
class Need:
    """An area of which staff were not sure: the round that found so, the last that did, the one that ended it."""

    first: Stood
    latest: Stood
    closed: Stood | None = None


def needs_of(stood: Iterable[Stood]) -> list[Need]:
    """The needs that rounds found, the oldest round first: those that have ended, then those that are open.

    A need begins below `NO_NEED` and ends at it; a round that too few finished changes nothing.
    """
    going: dict[str, Need] = {}
    ended: list[Need] = []
    for one in stood:
        if one.mean is None:
            continue
        need = going.get(one.area)
        if level(one.mean) < NO_NEED:
            going[one.area] = Need(need.first if need else one, one)
        elif need is not None:
            ended.append(Need(need.first, need.latest, one))
            del going[one.area]
    return [*ended, *going.values()]
