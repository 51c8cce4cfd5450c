"""A person's own data: what is kept about them in every school they belong or belonged to."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model, Q
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from ..models import Member, School, User
from ..tellable import KINDS, Field, Kind

Value = str | int | float | bool | datetime.date | datetime.datetime | None


@dataclass(frozen=True)
class Cell:
    """One thing that is told: its name in JSON, what it is called, and what it says."""

    key: str
    label: str
    value: Value


@dataclass(frozen=True)
class Section:
    """All rows of one kind."""

    key: str
    title: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Place:
    """What one school keeps; what belongs to no school has none."""

    school: School | None
    sections: tuple[Section, ...]

    @property
    def count(self) -> int:
        """How many rows there are of all kinds."""
        return sum(len(one.rows) for one in self.sections)


@dataclass(frozen=True)
class OwnData:
    """Everything that is kept about `user`: one place for the account, one for each school."""

    user: User
    members: frozenset[int]
    places: tuple[Place, ...]

    def plain(self) -> dict[str, Any]:
        """The same as plain values for JSON."""
        account, *schools = self.places
        return {
            "name": self.user.name,
            "email": self.user.email,
            "joined_at": self.user.joined_at,
            "last_login": self.user.last_login,
            "account": _plain(account),
            "schools": [{"school": str(one.school), "kept": _plain(one)} for one in schools],
        }


def own_data(user: User) -> OwnData:
    """What is kept about `user`, of every school: a query a kind of rows, and one for the memberships."""
    with scopes_disabled():
        mine = list(Member.objects.filter(user=user).select_related("school").order_by("pk"))
        members = frozenset(one.pk for one in mine)
        found: dict[int | None, list[Section]] = {None: []}
        found |= {one.school_id: [] for one in mine}
        for kind in in_order():
            for school_id, rows in _rows(kind, user, members).items():
                found[school_id].append(Section(_key(kind), str(kind.title), tuple(rows)))
    schools = {one.school_id: one.school for one in mine}
    return OwnData(
        user,
        members,
        tuple(Place(schools.get(pk or 0), tuple(sections)) for pk, sections in found.items()),
    )


def in_order() -> list[Kind]:
    """The kinds as they are told: who somebody is and what they are in the school, then app by app."""
    apps = list(dict.fromkeys(one.model._meta.app_label for one in KINDS))
    return sorted(
        KINDS,
        key=lambda one: (
            not issubclass(one.model, Member) and not one.users,
            one.model._meta.app_label != "schools",
            -apps.index(one.model._meta.app_label),
        ),
    )


def _rows(
    kind: Kind, user: User, members: frozenset[int]
) -> dict[int | None, list[tuple[Cell, ...]]]:
    """The rows of a kind by school, each once, the oldest first: one query."""
    wanted = Q(pk__in=[])
    for path in kind.of:
        wanted |= Q(**{f"{path}__in": members})
    for path in kind.users:
        wanted |= Q(**{path: user})
    along = {*kind.fetch, *filter(None, (_relation(kind.model, one) for one in kind.fields))}
    has_school = hasattr(kind.model, "school_id")
    if not has_school and not kind.users:
        along.add("member")
    rows = kind.model._default_manager.filter(wanted).select_related(*sorted(along)).order_by("pk")
    found: dict[int | None, list[tuple[Cell, ...]]] = {}
    for row in rows:
        owner: Any = row if has_school else getattr(row, "member", None)
        cells = tuple(_cell(row, one, members) for one in kind.fields)
        found.setdefault(owner.school_id if owner is not None else None, []).append(cells)
    return found


def _relation(model: type[Model], field: Field) -> str:
    """What has to be read along for a field: the path as far as it leads to other rows, people left out."""
    if field.read is not None:
        return ""
    path: list[str] = []
    for step in field.path.split("."):
        try:
            found = model._meta.get_field(step)
        except FieldDoesNotExist:
            break
        if not isinstance(found, ForeignKey) or found.related_model is Member:
            break
        path.append(step)
        model = found.related_model
    return "__".join(path)


def _cell(row: Any, field: Field, members: Collection[int]) -> Cell:
    return Cell(field.key, str(field.label), _value(row, field, members))


def _value(row: Any, field: Field, members: Collection[int]) -> Value:
    """What a field says of a row; of other people only that it is somebody else."""
    if field.read is not None:
        said: Value = field.read(row, members)
        return said
    *way, last = field.path.split(".")
    holder = attrgetter(".".join(way))(row) if way else row
    if holder is None:
        return None
    try:
        found = type(holder)._meta.get_field(last) if last != "pk" else None
    except FieldDoesNotExist:
        found = None
    if isinstance(found, ForeignKey) and found.related_model is Member:
        pk = getattr(holder, found.attname)
        return None if pk is None else _("you") if pk in members else _("somebody else")
    value = getattr(holder, last)
    if getattr(found, "choices", None) and value not in ("", None):
        return str(getattr(holder, f"get_{last}_display")())
    if value is None or isinstance(value, bool | int | float | datetime.date | datetime.datetime):
        return value
    return str(value)


def _key(kind: Kind) -> str:
    of = "-".join((*kind.of, *kind.users))
    return f"{kind.model._meta.label_lower}:{of}"


def _plain(place: Place) -> dict[str, Any]:
    return {
        section.key: {
            "title": section.title,
            "rows": [{cell.key: cell.value for cell in row} for row in section.rows],
        }
        for section in place.sections
    }
