"""Who does what, on A4 and on A3 paper: the findings first, then duties × roles as agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_scopes import scope

from documents.register import Document, Paper, Printable
from schools.permissions import check, may

from ..queries.matrix import Block, Column, Matrix, matrix

if TYPE_CHECKING:
    from schools.models import Member, School

READ = "roles.read"
# Beyond so many cells nobody finds their way on paper, and it would take longer than people wait:
# then who does what is printed as a list, duty by duty.
MOST_CELLS = 6000


@dataclass(frozen=True)
class Sheet:
    """A size of paper: how many roles fit beside the duties, and how many without turning names."""

    name: str
    paper: Paper
    most: int
    upright: int


SHEETS = {
    one.name: one
    for one in (
        Sheet("matrix", "A4 landscape", most=26, upright=10),
        Sheet("matrix-a3", "A3 landscape", most=46, upright=16),
    )
}


@dataclass(frozen=True)
class Part:
    """As many columns as fit side by side, with all rows. `first` and `last` count roles from 1."""

    first: int
    last: int
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]


class MatrixSource:
    """Lists and makes the matrix."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """The matrix on two sizes of paper, for whoever may read roles."""
        if not may(member, READ):
            return
        about = _(
            "Every duty beside every role as agreed, with what nobody leads and what two lead."
        )
        yield Printable("matrix", _("Who does what, on A4"), about, _("Roles"))
        yield Printable(
            "matrix-a3",
            _("Who does what, on A3"),
            _(
                "The same on the larger paper, for the staffroom wall and for schools of many roles."
            ),
            _("Roles"),
        )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """The matrix as agreed, on the paper that `name` says.

        Raises:
            NotAllowed: the member may not read roles.
        """
        sheet = SHEETS.get(name)
        if sheet is None:
            return None
        if member is not None:
            check(member, READ)
        with scope(school=school):
            return matrix_document(school, sheet)


def matrix_document(school: School, sheet: Sheet) -> Document:
    """The matrix of `school`, whose scope is open, on a sheet. Only agreed versions are in it."""
    found = matrix(school)
    agreed_on = found.agreed_on
    rows = sum(len(block.rows) for block in found.blocks)
    return Document(
        name=sheet.name,
        title=_("Who does what"),
        template="documents/roles/matrix.html",
        context={
            "matrix": found,
            "parts": list(parts(found, sheet.most)),
            "as_list": rows * found.width > MOST_CELLS,
            "turned": found.width > sheet.upright,
            "few": found.width <= 4,
            "heads": has_row_heads(rows, found.width),
            "role_heads": has_row_heads(found.width, 5),
            "subject_heads": has_row_heads(
                len(found.entitlement.rows), len(found.entitlement.stages)
            ),
            "school": school,
        },
        school_name=school.name,
        status=_("As agreed"),
        foot=_("Agreed up to %(day)s") % {"day": date_format(agreed_on)} if agreed_on else "",
        paper=sheet.paper,
        stem="who-does-what" if sheet.name == "matrix" else "who-does-what-a3",
    )


def has_row_heads(rows: int, columns: int) -> bool:
    """Whether a table's first cells are to be tagged as heads of their rows.

    In a very small table they would outnumber the cells that they head, and whoever listens would
    hear little but heads: there the first column is matter like the others.
    """
    return rows >= 4 and columns >= 2


def parts(found: Matrix, most: int) -> Iterator[Part]:
    """The matrix cut into stretches of about equally many columns, at most `most` each."""
    count = -(-found.width // most) or 1
    for number in range(count):
        first, last = number * found.width // count, (number + 1) * found.width // count
        yield Part(
            first + 1,
            last,
            found.columns[first:last],
            tuple(
                replace(
                    block,
                    rows=tuple(replace(row, parts=row.parts[first:last]) for row in block.rows),
                )
                for block in found.blocks
            ),
        )
