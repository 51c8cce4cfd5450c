"""Making a school's file: what it says, the files that people gave, and the same to read and print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from documents import pdf, register
from schools.carrying import SENTENCES, tables_of
from schools.models import Member, PositionKind, School
from schools.permissions import NotAllowed

from .archive import DATA, Writer, as_json
from .contents import read

# Told how far it is: the step ("reading", "files", "tables", "papers"), how many are done, and of how many.
Told = Callable[[str, int, int], None]


def make(
    school: School,
    target: IO[bytes],
    *,
    member: Member | None = None,
    papers: bool = True,
    tables: bool = True,
    told: Told = lambda step, done, of: None,
) -> list[str]:
    """Write the file of `school` to `target`. Returns the titles of papers that could not be made.

    Papers and tables are what `member` may print and save; without one, what a headteacher may.
    """
    with scope(school=school), timezone.override(school.time_zone):
        told("reading", 0, 0)
        contents = read(school)
        writer = Writer(target)
        writer.add(DATA, as_json(contents.plain))
        for place, one in enumerate(contents.files):
            told("files", place, len(contents.files))
            with one.row.file.open("rb") as file:
                writer.add(f"files/{one.sha256}{one.ending}", file.read())
        reader = member or _a_head(school)
        failed: list[str] = []
        if reader is not None and tables:
            _add_tables(writer, school, reader, told)
        if reader is not None and papers:
            failed = list(_add_papers(writer, school, reader, told))
        left_out = [str(one) for one in SENTENCES]
        left_out += [_("“%(title)s” could not be printed.") % {"title": one} for one in failed]
        writer.finish(school, contents, left_out)
        return failed


def _a_head(school: School) -> Member | None:
    """A headteacher of the school, whether or not they can sign in."""
    heads = Member.objects.filter(left_on=None, positions__kind=PositionKind.HEADTEACHER)
    return heads.select_related("school").order_by("pk").first()


def _add_tables(writer: Writer, school: School, reader: Member, told: Told) -> None:
    found = tables_of(school, reader)
    taken: set[str] = set()
    for place, (name, table) in enumerate(found):
        told("tables", place, len(found))
        writer.add(f"tables/{_free(name, taken)}.xlsx", table())


def _add_papers(writer: Writer, school: School, reader: Member, told: Told) -> Iterator[str]:
    """Put in everything printable, each once; yields the titles of what could not be printed."""
    found = register.everything(school, reader)
    taken: set[str] = set()
    for place, one in enumerate(found):
        told("papers", place, len(found))
        try:
            document = register.find(school, reader, one.name)
            if document is not None:
                name = _free(document.file_name("pdf").removesuffix(".pdf"), taken)
                writer.add(f"papers/{name}.pdf", pdf.render(document))
        except (NotAllowed, pdf.PrintFailed):
            yield one.title


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9_-]+", "-", name.lower())[:100] or "paper"


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it where another table has it."""
    plain = _plain(name)
    found = next(
        one for one in (plain, *(f"{plain}-{n}" for n in range(2, 10_000))) if one not in taken
    )
    taken.add(found)
    return found
