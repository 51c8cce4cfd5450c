"""A register on its way in: what its rows can be tied to, what is there already, and what would change."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from exchange.columns import LEAVE, stored
from exchange.sheets import Sheet
from roles.queries.people import staff_of
from schools.models import Member, School

from ..bringing.columns import columns
from ..bringing.rows import Given, Known, Line, There, lines_of, tidy
from ..entries import FIELDS, Details
from ..models import RegisterEntry, RegisterImport


@dataclass
class Setting:
    """What a table is taken for, as it is stored: heads, a field a column, and the kind of rows that say none.

    `tables` are the tables of its file, by name and number of rows.
    """

    heads: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    kind: str = ""
    tables: list[tuple[str, int]] = field(default_factory=list)

    @classmethod
    def of(cls, found: RegisterImport) -> Setting:
        return cls(**found.columns)

    @property
    def unused(self) -> list[str]:
        """Heads of columns that are left out."""
        pairs = zip(self.heads, self.fields, strict=False)
        return [head for head, name in pairs if name == LEAVE and head]


@dataclass(frozen=True)
class Read:
    """A table as read: each row as an entry, or with what keeps it from being one."""

    found: RegisterImport
    setting: Setting
    given: list[Given]
    lines: list[Line]

    @cached_property
    def wrong(self) -> list[Line]:
        """The rows that cannot be."""
        return [one for one in self.lines if one.problems]

    @cached_property
    def new(self) -> list[Line]:
        return [one for one in self.lines if not one.problems and one.is_new]

    @cached_property
    def changed(self) -> list[Line]:
        """Rows that change an entry."""
        return [one for one in self.lines if not one.problems and one.entry and one.changed]

    @property
    def same(self) -> int:
        """How many rows say what is there already."""
        return len(self.lines) - len(self.wrong) - len(self.new) - len(self.changed)

    @property
    def left_out(self) -> list[Given]:
        return [one for one in self.given if one.left_out]

    @property
    def fingerprint(self) -> str:
        """Of all that would change: what is shown is what is saved, or nothing is."""
        said = [
            (one.entry and (one.entry.pk, one.entry.revision), _plain(one.details))
            for one in [*self.new, *self.changed]
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _plain(details: Details) -> list[Any]:
    """What is said, with the person by their number."""
    said = {name: getattr(details, name) for name in FIELDS}
    return [*(said | {"owner": details.owner and details.owner.pk}).values()]


def imports_of(school: School) -> QuerySet[RegisterImport]:
    """What was brought, newest first, without the tables themselves."""
    rows = RegisterImport.objects.filter(school=school).select_related("upload", "member")
    return rows.defer("rows", "columns")


def import_or_404(school: School, pk: int) -> RegisterImport:
    """A table that was brought into the registers.

    Raises:
        Http404: there is none of that id.
    """
    rows = RegisterImport.objects.filter(school=school, pk=pk)
    found = rows.select_related("upload", "member").first()
    if found is None:
        raise Http404
    found.school = school
    return found


def rows_of(sheet: Sheet) -> tuple[Setting, list[dict[str, Any]]]:
    """A table of a file as it is stored: what its columns are guessed to be, and its rows below their heads."""
    above, heads = columns().heads_of(sheet)
    width = sheet.width
    setting = Setting([*heads, *[""] * (width - len(heads))], columns().fields_of(heads, width))
    return setting, stored(sheet, above, heads)


def as_columns(setting: Setting) -> dict[str, Any]:
    """A setting as it is stored."""
    return asdict(setting)


def read_import(found: RegisterImport) -> Read:
    """What the table would change in the registers, as both are now: two queries, however long it is."""
    setting = Setting.of(found)
    given = [
        Given(
            one["line"],
            one["cells"],
            {int(column): said for column, said in one["problems"].items()},
            one["out"],
        )
        for one in found.rows
    ]
    known = Known(_people(found.school), _there(found.school), timezone.localdate())
    return Read(found, setting, given, lines_of(given, setting.fields, known, setting.kind))


def _people(school: School) -> dict[str, Member]:
    """The staff by name; of who shares a name nobody is known by it."""
    staff = staff_of(school)
    names = Counter(tidy(one.name) for one in staff)
    return {tidy(one.name): one for one in staff if names[tidy(one.name)] == 1}


def _there(school: School) -> dict[int, There]:
    rows = RegisterEntry.objects.filter(school=school).select_related("owner").order_by("pk")
    return {
        one.pk: There(one.pk, Details.of(one), one.revision, one.retired_on is not None)
        for one in rows
    }
