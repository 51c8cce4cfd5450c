"""Every text that the product says comes from gettext: proved by a language in which no letter is a Latin one.

In the made-up language each letter of a message is a full-width one ("Ｓａｖｅ"). What then still stands in Latin
letters on a page is either a school's own words (they are in the database), a library's (in `content/`), or
a text that somebody forgot to have translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real
from django_scopes import scopes_disabled

from charts.templatetags.charts import _cycle, _load, _mark, _shape
from devplan.queries.saying import _day, _span
from handbook.definitions import all_groups
from handbook.formulas import to_html
from handbook.queries import in_words
from handbook.topics import all_help, label
from roles.templatetags.matrix import _stretch
from roles.templatetags.roles import _options
from schools.labels import LABELS, USUAL, upper_first
from schools.models import Member
from tests.keeping import forget as forget_pages
from tests.security.addresses import address, arguments_for, browsers, patterns
from tests.the_sample import the_sample

# Names of things, the same in every language, and what stands for a sign.
NAMES = (
    "ICT Lead",
    "Word",
    "Excel",
    "CSV",
    "PDF",
    "A3",
    "A4",
    "URN",
    "RAG",
    "Ctrl",
    "Esc",
    ".xlsx",
    ".csv",
    ".docx",
    ".ics",
    "https://",
)
# What must stay as it is within a message: what is filled in, tags, entities, and addresses.
KEPT = re.compile(
    r"(%\([^)]*\)[#0\- +]?\d*(?:\.\d+)?[a-zA-Z]|%[sd%]|\{[^}]*\}|<[^>]*>|&[a-z#0-9]+;)"
)
LATIN = re.compile(r"[A-Za-z]{2,}")
SPOKEN = {"alt", "title", "aria-label", "placeholder", "aria-description", "content", "value"}


def full_width(message: str) -> str:
    """The message in the made-up language; what is filled in, and tags, stay."""
    return "".join(
        part
        if KEPT.fullmatch(part)
        else "".join(
            chr(ord(one) + 0xFEE0) if one.isascii() and one.isalpha() else one for one in part
        )
        for part in KEPT.split(message)
    )


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let everything that gettext gives be in the made-up language."""
    forget()

    def spoken(give: Callable[..., str]) -> Callable[..., str]:
        return lambda *said: full_width(give(*said))

    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        monkeypatch.setattr(
            translation._trans,  # type: ignore[attr-defined]
            name,
            spoken(getattr(trans_real, name)),
            raising=False,
        )
    yield
    forget()


def forget() -> None:
    """Let go of what is kept by language: it would still be in the one before."""
    for one in (_stretch, _options, _load, _cycle, _mark, _shape, _day, _span):
        one.cache_clear()
    forget_pages()


class Texts(HTMLParser):
    """What a page says: its texts, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.drawn: set[str] = set()
        self.silent = self.drawing = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        self.drawing += tag == "svg"
        known = dict(attrs)
        button = tag == "input" and known.get("type") in ("submit", "button", "reset")
        for name, value in attrs:
            said = name in SPOKEN and not (name == "content" or (name == "value" and not button))
            if value and said:
                self.found.append(value)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")
        self.drawing -= tag == "svg"

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            text = " ".join(data.split())
            self.found.append(text)
            if self.drawing:
                self.drawn.add(text)


def own_words() -> set[str]:
    """What the school, and the libraries, say in their own words."""
    found: set[str] = set()
    with scopes_disabled():
        for model in apps.get_models():
            texts = [
                field.attname
                for field in model._meta.concrete_fields
                if isinstance(field, (models.CharField, models.TextField, models.EmailField))
            ]
            if texts:
                rows = model._base_manager.values_list(*texts)
                found.update(str(value) for row in rows for value in row if value)
            told = [
                field.attname
                for field in model._meta.concrete_fields
                if isinstance(field, models.JSONField)
            ]
            if told:
                for row in model._base_manager.values_list(*told):
                    found.update(_strings(row))
        # A person's page may speak of the parts of their name.
        found.update(part for one in Member.objects.all() for part in one.name.split())
    for path in Path(settings.BASE_DIR).glob("*/content/*.yaml"):
        found.update(_strings(yaml.safe_load(path.read_text(encoding="utf-8"))))
    found |= titles_of_the_help()
    # Offered to choose from or to copy: words that become the school's own, and names of places.
    usual = {one for words in USUAL.values() for one in words}
    found |= usual | {upper_first(one) for one in usual}
    found |= {zone.replace("_", " ") for zone in available_timezones()}
    pieces = {" ".join(piece.split()) for one in found for piece in (one, *one.splitlines())}
    pieces = {one for one in pieces if LATIN.search(one)}
    # Within a sentence they may begin with a small letter.
    return pieces | {one[0].lower() + one[1:] for one in pieces}


def titles_of_the_help() -> set[str]:
    """What the topics of docs/help are called: English, as the libraries are."""
    return {
        label(text, LABELS)
        for topic in all_help().topics.values()
        for text in (topic.title, topic.about)
    }


def texts_of_the_help() -> set[str]:
    """Every text of docs/help and of the formulas, whole: a part of one excuses nothing."""
    parser = Texts()
    for topic in all_help().topics.values():
        parser.feed(in_words(topic, LABELS, lambda slug, figure: "/"))
    for group in all_groups():
        for one in group.definitions:
            for line in one.formula:
                parser.feed(to_html(line))
    return set(parser.found)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield from re.split(
            r"\{[^}]*\}", value
        )  # a library leaves room for the school's own labels
    elif isinstance(value, dict):
        yield from (
            one for key, inner in value.items() for one in (*_strings(key), *_strings(inner))
        )
    elif isinstance(value, (list, tuple)):
        yield from (one for inner in value for one in _strings(inner))


def untranslated(html: str, known: Known) -> set[str]:
    """The texts of a page that are neither in the made-up language nor somebody's own words."""
    parser = Texts()
    parser.feed(html)
    return {
        text
        for text in parser.found
        if LATIN.search(text)
        and LATIN.search(known(text))
        # A picture breaks words into lines: a part of them is theirs.
        and not (text in parser.drawn and known.is_part(text))
    }


