"""The library of the self-review: what it holds, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from audits.selfreview_library import (
    CONTENT,
    PLAN_STRANDS,
    LibraryError,
    parse,
    selfreview_library,
)
from devplan.models import StrandKind


def content() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((CONTENT / "selfreview.yaml").read_text())
    return loaded


def test_it_has_the_six_strands_that_plans_align_and_leadership() -> None:
    found = selfreview_library().strands
    assert [one.plan_strand for one in found] == [*PLAN_STRANDS, ""]
    assert found[-1].key == "leadership"
    assert set(PLAN_STRANDS) <= set(StrandKind.values)


def test_every_level_says_what_one_sees_asks_how_one_knows_and_gives_examples() -> None:
    levels = [level for strand in selfreview_library().strands for level in strand.levels]
    assert len(levels) == 35 and len({one.text for one in levels}) == 35
    assert len({one.know for one in levels}) == 35
    assert all(one.know.endswith("?") and len(one.next) >= 2 for one in levels)
    assert all(len(one.text) >= 60 for one in levels)


def test_its_words_are_plain() -> None:
    text = (CONTENT / "selfreview.yaml").read_text().lower()
    for jargon in ("leverage", "synerg", "embed", "robust", "stakeholder", "holistic", "empower"):
        assert jargon not in text


def a_change(path: str, value: Any) -> dict[str, Any]:
    changed = content()
    *steps, last = path.split(".")
    here: Any = changed
    for step in steps:
        here = here[int(step)] if step.isdigit() else here[step]
    if value is None:
        del here[last]
    elif last.isdigit():
        here[int(last)] = value
    else:
        here[last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("version", "one", "is no number"),
        ("date", "today", "is no day"),
        ("strands", [], "is not a list with something in it"),
        ("strands.0.title", None, "title is missing"),
        ("strands.0.mood", "good", "not a field that belongs here"),
        ("strands.0.strand", "buildings", "is not one of"),
        ("strands.1.key", "infrastructure", "stands there twice"),
        ("strands.0.levels.4.level", 6, "are not 1 to 5 in order"),
        ("strands.0.levels.0.know", "", "is empty or no text"),
        ("strands.0.levels.0.next", "Do it", "is no list of examples"),
        ("strands.0.levels.0.next", [""], "is empty or no text"),
        ("strands.0.levels.0.text", "x" * 300, "characters long"),
        ("strands.0.levels.0.text", "The {boss} says so and so it shall be", "has braces"),
        ("levels.0.title", "x" * 40, "characters long"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(path: str, value: Any, words: str) -> None:
    with pytest.raises(LibraryError, match=words):
        parse(a_change(path, value))


def test_a_level_too_few_is_refused() -> None:
    changed = content()
    changed["strands"][3]["levels"].pop()
    with pytest.raises(LibraryError, match=r"pedagogy.*are not 1 to 5"):
        parse(changed)
