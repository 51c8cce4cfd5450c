"""What a school can publish to a group, topic by topic: which figures, and how a table shows them. Plain values.

The figures of a topic are a flat table of words to numbers, days (ISO) or nothing, made by `groups.figures`.
Nothing in them is a name, and nothing is anybody's words.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.selfreview_library import selfreview_library
from devplan import years as academic_years
from devplan.models import CostKind
from roles.library import fill
from schools.labels import LABELS, upper_first

Value = int | float | str | None
Figures = Mapping[str, Value]
Unit = Literal["number", "percent", "pence", "day", "level"]


@dataclass(frozen=True)
class Column:
    """A column: its title, its unit, a school's value, and the value of all of them together, where there is one."""

    title: str
    unit: Unit
    value: Callable[[Figures], Value]
    together: Callable[[Sequence[Figures]], Value] | None = None


@dataclass(frozen=True)
class Topic:
    """Something that a school publishes or does not; `columns` lays out the figures of several schools."""

    key: str
    title: str | Promise
    about: str | Promise
    columns: Callable[[Sequence[Figures]], list[Column]]


def _number(figures: Figures, name: str) -> int:
    value = figures.get(name)
    return value if isinstance(value, int) else 0


def _added(name: str, title: str, unit: Unit = "number") -> Column:
    """A figure that adds up."""
    return Column(
        title,
        unit,
        lambda one: _number(one, name) if name in one else None,
        lambda every: sum(_number(one, name) for one in every),
    )


def _share(part: str, whole: str, title: str) -> Column:
    """One figure in per cent of another, of one school or of all that it adds up to."""

    def of(every: Iterable[Figures]) -> Value:
        rows = list(every)
        all_of_it = sum(_number(one, whole) for one in rows)
        if not all_of_it:
            return None
        return round(100 * sum(_number(one, part) for one in rows) / all_of_it)

    return Column(title, "percent", lambda one: of([one]), of)


def _day(name: str, title: str) -> Column:
    return Column(title, "day", lambda one: one.get(name))


def _level(name: str, title: str) -> Column:
    """A level; of several schools the median of those that have one."""

    def middle(every: Sequence[Figures]) -> Value:
        levels = [_number(one, name) for one in every if one.get(name)]
        return float(median(levels)) if levels else None

    return Column(title, "level", lambda one: one.get(name), middle)


def _entitlement(every: Sequence[Figures]) -> list[Column]:
    return [
        _share("met", "statements", _("Statements met")),
        _share("secured", "parts", _("Parts secured")),
        _added("met", _("Met")),
        _added("partly", _("Partly")),
        _added("not_yet", _("Not yet")),
        _added("statements", _("Asked")),
    ]


def _plan(every: Sequence[Figures]) -> list[Column]:
    return [
        _share("well", "actions", _("Done or on track")),
        _added("done", _("Done")),
        _added("green", _("On track")),
        _added("amber", _("Need a word")),
        _added("red", _("Late")),
        _added("actions", _("Actions")),
    ]


def _money(every: Sequence[Figures]) -> list[Column]:
    """Planned and spent of each year, then of each kind over all years."""
    found = []
    years = sorted({name.split(":")[0] for one in every for name in one if name[:1].isdigit()})
    for year in years:
        called = {"year": academic_years.name(int(year))}
        found.append(_added(f"{year}:planned", _("%(year)s planned") % called, "pence"))
        found.append(_added(f"{year}:spent", _("%(year)s spent") % called, "pence"))
    return found


def _kinds(every: Sequence[Figures]) -> list[Column]:
    found = []
    for kind in CostKind:
        called = {"kind": str(kind.label).capitalize()}
        found.append(_added(f"{kind}:planned", _("%(kind)s planned") % called, "pence"))
        found.append(_added(f"{kind}:spent", _("%(kind)s spent") % called, "pence"))
    return found


def _levels(every: Sequence[Figures]) -> list[Column]:
    """Each strand's level, then the day; together the median of those that have one.

    A strand that is not the product's is called by its key: whoever offers it knows its name (`rollup.own_titles`).
    """
    names = dict.fromkeys(name for one in every for name in one if name != "agreed_on")
    known = selfreview_library().strand
    titles = {
        name: upper_first(fill(one.title, LABELS)) if (one := known(name)) else name
        for name in names
    }
    columns = [_level(name, title) for name, title in titles.items()]
    return [*columns, _day("agreed_on", _("Agreed"))]


def _load(every: Sequence[Figures]) -> list[Column]:
    return [
        _share("minutes", "release", _("Of the release time")),
        _added("minutes", _("Duties, minutes a week")),
        _added("release", _("Release time, minutes a week")),
    ]


def _agreed(every: Sequence[Figures]) -> list[Column]:
    return [
        _share("roles_agreed", "roles", _("Roles agreed")),
        _added("roles_agreed", _("Agreed")),
        _added("roles", _("Roles")),
        _day("last_agreed_on", _("Last agreed")),
        _day("vision_on", _("Vision written")),
        _day("vision_review_on", _("Vision to review by")),
    ]


TOPICS: dict[str, Topic] = {
    one.key: one
    for one in (
        Topic(
            "entitlement",
            gettext_lazy("Pupils’ entitlement"),
            gettext_lazy(
                "How many statements are met, partly met or not yet, and how many parts are signed and secured. "
                "No subject is named, nor who signed."
            ),
            _entitlement,
        ),
        Topic(
            "plan",
            gettext_lazy("Actions of the plan"),
            gettext_lazy(
                "How many are done, on track, in need of a word, and late. No action is named."
            ),
            _plan,
        ),
        Topic(
            "money",
            gettext_lazy("Money by year"),
            gettext_lazy("What the plan in force plans, and what is spent of it, year by year."),
            _money,
        ),
        Topic(
            "kinds",
            gettext_lazy("Money by what it is for"),
            gettext_lazy("The same money by kind: equipment, content, training, time, services."),
            _kinds,
        ),
        Topic(
            "levels",
            gettext_lazy("Levels of the self-review"),
            gettext_lazy(
                "The level agreed for each strand in the last self-review that was agreed as a whole."
            ),
            _levels,
        ),
        Topic(
            "load",
            gettext_lazy("Time to coordinate"),
            gettext_lazy(
                "What the coordinators’ duties take as agreed, against the release time they are given. Where "
                "one person coordinates, this says how much that person carries."
            ),
            _load,
        ),
        Topic(
            "agreed",
            gettext_lazy("Vision and roles"),
            gettext_lazy(
                "When the vision was written, how many roles are agreed, and when one was last."
            ),
            _agreed,
        ),
    )
}


def digest(figures: Mapping[str, Figures]) -> str:
    """A short text that changes when any figure does."""
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()[:20]


def day_of(value: Value) -> datetime.date | None:
    """A day as it is kept in figures."""
    return datetime.date.fromisoformat(value) if isinstance(value, str) and value else None
