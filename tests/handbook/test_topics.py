"""The help as it is written: every page has its topic, every link leads somewhere, every name is the page's own."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from handbook import definitions, topics
from handbook.topics import HelpError, Topic, all_help, parse
from schools.labels import LABELS

ROOT = Path(settings.BASE_DIR)
TOPICS = list(all_help().topics.values())
IDS = [one.slug for one in TOPICS]
# Answers that are no page, and so have no link to help: for machines, and files that are saved.
NO_PAGES = {
    "guide:example_docx", "guide:example_pdf", "guide:rating_form",
    "home:security_txt", "operations:alive", "operations:metrics", "operations:ready",
}  # fmt: skip


def names() -> set[str]:
    """The name of every address there is."""

    def walk(found: list[URLPattern | URLResolver], space: str) -> set[str]:
        all_names: set[str] = set()
        for one in found:
            if isinstance(one, URLResolver):
                below = ":".join(part for part in (space, one.namespace) if part)
                all_names |= walk(one.url_patterns, below)
            elif one.name:
                all_names.add(":".join(part for part in (space, one.name) if part))
        return all_names

    return walk(get_resolver().url_patterns, "")


@cache
def words_of_the_pages() -> frozenset[str]:
    """Everything that the product says through gettext, in templates and in code, as it is written there."""
    found: set[str] = set()
    tag = re.compile(r"\{%\s*translate\s+(?:\"([^\"]*)\"|'([^']*)')")
    block = re.compile(r"\{%\s*blocktranslate[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.S)
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        found |= {one or other for one, other in tag.findall(text)}
        for inner in block.findall(text):
            for part in re.split(r"\{%\s*plural\s*%\}", inner):
                found.add(" ".join(part.split()))
    for path in ROOT.glob("*/**/*.py"):
        if path.relative_to(ROOT).parts[0] in (".venv", "tests", "var"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "_", "gettext", "gettext_lazy", "ngettext", "pgettext", "ngettext_lazy",
            ):  # fmt: skip
                found |= {
                    one.value
                    for one in node.args
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return frozenset(found)


def test_every_page_has_a_topic() -> None:
    without = names() - all_help().of_page.keys() - NO_PAGES
    assert not without, f"docs/help has no topic for: {', '.join(sorted(without))}"


def test_no_topic_speaks_of_a_page_that_is_not_there() -> None:
    assert all_help().of_page.keys() - names() == set()
    assert names() >= NO_PAGES


@pytest.mark.parametrize("topic", TOPICS, ids=IDS)
def test_every_link_of_a_topic_leads_somewhere(topic: Topic) -> None:
    led: list[tuple[str, str]] = []

    def address(slug: str, figure: str) -> str:
        led.append((slug, figure))
        return "/"

    topics.to_html(topic.text, address)
    for slug, figure in led:
        if slug != topics.DEFINITIONS:
            assert slug in all_help().topics and not figure
        elif figure:
            assert definitions.find(figure) is not None, figure


@pytest.mark.parametrize("topic", TOPICS, ids=IDS)
def test_a_topic_says_what_it_is_for_what_to_do_first_what_then_and_who_may(topic: Topic) -> None:
    headings = re.findall(r"^## (.*)$", topic.text, re.M)
    assert headings == ["Do this first", "What happens then", "Who may"]
    assert not topic.text.startswith("#")
    words = len(topics.plain(topic.text).split())
    assert 60 <= words <= 260, words


@pytest.mark.parametrize("topic", TOPICS, ids=IDS)
def test_what_a_button_is_called_is_what_stands_on_it(topic: Topic) -> None:
    said = words_of_the_pages()
    bold = re.findall(r"\*\*(.+?)\*\*", topic.text.replace("\n", " "))
    assert [one for one in bold if one not in said] == []


@pytest.mark.parametrize("topic", TOPICS, ids=IDS)
def test_a_topic_uses_the_labels_and_not_one_school_s_words(topic: Topic) -> None:
    text = f"{topic.title} {topic.about} {topics.plain(topic.text)}"
    known = {label.lower() for label in re.findall(r"\{(\w+)\}", text)}
    assert known <= LABELS.keys()
    bare = re.sub(r"\{\w+\}|ICT Lead|“[^”]*”", "", text)
    assert re.findall(r"\b(?:ICT|SMT|headteacher|coordinator|head of department)\b", bare) == []


@pytest.mark.parametrize("topic", TOPICS, ids=IDS)
def test_a_topic_opens_a_page_that_needs_no_number(topic: Topic) -> None:
    if topic.opens:
        try:
            reverse(topic.opens, args=["school"])
        except NoReverseMatch:
            reverse(topic.opens)
        assert topic.opens in topic.pages


@pytest.mark.parametrize("topic", [one for one in TOPICS if one.screen], ids=lambda one: one.slug)
def test_the_picture_of_a_topic_is_there(topic: Topic) -> None:
    assert (ROOT / "docs" / "screens" / f"{topic.screen}.png").is_file()


GOOD = "---\ntitle: A\nabout: B.\npart: plan\nplace: 1\npages: [front]\n---\nText.\n"


def test_a_topic_is_read_with_its_facts() -> None:
    assert parse("a", GOOD) == Topic("a", "A", "B.", "plan", 1, "Text.", ("front",))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Text without facts.", "does not begin with its facts"),
        (GOOD.replace("about: B.\n", ""), "does not say its about"),
        (GOOD.replace("place: 1", "place: 1\ncolour: red"), "says colour"),
        (GOOD.replace("part: plan", "part: nowhere"), "no part of the handbook"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(HelpError, match=why):
        parse("a", text)


@pytest.mark.parametrize(
    "text", ["[x](nowhere.md)", "[x](../secret.md)", "[x](http://example.org)", "[x](plan.html)"]
)
def test_a_link_that_leads_nowhere_is_refused(text: str) -> None:
    with pytest.raises(HelpError, match="leads nowhere"):
        topics.to_html(text, lambda slug, figure: "/")


def test_raw_html_stays_text_and_no_link_runs_a_script() -> None:
    html = topics.to_html("<b onclick=x>bold</b>\n\n[x](javascript:alert(1))", lambda *_: "/")
    assert "<b " not in html and "&lt;b onclick" in html
    assert "<a" not in html
