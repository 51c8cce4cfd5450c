"""The register of everything printable: what there is, for whom, and how it is made.

An app registers a *source* in its `printing.py`. The source lists what a member may print and makes
any one of those as a `Document`: a template with its context and the words of header and footer.
Nothing in a document may depend on the moment of printing, so that the same content is the same file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, Protocol

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from schools.models import Member, School

Format = Literal["pdf", "docx"]
Paper = Literal["A4", "A4 landscape", "A3 landscape"]
Mark = Literal["", "Draft", "Proposed", "Open", "Unsigned"]


@dataclass(frozen=True)
class Printable:
    """One line of the list of what can be printed. `name` is its address: `role-12`, `matrix`."""

    name: str
    title: str
    about: str
    group: str
    formats: tuple[Format, ...] = ("pdf",)


@dataclass(frozen=True)
class Document:
    """What is printed: a template with its context, and the words around it on each page.

    `status` stands at the right of the header ("Agreed version 3"), `foot` at the left of the footer ("In force
    from 24 November 2026"). `mark` says plainly on each page that something is not agreed yet. `stem` is the
    file's name without its ending; with `forms` the inputs in it become fields that can be filled in; `word` makes
    the same document for Word, where there is one.
    """

    name: str
    title: str
    template: str
    context: Mapping[str, Any]
    school_name: str
    status: str = ""
    foot: str = ""
    mark: Mark = ""
    language: str = "en-GB"
    paper: Paper = "A4"
    stem: str = ""
    forms: bool = False
    word: Callable[[], bytes] | None = field(default=None, compare=False)

    @property
    def mark_words(self) -> str:
        """The mark as it stands on paper."""
        return mark_words(self.mark)

    @property
    def paper_class(self) -> str:
        """The class of the body, which chooses the page in print.css."""
        return {"A4": "a4", "A4 landscape": "landscape", "A3 landscape": "a3"}[self.paper]

    def file_name(self, ending: Format) -> str:
        """The name under which the file is saved, such as `ict-coordinator-version-3.pdf`."""
        return f"{self.stem or slugify(self.title)[:80] or self.name}.{ending}"


class Source(Protocol):
    """What an app registers: it lists what a member may print, and makes it."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """What `member` may print, in the order of the list, things of one group together."""

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """Make the document called `name`; None where this source has none of that name.

        A `member` of None is the shell, which may print everything.

        Raises:
            NotAllowed: the member may not print it.
        """


_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source to the register; done once an app, in its `printing.py`."""
    if source not in _sources:
        _sources.append(source)


def unregister(source: Source) -> None:
    """Take a source out again."""
    _sources.remove(source)


def everything(school: School, member: Member) -> list[Printable]:
    """All that `member` may print in `school`, source by source."""
    return [one for source in _sources for one in source.printables(school, member)]


def grouped(school: School, member: Member) -> list[tuple[str, list[Printable]]]:
    """All that `member` may print, under the headings of its groups."""
    return [(k, list(v)) for k, v in groupby(everything(school, member), lambda one: one.group)]


def find(school: School, member: Member | None, name: str) -> Document | None:
    """The document called `name`, or None where there is none. `member` None is the shell.

    Raises:
        NotAllowed: the member may not print it.
    """
    for source in _sources:
        if (document := source.document(school, member, name)) is not None:
            return document
    return None


def mark_words(mark: Mark) -> str:
    """What stands on each page of something that is not agreed; nothing where it is."""
    return {
        "": "",
        "Draft": pgettext("mark on paper", "DRAFT – not agreed"),
        "Proposed": _("PROPOSED – not yet agreed"),
        "Open": pgettext("mark on paper", "NOT AGREED YET"),
        "Unsigned": pgettext("mark on paper", "NOT ALL SIGNED"),
    }[mark]
