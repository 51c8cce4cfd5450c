"""The entitlement on paper: the grid, what is not met, and who signed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_scopes import scope

from documents.register import Document, Printable
from schools.permissions import check, may

from ..queries.entitlement import Grid, grid
from ..wording import about_cell, reading

if TYPE_CHECKING:
    from schools.models import Member, School

READ = "audits.read_entitlement"
NAME = "entitlement"


class EntitlementSource:
    """Lists and makes the entitlement."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """The entitlement, for whoever may read it."""
        if may(member, READ):
            yield Printable(
                NAME,
                _("Pupils’ entitlement"),
                _("Subject by key stage: what is met, what is not yet, and who signed it."),
                _("Where we are"),
            )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """The entitlement as it stands.

        Raises:
            NotAllowed: the member may not read it.
        """
        if name != NAME:
            return None
        if member is not None:
            check(member, READ)
        with scope(school=school):
            return entitlement_document(school, grid(school, None))


def entitlement_document(school: School, found: Grid) -> Document:
    """The grid of `school` as a document; its scope is open."""
    signed = [one for row in found.rows for one in row.cells if one.signed is not None]
    return Document(
        name=NAME,
        title=_("Pupils’ entitlement"),
        template="documents/audits/entitlement.html",
        context={
            "grid": found,
            "rows": [
                (row, [(one, about_cell(one)) if one else None for one in row.places])
                for row in found.rows
            ],
            "reading": reading(found),
            "gaps": [
                (about, list(gaps)) for about, gaps in groupby(found.gaps, lambda one: one.about)
            ],
            "signed": signed,
            "unsigned": [
                (row, [one for one in row.cells if one.signed is None])
                for row in found.rows
                if any(one.signed is None for one in row.cells)
            ],
            "heads": len(found.rows) >= 4 and len(found.stages) >= 2,
            "school": school,
        },
        school_name=school.name,
        status=found.year_name,
        foot=_("Signed up to %(day)s") % {"day": date_format(found.latest)} if found.latest else "",
        mark="" if found.signed == len(found.cells) and found.cells else "Unsigned",
        stem="entitlement",
    )
