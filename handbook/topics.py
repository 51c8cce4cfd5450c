"""The help as it is written: one Markdown file a topic in docs/help, read once. No Django in the reading.

A file begins with its facts between two lines of `---`:

    title: The plan                      what the topic is called
    about: What is to be reached…        one sentence, for the list and the contents
    part: plan                           the part of the handbook, one of `PARTS`
    place: 1                             where it stands in that part
    pages: [devplan:plan]                the addresses that it explains, by their names
    opens: devplan:current               the page that it is about, where that needs no number
    screen: plan                         the picture in docs/screens, for paper

`{ict}`, `{smt}` and the other labels stand for what a school calls them. Links lead to other topics by the
names of their files, `plan.md`, and to a figure by `definitions.md#influence`. What a button or a page is
called stands between two asterisks. Raw HTML is not read as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(settings.BASE_DIR) / "docs" / "help"
PARTS: dict[str, Any] = {
    "beginning": _("Beginning"),
    "school": _("The school and its vision"),
    "roles": _("Roles"),
    "priorities": _("Priorities"),
    "where": _("Where we are"),
    "plan": _("The plan"),
    "telling": _("Telling and asking"),
    "account": _("Your account"),
}
NEEDED, KNOWN = {"title", "about", "part", "place"}, {"pages", "opens", "screen"}
_FACTS = re.compile(r"\A---\n(.*?)\n---\n", re.S)
_LINK = re.compile(r"(?P<name>[a-z0-9-]+)\.md(?:#(?P<part>[a-z0-9-]+))?\Z")
_LABEL = re.compile(r"\{([A-Za-z_]+)\}")
DEFINITIONS = "definitions"


class HelpError(ValueError):
    """A file of the help cannot be read; the message names it and says why."""


@dataclass(frozen=True)
class Topic:
    """One topic: its facts, and what it says in Markdown."""

    slug: str
    title: str
    about: str
    part: str
    place: int
    text: str
    pages: tuple[str, ...] = ()
    opens: str = ""
    screen: str = ""

    @property
    def part_title(self) -> str:
        """The part of the handbook in which it stands."""
        return str(PARTS[self.part])


@dataclass(frozen=True)
class Help:
    """All topics in the order of the handbook, and the topic of each page by the page's name."""

    topics: Mapping[str, Topic]
    of_page: Mapping[str, Topic]

    @property
    def parts(self) -> list[tuple[str, list[Topic]]]:
        """The parts of the handbook, each with its topics."""
        return [
            (str(title), found)
            for key, title in PARTS.items()
            if (found := [one for one in self.topics.values() if one.part == key])
        ]


@cache
def all_help() -> Help:
    """Every topic of docs/help.

    Raises:
        HelpError: a file cannot be read, or two explain the same page.
    """
    order = list(PARTS)
    read = [parse(path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.md"))]
    read.sort(key=lambda one: (order.index(one.part), one.place, one.slug))
    of_page: dict[str, Topic] = {}
    for one in read:
        for page in one.pages:
            if page in of_page:
                raise HelpError(f"{one.slug}.md and {of_page[page].slug}.md both explain {page}.")
            of_page[page] = one
    return Help({one.slug: one for one in read}, of_page)


def parse(slug: str, text: str) -> Topic:
    """A topic out of its file.

    Raises:
        HelpError: its facts are missing, unknown or wrong.
    """
    match = _FACTS.match(text)
    facts = yaml.safe_load(match[1]) if match else None
    if match is None or not isinstance(facts, dict):
        raise HelpError(f"{slug}.md does not begin with its facts.")
    if missing := NEEDED - facts.keys():
        raise HelpError(f"{slug}.md does not say its {', '.join(sorted(missing))}.")
    if unknown := facts.keys() - NEEDED - KNOWN:
        raise HelpError(f"{slug}.md says {', '.join(sorted(unknown))}, which means nothing here.")
    if facts["part"] not in PARTS:
        raise HelpError(f"{slug}.md stands in no part of the handbook: {facts['part']}.")
    pages = tuple(facts.pop("pages", ()))
    return Topic(slug=slug, text=text[match.end() :].strip(), pages=pages, **facts)


def label(text: str, labels: Mapping[str, str], clean: Callable[[str], str] = str) -> str:
    """The text with a school's own words in it; `{Smt}` begins with a capital. `clean` is done to each."""

    def word(found: re.Match[str]) -> str:
        name = found[1].lower()
        if name not in labels:
            return found[0]
        said = labels[name]
        return clean(said[:1].upper() + said[1:] if found[1][0].isupper() else said)

    return _LABEL.sub(word, text)


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")


def tokens(text: str) -> list[Token]:
    """What the Markdown of a topic is made of."""
    return _reader().parse(text)


def to_html(
    text: str, address: Callable[[str, str], str], level: int = 2, sections: bool = False
) -> str:
    """The Markdown as HTML, its headings from `level` on; with `sections` each heading in one with what follows.

    `address` gives the address of a topic by its slug and the name of a figure, "" for none.

    Raises:
        HelpError: a link leads neither to a topic nor outside.
    """
    found = tokens(text)
    for one in _all(found):
        if one.type in ("heading_open", "heading_close"):
            one.tag = f"h{int(one.tag[1]) + level - 2}"
        elif one.type == "link_open":
            href = str(one.attrGet("href") or "")
            one.attrSet("href", _address(href, address))
    if sections:
        found = list(_in_sections(found))
    rendered: str = _reader().renderer.render(found, _reader().options, {})
    return rendered


def _in_sections(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens with a `<section>` about each heading and what follows it."""
    opened = False
    for one in found:
        if one.type == "heading_open":
            if opened:
                yield Token("html_block", "", 0, content="</section>\n")
            yield Token("html_block", "", 0, content="<section>\n")
            opened = True
        yield one
    if opened:
        yield Token("html_block", "", 0, content="</section>\n")


def _address(href: str, address: Callable[[str, str], str]) -> str:
    if href.startswith("https://"):
        return href
    match = _LINK.match(href)
    if match is None or (match["name"] not in all_help().topics and match["name"] != DEFINITIONS):
        raise HelpError(f"A link of the help leads nowhere: {href}.")
    return address(match["name"], match["part"] or "")


def _all(found: Sequence[Token]) -> list[Token]:
    """The tokens with those within them."""
    return [inner for one in found for inner in (one, *(one.children or ()))]


def plain(text: str) -> str:
    """The words alone, a line for each heading and paragraph."""
    return "\n".join(
        "".join(" " if inner.type == "softbreak" else inner.content for inner in one.children or ())
        for one in tokens(text)
        if one.type == "inline"
    )
