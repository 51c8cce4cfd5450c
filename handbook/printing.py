"""What is printed of the help: all of it as one handbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents.register import Document, Printable, register
from ictlead import __version__
from schools.labels import LABELS, Labels

from . import definitions
from .queries import in_words
from .topics import DEFINITIONS, Topic, all_help, label

if TYPE_CHECKING:
    from schools.models import Member, School

NAME = "handbook"


@dataclass(frozen=True)
class Chapter:
    """A topic as it is printed, in a school's own words."""

    topic: Topic
    title: str
    about: str
    said: SafeString


class HandbookSource:
    """Lists and makes the handbook: every topic, then every definition."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """The handbook, for everybody."""
        yield Printable(
            NAME,
            _("Handbook"),
            _("All of the help, with pictures, and what every figure means."),
            _("Help"),
        )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """The handbook in the words of `school`."""
        return handbook(school.name, school.labels) if name == NAME else None


def handbook(name: str = "ICT Lead", labels: Mapping[str, str] | None = None) -> Document:
    """The handbook, for a school of that name with these labels; without them as the field says it."""
    words = Labels(LABELS) if labels is None else labels
    parts = [(title, [_chapter(one, words) for one in found]) for title, found in all_help().parts]
    groups = [
        (group.title, [one.said(words) for one in group.definitions])
        for group in definitions.all_groups()
    ]
    return Document(
        name=NAME,
        title=_("ICT Lead: the handbook"),
        template="documents/handbook/handbook.html",
        context={"parts": parts, "groups": groups, "labels": words, "school": name},
        school_name=name,
        status=_("Handbook"),
        foot=_("ICT Lead %(version)s") % {"version": __version__},
        stem="ict-lead-handbook",
    )


def _chapter(topic: Topic, labels: Mapping[str, str]) -> Chapter:
    return Chapter(
        topic,
        label(topic.title, labels),
        label(topic.about, labels),
        in_words(topic, labels, _place, level=4, sections=True),
    )


def _place(slug: str, figure: str) -> str:
    """Where a topic or a figure stands in the handbook."""
    if slug == DEFINITIONS:
        return f"#figure-{figure}" if figure else "#figures"
    return f"#topic-{slug}"


register(HandbookSource())
