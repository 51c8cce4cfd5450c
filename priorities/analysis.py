"""The arithmetic of a priority review, on plain values.

Ratings are whole points from 1 to 5; `None` stands for "can't say" or no answer. A table of
ratings is participants × duties: one row a participant, one place a duty.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

POINTS = 5
STEP = 5
SMALLEST_GROUP = 3

Rating = int | None
Table = Sequence[Sequence[Rating]]


def median_influence(ratings: Sequence[Rating]) -> float | None:
    """The median of one duty's ratings, 1 to 5 in halves; None when nobody rated it.

    For an even number of ratings it is the midpoint of the two middle ones.
    """
    given = sorted(one for one in ratings if one is not None)
    if not given:
        return None
    middle = len(given) // 2
    if len(given) % 2:
        return float(given[middle])
    return (given[middle - 1] + given[middle]) / 2


def mean_influence(ratings: Sequence[Rating]) -> float | None:
    """The mean of one duty's ratings; it only orders duties with the same median."""
    given = [one for one in ratings if one is not None]
    return sum(given) / len(given) if given else None


def consensus(ratings: Sequence[Rating]) -> float | None:
    """How alike the ratings of one duty are: 0 split to the ends, 1 all the same.

    Cns = 1 + Σ p·log2(1 − |X − μ| / (k − 1)) over the points that somebody gave, with k = 5
    points, p the share of a point and μ the mean. None with fewer than two ratings.

    Source: W. J. Tastle and M. J. Wierman, "Consensus and dissention: a measure of ordinal
    dispersion", International Journal of Approximate Reasoning 45 (2007), 531–545.
    """
    given = [one for one in ratings if one is not None]
    if len(given) < 2:
        return None
    mean = sum(given) / len(given)
    dissent = sum(
        number / len(given) * math.log2(1 - abs(point - mean) / (POINTS - 1))
        for point, number in Counter(given).items()
    )
    return min(1.0, max(0.0, 1 + dissent))


@dataclass(frozen=True)
class Agreement:
    """How far the raters order the duties alike.

    `w` is Kendall's W from 0 to 1, or None: with fewer than two raters who rated every duty, with
    fewer than two duties, or (`flat`) when none of them set one duty above another. `raters`
    counts who rated every duty, `left_out` who rated only some.
    """

    w: float | None
    raters: int
    left_out: int
    flat: bool = False


def _midranks(row: Sequence[int]) -> tuple[list[float], int]:
    """The ranks of one rater's ratings, ties sharing their mean, and T = Σ(t³ − t)."""
    counts = [0] * (POINTS + 1)
    for one in row:
        counts[one] += 1
    rank_of, below, ties = [0.0] * (POINTS + 1), 0, 0
    for point, number in enumerate(counts):
        rank_of[point] = below + (number + 1) / 2
        below += number
        ties += number**3 - number
    return [rank_of[one] for one in row], ties


def kendalls_w(ratings: Table) -> Agreement:
    """Kendall's coefficient of concordance with correction for ties.

    W = 12·S / (m²(n³ − n) − m·ΣT) for m raters and n duties, with S the squared deviations of
    the duties' rank sums from their mean. Only raters who rated every duty count.

    Source: M. G. Kendall and J. D. Gibbons, Rank Correlation Methods, 5th edition (1990),
    chapter 6.
    """
    whole = [[one for one in row if one is not None] for row in ratings if None not in row]
    started = sum(any(one is not None for one in row) for row in ratings)
    m, n = len(whole), len(ratings[0]) if ratings else 0
    if m < 2 or n < 2:
        return Agreement(None, m, started - m)
    sums, ties = [0.0] * n, 0
    for row in whole:
        ranks, tied = _midranks(row)
        ties += tied
        for place, rank in enumerate(ranks):
            sums[place] += rank
    possible = m * m * (n**3 - n) - m * ties
    if possible == 0:
        return Agreement(None, m, started - m, flat=True)
    mean = m * (n + 1) / 2
    return Agreement(12 * sum((one - mean) ** 2 for one in sums) / possible, m, started - m)


@dataclass(frozen=True)
class Share:
    """One area's share of all influence and of all time (0 to 1), and its gap in points.

    `gap` is time − influence in percentage points; without any minutes `time` and `gap` are None.
    """

    area: str
    influence: float
    time: float | None
    gap: float | None


