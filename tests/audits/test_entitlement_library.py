"""The library of entitlement: what it holds, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from audits.library import CONTENT, STAGES, LibraryError, library, parse
from schools.models import School
from schools.usual import subjects


def content() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((CONTENT / "entitlement.yaml").read_text())
    return loaded


@pytest.mark.parametrize("stage", STAGES)
def test_each_key_stage_has_statements_for_ict_itself_and_for_every_subject(stage: str) -> None:
    found = [one for one in library().entries if one.stage == stage]
    assert 6 <= sum(one.kind == "ict" for one in found) <= 9
    assert 3 <= sum(one.kind == "every" for one in found) <= 6
    assert all((one.why and one.source) or one.kind == "every" for one in found)


def test_sources_are_named_with_their_date_and_the_early_years_are_honest() -> None:
    stages = {one.stage: one for one in library().stages}
    assert all(stages[one].date == "September 2013" and stages[one].statutory for one in STAGES[1:])
    assert not stages["EYFS"].statutory and "no goal for technology" in stages["EYFS"].note


@pytest.mark.parametrize("phase", ["primary", "secondary", "nursery"])
def test_most_usual_subjects_have_something_of_their_own(phase: str) -> None:
    names = [one for one in subjects(School.Phase(phase)) if not library().is_ict(one)]
    without = [one for one in names if not library().of_subject(one)]
    assert set(without) <= {"Understanding the world"} and len(without) <= 1


def test_computing_is_ict_itself() -> None:
    assert library().is_ict(" computing ") and library().is_ict("ICT")
    assert not library().is_ict("Science")


def a_change(path: str, value: Any) -> dict[str, Any]:
    changed = content()
    *steps, last = path.split(".")
    here: Any = changed
    for step in steps:
        here = here[int(step)] if step.isdigit() else here[step]
    if value is None:
        del here[last]
    else:
        here[last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("version", "one", "version is a number"),
        ("ict.0.text", "", "text is empty"),
        ("ict.0.text", "x" * 400, "400 characters"),
        ("ict.0.stage", "KS9", "no key stage"),
        ("ict.0.why", None, "why is missing"),
        ("every.0.stages", [], "stages is empty"),
        ("ict.1.key", "devices-eyfs", "is there twice"),
        ("stages.1.stage", "EYFS", "there twice"),
        ("stages.0.statutory", "no", "neither yes nor no"),
        ("subjects.0.names", "English", "list of names"),
        ("subjects.0.colour", "red", "not a field"),
    ],
)
def test_wrong_content_is_refused_by_its_place(path: str, value: Any, words: str) -> None:
    with pytest.raises(LibraryError, match=words):
        parse(a_change(path, value))
