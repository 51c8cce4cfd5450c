"""One role's description on paper, as PDF and as a Word file; and the library's as an example."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext as _

from documents.register import Document, Printable
from schools.models import Member, School
from schools.permissions import check, may

from ..library import find_template
from ..models import Role, RoleDescription, State
from ..queries import descriptions as queries
from ..queries.roles import role_list
from .sheet import Sheet, example_sheet, sheet_of
from .word import to_word

TEMPLATE = "documents/roles/description.html"
_NAME = re.compile(r"role-(\d{1,15})(?:-v(\d{1,6}))?")


class DescriptionSource:
    """Every role that has a version which the reader may read."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """One for each role, in the order of the roles, for whoever may read them."""
        if not may(member, "roles.read"):
            return
        for row in role_list(school, member).rows:
            if row.agreed or row.open_one:
                yield Printable(
                    name=f"role-{row.role.pk}",
                    title=row.role.title,
                    about=row.words,
                    group=_("Role descriptions"),
                    formats=("pdf", "docx"),
                )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """`role-12` is the agreed version, else the one that matters now; `role-12-v3` version 3."""
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        try:
            role = queries.find_role(school, int(match[1]))
            description = _version(role, member, match[2])
        except Http404:
            return None
        if description is None:
            return None
        if member is not None:
            check(member, "roles.read_description", description)
        return document_of(sheet_of(queries.read_version(description)), name, description.number)


def _version(role: Role, member: Member | None, number: str | None) -> RoleDescription | None:
    if number:
        return queries.find_version(role, int(number))
    versions = queries.versions_of(role)
    agreed = next((one for one in versions if one.state == State.AGREED), None)
    if agreed is not None:
        return agreed
    if member is None:
        return versions[0] if versions else None
    return queries.that_matters(versions, member)


def document_of(sheet: Sheet, name: str, number: int | None = None) -> Document:
    """A description as a document, with its Word file."""
    title = sheet.title
    if number is not None:
        title = _("%(role)s: role description, version %(number)s") % {
            "role": sheet.title,
            "number": number,
        }
    stem = slugify(sheet.title)[:60] or name
    return Document(
        name=name,
        title=title,
        template=TEMPLATE,
        context={"sheet": sheet},
        school_name=sheet.school_name,
        status=sheet.status,
        foot=sheet.foot,
        mark=sheet.mark,
        stem=f"{stem}-version-{number}" if number is not None else stem,
        word=lambda: to_word(sheet, title),
    )


def example_description(set_key: str, role_key: str) -> Document:
    """A role of the library as a description, for the public guide: no school and no people.

    Raises:
        KeyError: the library has no such set, or no such role in it.
    """
    sheet = example_sheet(find_template(set_key, role_key))
    return document_of(sheet, f"example-{set_key}-{role_key}")
