"""How far an indicator has come, and what is said of several. Plain values, no database.

The way travelled is (latest − baseline) / (target − baseline), shown from −100 % to 150 %; where the
target is the baseline itself, the indicator was held or not held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.labels import upper_first
from schools.wording import listed

from .finding import number

LEAST, MOST = -100, 150
Knowledge = Literal["nothing", "baseline", "measured"]
Course = Literal["better", "worse", "same", ""]


@dataclass(frozen=True)
class Point:
    """A value on a day: measured, or to be reached."""

    on: date
    value: Decimal


@dataclass(frozen=True)
class Measured:
    """What is known of an indicator: `up` says whether higher is better.

    `points` are its measurements and `targets` what it shall be by when, both in any order.
    """

    up: bool
    baseline: Decimal | None = None
    baseline_on: date | None = None
    points: Sequence[Point] = ()
    targets: Sequence[Point] = ()

    @property
    def latest(self) -> Point | None:
        """The newest measurement."""
        return max(self.points, key=lambda one: one.on, default=None)

    def target_at(self, day: date) -> Point | None:
        """The target that counts on `day`: the next one, after the last its last one."""
        coming = sorted(self.targets, key=lambda one: one.on)
        return next((one for one in coming if one.on >= day), coming[-1] if coming else None)

    @property
    def knowledge(self) -> Knowledge:
        """Whether there is a measurement to compare, only where it stood at the beginning, or nothing."""
        if self.baseline is None:
            return "nothing"
        return "measured" if self.points else "baseline"

    @property
    def course(self) -> Course:
        """Whether the latest measurement is better than the baseline; "" where one of them is missing."""
        if self.baseline is None or self.latest is None:
            return ""
        return self._course(self.baseline, self.latest.value)

    def moved_within(self, first: date, last: date) -> Course:
        """How it moved between two days: the last measurement within them, against the one before them.

        Where there is none before them, the first value within them counts as that; the baseline is the
        first of all. "" where there is nothing to compare.
        """
        inside = [one for one in self.points if first <= one.on <= last]
        if not inside:
            return ""
        now = max(inside, key=lambda one: one.on)
        earlier = [one for one in self.points if one.on < now.on]
        if self.baseline is not None:
            earlier.append(Point(self.baseline_on or date.min, self.baseline))
        if not earlier:
            return ""
        before = [one for one in earlier if one.on < first]
        then = (
            max(before, key=lambda one: one.on) if before else min(earlier, key=lambda one: one.on)
        )
        return self._course(then.value, now.value)

    def _course(self, then: Decimal, now: Decimal) -> Course:
        if now == then:
            return "same"
        return "better" if (now > then) is self.up else "worse"

    def way(self, day: date) -> int | None:
        """The way travelled to the target that counts on `day`, in percent; None where it is not known
        or where the target is the baseline (`held` says what is so then).
        """
        target, latest = self.target_at(day), self.latest
        if self.baseline is None or latest is None or target is None:
            return None
        return way_travelled(self.baseline, latest.value, target.value)

    def held(self, day: date) -> bool | None:
        """Whether what was to be held was held; None where something else was wanted."""
        target, latest = self.target_at(day), self.latest
        if self.baseline is None or latest is None or target is None:
            return None
        if target.value != self.baseline:
            return None
        return latest.value >= target.value if self.up else latest.value <= target.value

    def reached(self, day: date) -> bool | None:
        """Whether the latest measurement is at the target that counts on `day`, or beyond it."""
        target, latest = self.target_at(day), self.latest
        if latest is None or target is None:
            return None
        return latest.value >= target.value if self.up else latest.value <= target.value


def way_travelled(baseline: Decimal, latest: Decimal, target: Decimal) -> int | None:
    """(latest − baseline) / (target − baseline) in percent, from −100 to 150; None where target = baseline."""
    whole = target - baseline
    if not whole:
        return None
    percent = (latest - baseline) * 100 / whole
    rounded = int(percent.to_integral_value(ROUND_HALF_UP))
    return max(LEAST, min(MOST, rounded))


@dataclass(frozen=True)
class Tally:
    """Of how many indicators how many moved the way they should, the other way, not at all, and of how many
    there is no measurement since the baseline or no baseline.
    """

    better: int = 0
    worse: int = 0
    same: int = 0
    unmeasured: int = 0
    without_baseline: int = 0

    @property
    def all(self) -> int:
        return self.better + self.worse + self.same + self.unmeasured + self.without_baseline

    @property
    def unknown(self) -> int:
        """Of how many nobody can say how they moved."""
        return self.unmeasured + self.without_baseline


def tally(indicators: Sequence[Measured]) -> Tally:
    """Count what is known of some indicators."""
    found = {"better": 0, "worse": 0, "same": 0, "unmeasured": 0, "without_baseline": 0}
    for one in indicators:
        if one.knowledge == "nothing":
            found["without_baseline"] += 1
        else:
            found[one.course or "unmeasured"] += 1
    return Tally(**found)


def headline(told: Tally) -> str:
    """What moved, and of how much nobody knows: "Five of eight indicators moved the way they should"."""
    if not told.all:
        return _("Nothing is measured yet, so nobody can say what the plan changed")
    if told.unknown == told.all:
        return _("Nothing was measured that could be compared, so nobody can say what changed")
    first = _moved(told)
    if told.unknown and not told.without_baseline:
        return ngettext(
            "%(first)s; for %(n)s nothing was measured since the baseline",
            "%(first)s; for %(n)s nothing was measured since the baseline",
            told.unknown,
        ) % {"first": first, "n": number(told.unknown)}
    if told.unknown:
        return ngettext(
            "%(first)s; for %(n)s nobody can say",
            "%(first)s; for %(n)s nobody can say",
            told.unknown,
        ) % {"first": first, "n": number(told.unknown)}
    if told.worse and told.better:
        return ngettext(
            "%(first)s; %(n)s moved the other way",
            "%(first)s; %(n)s moved the other way",
            told.worse,
        ) % {"first": first, "n": number(told.worse)}
    return first


def _moved(told: Tally) -> str:
    """How many of all moved the way they should."""
    if told.better == told.all:
        return (
            _("The one indicator moved the way it should")
            if told.all == 1
            else _("All %(n)s indicators moved the way they should") % {"n": number(told.all)}
        )
    if not told.better:
        return (
            _("The one indicator has not moved the way it should")
            if told.all == 1
            else _("None of %(n)s indicators moved the way it should") % {"n": number(told.all)}
        )
    words = {"better": upper_first(number(told.better)), "n": number(told.all)}
    return (
        ngettext(
            "%(better)s of %(n)s indicators moved the way it should",
            "%(better)s of %(n)s indicators moved the way they should",
            told.better,
        )
        % words
    )


def rest(told: Tally) -> str:
    """Those that did not move the way they should, in words: "one has no baseline"; "" where all did."""
    parts = []
    if told.worse:
        parts.append(
            ngettext("%(n)s moved the other way", "%(n)s moved the other way", told.worse)
            % {"n": number(told.worse)}
        )
    if told.same:
        parts.append(
            ngettext("%(n)s stands where it stood", "%(n)s stand where they stood", told.same)
            % {"n": number(told.same)}
        )
    if told.unmeasured:
        parts.append(
            ngettext(
                "%(n)s was not measured since its baseline",
                "%(n)s were not measured since their baseline",
                told.unmeasured,
            )
            % {"n": number(told.unmeasured)}
        )
    if told.without_baseline:
        parts.append(
            ngettext("%(n)s has no baseline", "%(n)s have no baseline", told.without_baseline)
            % {"n": number(told.without_baseline)}
        )
    return listed(parts)
