"""What a review found, as plain values: read from the ratings, or from what was kept when it was agreed.

Places stand for duties throughout: the first value of each tuple belongs to the first duty.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .analysis import (
    Agreement,
    Analysis,
    DutyResult,
    Quadrant,
    Rating,
    Share,
)


@dataclass(frozen=True)
class RatedDuty:
    """A duty in the words it was rated in. `pk` is the review's duty, `duty` the school's."""

    pk: int
    duty: int
    text: str
    label: str
    area: str
    floor: int | None = None
    ceiling: int | None = None


@dataclass(frozen=True)
class Remark:
    """A comment on a duty; `name` and `participant` only where its author consents to be named."""

    text: str
    participant: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Coordinator:
    """A coordinator's release time (`capacity`) and what each duty takes, in minutes a week."""

    participant: int
    name: str
    capacity: int | None
    minutes: tuple[int | None, ...]

    @property
    def total(self) -> int:
        return sum(one or 0 for one in self.minutes)


@dataclass(frozen=True)
class Group:
    """The medians of those who rate from one position, where they may be shown."""

    kind: str
    raters: int
    medians: tuple[float | None, ...]


@dataclass(frozen=True)
class RoundOutcome:
    """What one revealed round says.

    `table` is raters × duties in an order that tells nobody who is who; `raters` names their
    participations only if all of them consent. `minutes_of` holds the coordinators' minutes.
    `groups` are the positions that may stand side by side, of `all_groups` that rated.
    """

    number: int
    revealed_on: str
    asked: int
    typed_in: int
    table: tuple[tuple[Rating, ...], ...]
    raters: tuple[int, ...] | None
    coordinators: tuple[Coordinator, ...]
    remarks: tuple[tuple[Remark, ...], ...]
    carriers: tuple[dict[str, int], ...]
    groups: tuple[Group, ...]
    all_groups: int
    analysis: Analysis

    @property
    def rated(self) -> int:
        """How many people rated at least one duty."""
        return len(self.table)


@dataclass(frozen=True)
class Previous:
    """The review before this one: the medians of the duties that both have."""

    title: str
    on: str
    medians: tuple[float | None, ...]


@dataclass(frozen=True)
class Results:
    """All that the pages of a revealed review show; `shown` is the round that was asked for.

    `names` are of the raters where all consent, by participation.
    """

    duties: tuple[RatedDuty, ...]
    rounds: tuple[RoundOutcome, ...]
    number: int
    previous: Previous | None
    names: Mapping[int, str]
    high: float = 4

    @property
    def shown(self) -> RoundOutcome:
        return next(one for one in self.rounds if one.number == self.number)

    @property
    def before(self) -> RoundOutcome | None:
        """The round before the one that is shown."""
        return next((one for one in self.rounds if one.number == self.number - 1), None)

    @property
    def analysis(self) -> Analysis:
        return self.shown.analysis

    @property
    def capacity(self) -> int:
        """The release time of all coordinators together, minutes a week."""
        return sum(one.capacity or 0 for one in self.shown.coordinators)


def results_as_plain(results: Results) -> dict[str, Any]:
    """The results as plain JSON values, names left out: people stay references."""
    plain: dict[str, Any] = dataclasses.asdict(dataclasses.replace(results, names={}))
    plain["number"] = results.rounds[-1].number
    for one in plain["rounds"]:
        for person in one["coordinators"]:
            person["name"] = ""
        for remarks in one["remarks"]:
            for remark in remarks:
                remark["name"] = ""
    return plain


def without_names(plain: Mapping[str, Any], consenting: Collection[int]) -> dict[str, Any]:
    """The same plain results, in which raters and authors of remarks stand only where they consent.

    `consenting` are participations. Raters are named together or not at all.
    """
    rounds = []
    for one in plain["rounds"]:
        named = one["raters"] and all(pk in consenting for pk in one["raters"])
        remarks = [
            [
                each if each["participant"] in consenting else {**each, "participant": None}
                for each in remarks
            ]
            for remarks in one["remarks"]
        ]
        rounds.append({**one, "raters": one["raters"] if named else None, "remarks": remarks})
    return {**plain, "rounds": rounds}


def people_in(plain: Mapping[str, Any]) -> set[int]:
    """The participations whose names the kept results show."""
    found: set[int] = set()
    for one in plain["rounds"]:
        found |= {person["participant"] for person in one["coordinators"]}
        found |= set(one["raters"] or ())
        found |= {r["participant"] for remarks in one["remarks"] for r in remarks} - {None}
    return found


def results_from_plain(
    plain: Mapping[str, Any], names: Mapping[int, str], number: int | None = None
) -> Results:
    """The results that `results_as_plain` kept, with the round `number`, or the last, shown.

    `names` by participation, of the coordinators and of those who consent to be named.

    Raises:
        KeyError: there is no such round.
    """
    rounds = tuple(_round(one, names) for one in plain["rounds"])
    wanted = plain["number"] if number is None else number
    if wanted not in {one.number for one in rounds}:
        raise KeyError(wanted)
    previous = plain["previous"]
    return Results(
        tuple(RatedDuty(**one) for one in plain["duties"]),
        rounds,
        wanted,
        previous and Previous(previous["title"], previous["on"], tuple(previous["medians"])),
        {pk: names[pk] for one in rounds for pk in one.raters or () if pk in names},
        plain["high"],
    )


def _round(plain: Mapping[str, Any], names: Mapping[int, str]) -> RoundOutcome:
    raters = plain["raters"]
    return RoundOutcome(
        **{key: plain[key] for key in ("number", "revealed_on", "asked", "typed_in", "all_groups")},
        table=tuple(tuple(row) for row in plain["table"]),
        raters=tuple(raters) if raters and all(pk in names for pk in raters) else None,
        coordinators=tuple(
            Coordinator(
                one["participant"],
                names.get(one["participant"], ""),
                one["capacity"],
                tuple(one["minutes"]),
            )
            for one in plain["coordinators"]
        ),
        remarks=tuple(
            tuple(
                Remark(one["text"], one["participant"], names[one["participant"]])
                if one["participant"] in names
                else Remark(one["text"])
                for one in remarks
            )
            for remarks in plain["remarks"]
        ),
        carriers=tuple(plain["carriers"]),
        groups=tuple(
            Group(one["kind"], one["raters"], tuple(one["medians"])) for one in plain["groups"]
        ),
        analysis=_analysis(plain["analysis"]),
    )


def _analysis(plain: Mapping[str, Any]) -> Analysis:
    return Analysis(
        [
            DutyResult(
                **{
                    **one,
                    "counts": tuple(one["counts"]),
                    "quadrant": one["quadrant"] and Quadrant(one["quadrant"]),
                }
            )
            for one in plain["duties"]
        ],
        Agreement(**plain["agreement"]),
        [Share(**one) for one in plain["shares"]],
        plain["mean_minutes"],
        list(plain["ranking"]),
        list(plain["agenda"]),
    )
