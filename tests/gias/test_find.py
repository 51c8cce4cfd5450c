"""A school is found by its number, or by the beginnings of the words of its name and place."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from gias.actions import bring_in
from gias.queries import find

from .test_import import FILE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _register() -> None:
    bring_in(FILE)


def found(typed: str) -> list[str]:
    return [one.urn for one in find(typed)]


def test_a_school_is_found_by_its_number_or_the_first_digits_of_it() -> None:
    assert found("990005") == ["990005"]
    assert len(found("9900")) == 8
    assert found("990999") == []


def test_a_school_is_found_by_beginnings_of_words_in_any_order() -> None:
    assert found("st brendans") == ["990002"]
    assert found("St. Brendan’s Cath") == ["990002"]
    assert found("school tern high") == ["990005"]
    assert found("cafe") == ["990003"]
    assert found("endans") == []


def test_town_authority_and_postcode_tell_schools_apart() -> None:
    assert found("primary quillhaven zz1 2ab") == ["990002"]
    assert found("nursery quillshire") == ["990009"]


def test_open_schools_come_first_then_those_that_begin_with_the_words() -> None:
    assert found("quillhaven")[0] == "990001"
    assert found("quillhaven")[-1] == "990003"


@pytest.mark.parametrize("typed", ["", "  ", "st", "%%%", "___", "’’’"])
def test_too_little_finds_nothing(typed: str) -> None:
    assert found(typed) == []


def test_one_query_finds_them(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        find("saltings all through")
