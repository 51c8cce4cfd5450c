"""What a group sees of its schools: what each has published, topic by topic, and what that comes to together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from roles.library import fill
from schools.labels import LABELS, upper_first
from schools.models import School
from schools.money import pounds

from ..models import Affiliation, Group, Published
from ..topics import TOPICS, Column, Figures, Topic, Unit, Value, day_of


@dataclass(frozen=True)
class Cell:
    """A value as people read it, and as a spreadsheet takes it; `number` where it stands at the right."""

    title: str
    words: str
    raw: float | datetime.date | str | None
    number: bool


@dataclass(frozen=True)
class Row:
    """A school's figures of one topic, and the day they are of."""

    school: School
    taken_on: datetime.date
    cells: list[Cell]


@dataclass(frozen=True)
class Section:
    """One topic over all schools of a group: a row for each that publishes it, and all of these together."""

    topic: Topic
    columns: list[Column]
    rows: list[Row]
    together: list[Cell]
    schools: int

    @property
    def reading(self) -> str:
        """How many publish it: "12 of 40 schools publish this"."""
        if not self.rows:
            return _("No school publishes this.")
        words = {"n": len(self.rows), "all": self.schools}
        if self.schools == 1:
            return _("The group’s one school publishes this.")
        if len(self.rows) == self.schools:
            return _("All %(all)s schools publish this.") % words
        if len(self.rows) == 1:
            return _("1 of %(all)s schools publishes this.") % words
        return _("%(n)s of %(all)s schools publish this.") % words

    @property
    def latest(self) -> datetime.date | None:
        """The newest day that any of the figures are of."""
        return max((row.taken_on for row in self.rows), default=None)


@dataclass(frozen=True)
class Rollup:
    """All topics of a group in their order, and its schools by name."""

    schools: list[School]
    sections: list[Section]

    @property
    def filled(self) -> list[Section]:
        return [one for one in self.sections if one.rows]

    @property
    def empty(self) -> list[Section]:
        return [one for one in self.sections if not one.rows]

    @property
    def latest(self) -> datetime.date | None:
        """The newest day that any figure is of."""
        return max((one.latest for one in self.filled if one.latest), default=None)


def rollup(group: Group) -> Rollup:
    """What the schools of a group publish to it: two queries, however many there are; three with strands of its own."""
    with scopes_disabled():
        joined = list(
            Affiliation.objects.filter(group=group, joined_on__isnull=False)
            .select_related("school")
            .order_by("school__name", "school_id")
        )
        published = list(
            Published.objects.filter(
                affiliation__group=group, affiliation__joined_on__isnull=False
            ).order_by("pk")
        )
    by_topic: dict[str, dict[int, Published]] = {}
    for one in published:
        by_topic.setdefault(one.topic, {})[one.affiliation_id] = one
    titles = own_titles(group, [one.figures for one in published])
    return Rollup(
        [one.school for one in joined],
        [_section(topic, joined, by_topic.get(topic.key, {}), titles) for topic in TOPICS.values()],
    )


def own_titles(group: Group, every: Iterable[Figures]) -> dict[str, str]:
    """What the group calls the strands of its own of which there are figures, by key: one query, or none."""
    keys = {name for one in every for name in one if name.startswith(group.own)}
    if not keys:
        return {}
    found = group.entries.filter(key__in=keys).values_list("key", "text")
    return {key: upper_first(fill(text, LABELS)) for key, text in found}


def columns_of(topic: Topic, figures: Sequence[Figures], titles: Mapping[str, str]) -> list[Column]:
    """The columns of a topic; those that only their key names are called by `titles`."""
    return [replace(one, title=titles.get(one.title, one.title)) for one in topic.columns(figures)]


def _section(
    topic: Topic,
    joined: Sequence[Affiliation],
    there: Mapping[int, Published],
    titles: Mapping[str, str],
) -> Section:
    found = [(one.school, there[one.pk]) for one in joined if one.pk in there]
    figures: list[Figures] = [row.figures for _school, row in found]
    columns = columns_of(topic, figures, titles)
    return Section(
        topic,
        columns,
        [Row(school, row.taken_on, cells_of(columns, row.figures)) for school, row in found],
        [cell(one, one.together(figures) if one.together and figures else None) for one in columns],
        len(joined),
    )


def cells_of(columns: Iterable[Column], figures: Figures) -> list[Cell]:
    """The figures of one school, laid out."""
    return [cell(one, one.value(figures)) for one in columns]


def cell(column: Column, value: Value) -> Cell:
    """A value of a column."""
    return Cell(
        column.title, words(column.unit, value), _raw(column.unit, value), column.unit != "day"
    )


def words(unit: Unit, value: Value) -> str:
    """A value as people read it; a dash where there is none."""
    if value is None or value == "":
        return "–"
    if unit == "day":
        day = day_of(value)
        return date_format(day, "j M Y") if day else "–"
    if isinstance(value, str):
        return value
    if unit == "percent":
        return _("%(n)s %%") % {"n": value}
    if unit == "pence":
        return pounds(int(value))
    return number_format(value, 1 if value % 1 else 0, use_l10n=True, force_grouping=True)


def _raw(unit: Unit, value: Value) -> float | datetime.date | str | None:
    """A value as a spreadsheet takes it: pounds rather than pence, per cent as a number."""
    if value is None or value == "":
        return None
    if unit == "day":
        return day_of(value)
    if unit == "pence" and not isinstance(value, str):
        return value / 100
    return float(value) if not isinstance(value, str) else value