def shares(
    areas: Sequence[str], medians: Sequence[float | None], minutes: Sequence[int | None]
) -> list[Share]:
    """The areas' shares, in the order in which the areas first stand; places are duties.

    The influence of an area is Σ (median − 1) over its rated duties; where every median is 1,
    each rated duty counts the same. Duties that nobody rated have no influence to share.
    """
    weights = [0.0 if one is None else one - 1 for one in medians]
    if not any(weights):
        weights = [0.0 if one is None else 1.0 for one in medians]
    influence: dict[str, float] = dict.fromkeys(areas, 0.0)
    time: dict[str, int] = dict.fromkeys(areas, 0)
    for area, weight, spent in zip(areas, weights, minutes, strict=True):
        influence[area] += weight
        time[area] += spent or 0
    all_influence, all_time = sum(influence.values()), sum(time.values())
    found = []
    for area in influence:
        part = influence[area] / all_influence if all_influence else 0.0
        spent_part = time[area] / all_time if all_time else None
        gap = None if spent_part is None else (spent_part - part) * 100
        found.append(Share(area, part, spent_part, gap))
    return found


class Quadrant(StrEnum):
    """Where a duty stands in the field of influence and time."""

    PROTECT = "protect"
    DO_MORE = "do_more"
    SIMPLIFY = "simplify"
    LET_BE = "let_be"


def quadrant(
    median: float | None, minutes: int | None, mean_minutes: float | None, high: float = 4
) -> Quadrant | None:
    """The quadrant of a duty; None where its influence or its minutes are not known.

    High influence is a median of at least `high`; high time is more than the mean minutes.
    """
    if median is None or minutes is None or mean_minutes is None:
        return None
    if median >= high:
        return Quadrant.PROTECT if minutes > mean_minutes else Quadrant.DO_MORE
    return Quadrant.SIMPLIFY if minutes > mean_minutes else Quadrant.LET_BE


@dataclass(frozen=True)
class Fit:
    """Minutes a week for each duty that add up to a capacity.

    `free` is what the ceilings leave unused. `short` is how many minutes are missing to meet the
    floors; then it cannot be done and `minutes` holds the floors.
    """

    minutes: list[int]
    free: int = 0
    short: int = 0


