"""What the product offers to begin a plan from."""

from __future__ import annotations

import pytest

from devplan.library import LibraryError, library, parse_objectives, parse_presets
from devplan.models import StrandKind

GOOD = {
    "key": "a",
    "kind": "content",
    "text": "x",
    "why": "y",
    "criteria": ["one", "two"],
    "actions": [{"text": "do", "takes": "a term", "costs": "time"}],
}


def test_there_are_twenty_objectives_or_more_for_every_kind_of_strand() -> None:
    found = library().objectives
    assert len(found) >= 20
    assert {one.kind for one in found} == set(StrandKind.values)
    assert all(len(one.criteria) >= 2 and 2 <= len(one.actions) <= 4 for one in found)


def test_the_aligned_strands_are_of_every_kind_but_other() -> None:
    (aligned, authority, standards) = library().presets
    assert {one.kind for one in aligned.strands} == set(StrandKind.values) - {"other"}
    assert len(authority.strands) == 6
    assert len(standards.strands) >= 10


def test_objectives_of_a_kind_come_first() -> None:
    first, *_rest = library().for_kind("pedagogy")
    assert first.kind == "pedagogy"
    assert len(library().for_kind("pedagogy")) == len(library().objectives)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "fun"}, "no kind of strand"),
        ({"criteria": ["one"]}, "two criteria"),
        ({"text": ""}, "text is missing"),
        ({"text": "x" * 301}, "301 characters"),
        ({"actions": []}, "a list is missing"),
        ({"actions": ["do"]}, "fields are missing"),
    ],
)
def test_content_that_cannot_be_is_named(change: dict[str, object], said: str) -> None:
    with pytest.raises(LibraryError, match=said):
        parse_objectives([{**GOOD, **change}])


def test_what_is_there_twice_is_named() -> None:
    with pytest.raises(LibraryError, match="a is there twice"):
        parse_objectives([GOOD, GOOD])
    strand = {"name": "One", "kind": "other"}
    with pytest.raises(LibraryError, match="one is there twice"):
        parse_presets([{"key": "k", "title": "t", "about": "a", "strands": [strand, strand]}])
