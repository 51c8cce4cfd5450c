"""What the noticeboard can print: a half-term's notes on one sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_scopes import scope

from documents.register import Document, Printable, register
from schools.permissions import check, may

from .models import Note
from .queries import notes as queries

if TYPE_CHECKING:
    from schools.models import Member, School

READ = "board.read"
PREFIX = "noticeboard-"
MOST = 6


class SheetSource:
    """Lists and makes the sheets of the last half-terms in which something was written."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """A sheet for each of the last six half-terms with notes."""
        if not may(member, READ):
            return
        for half in queries.half_terms_with_notes(school)[:MOST]:
            yield Printable(
                PREFIX + half.key,
                _("Noticeboard: %(half)s") % {"half": queries.title_of(half)},
                _("What was told to colleagues in that half-term, for the staffroom."),
                _("Noticeboard"),
            )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """The sheet of the half-term in `name`, such as `noticeboard-2026-autumn-1`.

        Raises:
            NotAllowed: the member may not read the noticeboard.
        """
        if not name.startswith(PREFIX):
            return None
        if member is not None:
            check(member, READ)
        with scope(school=school):
            found = queries.of_half_term(school, name.removeprefix(PREFIX))
        if found is None:
            return None
        half, notes = found
        sections = [
            (str(label), some)
            for about, label in Note.About.choices
            if (some := [one for one in notes if one.about == about])
        ]
        newest = max(queries.day_of(one) for one in notes)
        return Document(
            name=name,
            title=_("On the noticeboard"),
            template="documents/board/sheet.html",
            context={
                "half": queries.title_of(half),
                "sections": sections,
                "ict": school.labels["ict"],
                "many": len(notes) > 8,
            },
            school_name=school.name,
            status=queries.title_of(half),
            foot=_("Notes up to %(day)s") % {"day": date_format(newest)},
            stem=name,
        )


register(SheetSource())