def fit_to_capacity(
    medians: Sequence[float | None],
    capacity: int,
    floors: Sequence[int] | None = None,
    ceilings: Sequence[int] | None = None,
) -> Fit:
    """Share `capacity` minutes a week between duties by their influence.

    The weight of a duty is its median − 1. Duties of weight 0 stay at their floor, the others
    get clamp(λ·weight, floor, ceiling) with the λ at which all add up to the capacity
    (water-filling), rounded to 5 minutes by largest remainder. Floors are taken up and ceilings
    down to the next 5 minutes.

    Raises:
        ValueError: a capacity or floor below 0, or a floor above its ceiling.
    """
    n = len(medians)
    room = capacity // STEP
    low = [-(-one // STEP) for one in (floors or [0] * n)]
    high = [one // STEP for one in (ceilings or [capacity] * n)]
    if capacity < 0 or any(one < 0 for one in low):
        raise ValueError("Minutes cannot be below 0.")
    if any(a > b for a, b in zip(low, high, strict=True) if ceilings):
        raise ValueError("A floor is above its ceiling, in steps of 5 minutes.")
    if sum(low) > room:
        return Fit([one * STEP for one in low], short=sum(low) * STEP - capacity)
    weights = [
        Fraction(0) if one is None else Fraction(one).limit_denominator(2) - 1 for one in medians
    ]
    exact = _filled(weights, low, high, room)
    units = [math.floor(one) for one in exact]
    spare = min(room, math.ceil(sum(exact))) - sum(units)
    by_remainder = sorted(range(n), key=lambda i: (units[i] - exact[i], -weights[i], i))
    for place in by_remainder[:spare]:
        units[place] += 1
    return Fit([one * STEP for one in units], free=capacity - sum(units) * STEP)


def _filled(
    weights: Sequence[Fraction], low: Sequence[int], high: Sequence[int], room: int
) -> list[Fraction]:
    """clamp(λ·weight, low, high) for the λ at which they add up to `room`, or all at their high."""

    def at(level: Fraction) -> list[Fraction]:
        return [
            Fraction(a) if not w else min(max(level * w, Fraction(a)), Fraction(b))
            for w, a, b in zip(weights, low, high, strict=True)
        ]

    bends = sorted(
        {Fraction(a) / w for w, a in zip(weights, low, strict=True) if w}
        | {Fraction(b) / w for w, b in zip(weights, high, strict=True) if w}
    )
    start, end = 0, len(bends)
    while start < end:  # the first bend at which there is no room left
        middle = (start + end) // 2
        if sum(at(bends[middle])) < room:
            start = middle + 1
        else:
            end = middle
    if start == len(bends):
        return at(bends[-1]) if bends else at(Fraction(0))
    above = at(bends[start])
    if start == 0:
        return above
    below = at(bends[start - 1])
    rise = sum(above) - sum(below)
    level = bends[start - 1] + (bends[start] - bends[start - 1]) * (room - sum(below)) / rise
    return at(level)


def groups_to_show(groups: Mapping[str, int], raters: int, all_consent: bool = False) -> list[str]:
    """The groups of raters whose medians may be shown without unmasking anybody.

    `groups` counts the raters of each, `raters` all of them. A group needs at least three, and
    those outside it at least three or none; or everybody concerned consents.
    """
    return [
        name
        for name, size in groups.items()
        if size
        and (
            all_consent
            or (size >= SMALLEST_GROUP and (raters - size == 0 or raters - size >= SMALLEST_GROUP))
        )
    ]


@dataclass(frozen=True)
class DutyResult:
    """What the ratings say of one duty.

    `counts` holds how many gave 1, 2, 3, 4, 5; `split` is (1 − consensus)·(median − 1)/4, what
    the agenda is ordered by; `minutes` are a week, of all coordinators together.
    """

    place: int
    counts: tuple[int, ...]
    cannot_say: int
    median: float | None
    mean: float | None
    consensus: float | None
    split: float
    minutes: int | None
    quadrant: Quadrant | None

    @property
    def raters(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Analysis:
    """A whole review: each duty's result in the given order, and what stands over all of them.

    `ranking` and `agenda` hold places of duties, the most influential and the most split first.
    """

    duties: list[DutyResult]
    agreement: Agreement
    shares: list[Share]
    mean_minutes: float | None
    ranking: list[int]
    agenda: list[int]


def analyse(
    ratings: Table,
    areas: Sequence[str],
    minutes: Sequence[int | None],
    high: float = 4,
) -> Analysis:
    """All of a review's figures, in time linear in the ratings.

    `ratings` is participants × duties, `areas` and `minutes` one place a duty. Nobody's rating can
    be told from the result where a duty has many; whoever shows it minds the small groups.
    """
    columns: list[Sequence[Rating]] = list(zip(*ratings, strict=True)) if ratings else []
    columns = columns or [() for _one in areas]
    medians = [median_influence(column) for column in columns]
    known = [
        spent
        for spent, median in zip(minutes, medians, strict=True)
        if spent is not None and median is not None
    ]
    mean_minutes = sum(known) / len(known) if any(known) else None
    duties = []
    for place, column in enumerate(columns):
        median, alike = medians[place], consensus(column)
        counts = Counter(column)
        duties.append(
            DutyResult(
                place,
                tuple(counts[point] for point in range(1, POINTS + 1)),
                counts[None],
                median,
                mean_influence(column),
                alike,
                (1 - (1 if alike is None else alike)) * ((median or 1) - 1) / (POINTS - 1),
                minutes[place],
                quadrant(median, minutes[place], mean_minutes, high),
            )
        )
    ranking = sorted(
        range(len(duties)),
        key=lambda i: (-(duties[i].median or 0), -(duties[i].mean or 0), i),
    )
    rank = {place: number for number, place in enumerate(ranking)}
    agenda = sorted(range(len(duties)), key=lambda i: (-duties[i].split, rank[i]))
    return Analysis(
        duties, kendalls_w(ratings), shares(areas, medians, minutes), mean_minutes, ranking, agenda
    )
