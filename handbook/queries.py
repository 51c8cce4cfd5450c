"""Reading the help: which topic a page has, a topic in a school's own words, and what speaks of something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from finding.beside import Beside
from finding.queries import Hit
from finding.words import WORD, excerpt, pieces, plain, stem, words_of
from schools.addresses import address as worked_out
from schools.models import Member, School

from . import definitions, topics
from .topics import DEFINITIONS, Topic

SHOWN_BESIDE = 6


def address(school: School | None, page: str, *more: str) -> str:
    """The address of a page of the help: within a school, or outside of all."""
    if school is None:
        return worked_out(f"help:{page}", *more)
    return worked_out(f"handbook:{page}", school.slug, *more)


def topic_of(page: str) -> Topic | None:
    """The topic that explains the page of this name, such as `devplan:plan`."""
    return topics.all_help().of_page.get(page)


def address_for(school: School | None, page: str) -> str:
    """Where the help for the page of this name is; the list of all topics where it has none."""
    topic = topic_of(page)
    return address(school, "topic", topic.slug) if topic else address(school, "index")


def in_words(
    topic: Topic,
    labels: Mapping[str, str],
    lead: Callable[[str, str], str],
    level: int = 2,
    sections: bool = False,
) -> SafeString:
    """What a topic says as HTML, in a school's own words. `lead` gives the address of a topic and a figure."""
    html = topics.to_html(topic.text, lead, level, sections)
    # Ours, with raw HTML switched off; a school's own words are escaped.
    return SafeString(topics.label(html, labels, escape))


def leads(school: School | None) -> Callable[[str, str], str]:
    """The addresses of topics and figures, for `in_words`."""

    def lead(slug: str, figure: str) -> str:
        if slug != DEFINITIONS:
            return address(school, "topic", slug)
        if figure:
            return address(school, "definition", figure)
        return address(school, "definitions")

    return lead


@dataclass(frozen=True)
class Said:
    """A topic or a definition as it is looked through: its words without a school's labels filled in."""

    kind: str
    slug: str
    title: str
    text: str
    words: frozenset[str]


@cache
def _everything() -> tuple[Said, ...]:
    """All topics and definitions, to be looked through."""
    found = [
        Said("topic", one.slug, one.title, f"{one.about}\n{topics.plain(one.text)}", frozenset())
        for one in topics.all_help().topics.values()
    ]
    found += [
        Said(
            "definition",
            one.key,
            one.title,
            "\n".join(part for part in (one.means, one.left_out, one.source) if part),
            frozenset(),
        )
        for group in definitions.all_groups()
        for one in group.definitions
    ]
    return tuple(found)


@cache
def _in_school(labels: tuple[tuple[str, str], ...]) -> tuple[Said, ...]:
    """The same in the words of a school, with the words that stand in each."""
    known = dict(labels)
    return tuple(
        Said(
            one.kind,
            one.slug,
            title := topics.label(one.title, known),
            text := topics.label(one.text, known),
            frozenset(WORD.findall(plain(f"{title} {text}"))),
        )
        for one in _everything()
    )


def search(typed: str, labels: Mapping[str, str], school: School | None = None) -> list[Hit]:
    """The topics and definitions in which every word of `typed` begins a word, titles first; without a query."""
    words = words_of(typed)
    wanted = [plain(stem(word)) for word in words]
    found = [
        one
        for one in _in_school(tuple(labels.items()))
        if wanted and all(any(part.startswith(word) for part in one.words) for word in wanted)
    ]
    found.sort(key=lambda one: not _begins(one.title, wanted))
    return [
        Hit(
            _("Help") if one.kind == "topic" else _("Definition"),
            pieces(one.title, words),
            excerpt(one.text, words),
            address(school, one.kind, one.slug),
        )
        for one in found
    ]


def _begins(title: str, wanted: Iterable[str]) -> bool:
    parts = WORD.findall(plain(title))
    return all(any(part.startswith(word) for part in parts) for word in wanted)


def found_beside(member: Member, typed: str) -> Beside:
    """The help that speaks of what somebody looks for in their school."""
    hits = search(typed, member.school.labels, member.school)
    return Beside("help", _("Help"), hits[:SHOWN_BESIDE], len(hits))