class Known:
    """Words that are not the product's: what is left of a text when all of them are taken out, the longest first.

    Of `whole` nothing is taken out: a text is one of them, or it is not.
    """

    def __init__(self, words: set[str], whole: Set[str] = frozenset()) -> None:
        self.ordered = sorted(words | set(NAMES), key=len, reverse=True)
        self.lowered = {one.casefold() for one in (*self.ordered, *whole)}
        self.rests: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        if text not in self.rests:
            self.rests[text] = self._rest(text)
        return self.rests[text]

    def is_part(self, text: str) -> bool:
        """Whether `text` is a part of somebody's own words."""
        return any(text in one for one in self.ordered)

    def _rest(self, text: str) -> str:
        if text.casefold() in self.lowered:
            return ""
        if text.endswith("…"):
            begun = text[:-1].strip(" :·")
            if any(one.startswith(begun) for one in self.ordered):
                return ""
        for one in self.ordered:
            if one in text:
                text = text.replace(one, " ")
                if not LATIN.search(text):
                    return ""
        return text


def test_the_made_up_language_keeps_what_is_filled_in() -> None:
    assert full_width("%(n)s of <b>%(all)s</b> {name} &amp; 5%%") == (
        "%(n)s ｏｆ <b>%(all)s</b> {name} &amp; 5%%"
    )


def test_a_text_that_nobody_had_translated_is_found(made_up: None) -> None:
    said = translation.gettext("Save")
    html = f"<p>{said}</p><p>Forgotten here</p><b title='And here'>The school’s own</b>"
    assert untranslated(html, Known({"The school’s own"})) == {"Forgotten here", "And here"}


def test_a_text_of_the_help_excuses_nothing_that_it_is_a_part_of() -> None:
    known = Known(set(), {"the plan"})
    assert untranslated("<p>the plan</p><p>Open the plan</p>", known) == {"Open the plan"}


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["helen", "ruth"])
@pytest.mark.once
def test_no_page_of_a_school_says_anything_that_cannot_be_translated(
    made_up: None, key: str
) -> None:
    with translation.override("en-gb"):
        school = the_sample()
    client, own = browsers()[key], own_words()
    known, known_in_help = Known(own), Known(own, texts_of_the_help())
    wrong: dict[str, set[str]] = {}
    for name, route, _pattern in patterns():
        answer = client.get(address(name, arguments_for(school, name, route), school.slug))
        if answer.get("Content-Type", "").startswith("text/html"):
            words = known_in_help if name.startswith("handbook:") else known
            for text in untranslated(answer.content.decode(), words):
                wrong.setdefault(text, set()).add(name)
    assert not wrong, "\n".join(
        f"{text!r}: {', '.join(sorted(where)[:3])}" for text, where in sorted(wrong.items())
    )


@pytest.mark.django_db
@pytest.mark.once
def test_no_public_page_says_anything_that_cannot_be_translated(made_up: None) -> None:
    from tests.browser.test_every_page import outside

    own, wrong = own_words(), set()
    known, known_in_help = Known(own), Known(own, texts_of_the_help())
    for path in outside():
        words = known_in_help if path.startswith("/help/") else known
        answer = Client().get(path)
        if answer.get("Content-Type", "").startswith("text/html"):
            wrong |= {(path, text) for text in untranslated(answer.content.decode(), words)}
    assert not wrong, "\n".join(f"{path}: {text!r}" for path, text in sorted(wrong))
