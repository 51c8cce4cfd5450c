"""All agreed descriptions in one document, with a page of contents."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.register import Document, Printable
from schools.models import Member, School
from schools.permissions import check, may

from ..queries.descriptions import agreed_versions
from .sheet import day_in_words, sheet_of

NAME = "roles"


class PackSource:
    """The pack of roles: every description that is in force."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """One, for whoever may read the roles."""
        if not may(member, "roles.read"):
            return
        yield Printable(
            name=NAME,
            title=_("All roles"),
            about=_("Every agreed description, with a page of contents"),
            group=_("Role descriptions"),
        )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """The pack."""
        if name != NAME:
            return None
        if member is not None:
            check(member, "roles.read")
        versions, without = agreed_versions(school)
        sheets = [sheet_of(one) for one in versions]
        title = _("Who leads what in %(school)s") % {"school": school.name}
        newest = max(
            (one.description.agreed_at for one in versions if one.description.agreed_at),
            default=None,
        )
        return Document(
            name=NAME,
            title=title,
            template="documents/roles/pack.html",
            context={"sheets": sheets, "without": without, "title": title},
            school_name=school.name,
            status=ngettext("%(n)s agreed role", "%(n)s agreed roles", len(sheets))
            % {"n": len(sheets)},
            foot=_("As agreed on %(day)s") % {"day": day_in_words(newest)} if newest else "",
            stem=_("all-roles"),
        )
