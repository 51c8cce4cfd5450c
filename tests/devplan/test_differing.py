"""Differences of a plan's text as people read them."""

from __future__ import annotations

import datetime

from devplan.differing import changed, cost_line, lines_of, people_in, row_change, span
from devplan.text import Difference

NAMES = {1: "Tom Teacher", 2: "Dora Department"}
COST = {
    "year": 2026,
    "pence": 120050,
    "kind": "equipment",
    "capital": True,
    "funding": "the grant",
    "rationale": "Two rooms are offline",
}


def test_words_are_compared_word_by_word_and_people_days_and_choices_as_a_whole() -> None:
    assert changed("text", "Survey the rooms", "Survey all rooms", NAMES) == [
        [("same", "Survey "), ("removed", "the"), ("added", "all"), ("same", " rooms")]
    ]
    assert changed("lead", 1, 2, NAMES) == [
        [("removed", "Tom Teacher"), ("same", " "), ("added", "Dora Department")]
    ]
    assert changed("ends_on", None, "2026-09-04", NAMES) == [[("added", "4 September 2026")]]
    assert changed("kind", "other", "pedagogy", NAMES) == [
        [("removed", "other"), ("same", " "), ("added", "pedagogy")]
    ]
    assert changed("first_year", 2026, 2027, NAMES)[0][0] == ("removed", "2026/27")


def test_of_a_list_only_the_lines_that_differ_are_shown() -> None:
    same = {"text": "Stays", "due_on": None}
    old = [same, {"text": "Thirty children watch", "due_on": "2026-07-01"}]
    new = [same, {"text": "Sixty children watch", "due_on": "2026-07-01"}]
    assert changed("criteria", old, new, NAMES) == [
        [("removed", "Thirty"), ("added", "Sixty"), ("same", " children watch, by 1 July 2026")]
    ]
    assert changed("criteria", [same], [], NAMES) == [[("removed", "Stays")]]
    assert changed("supporters", [1], [1, 2], NAMES) == [[("added", "Dora Department")]]


def test_a_cost_says_its_year_amount_kind_source_and_reason() -> None:
    assert cost_line(COST) == (
        "2026/27: £1,200.50, equipment, capital, from the grant. Two rooms are offline"
    )


def test_an_indicator_says_from_where_to_where() -> None:
    one = {
        "text": "Rooms",
        "unit": "%",
        "baseline": "41",
        "targets": [["60", "2026-07-01"], ["80", "2027-07-01"]],
    }
    nbsp = "\N{NO-BREAK SPACE}"
    assert lines_of("indicators", [one], NAMES) == [
        f"Rooms: from 41{nbsp}%, 60{nbsp}% by 1 July 2026, 80{nbsp}% by 1 July 2027"
    ]


def test_who_was_erased_is_somebody_who_has_left() -> None:
    assert lines_of("lead", 99, NAMES) == ["somebody who has left"]


def test_the_people_of_differences_are_found() -> None:
    one = Difference(("action", 5), "changed", "x", {"lead": (1, None), "supporters": ([], [2, 3])})
    assert people_in([one]) == {1, 2, 3}


def test_a_row_that_came_says_what_it_says() -> None:
    said = {("action", 5): ["Tom Teacher"]}
    assert row_change(Difference(("action", 5), "added", "x", {}), NAMES, said).lines == [
        "Tom Teacher"
    ]
    assert row_change(Difference(("action", 5), "changed", "x", {}), NAMES, said).lines == []


def test_days_are_said_as_a_span() -> None:
    one, other = datetime.date(2026, 3, 3), datetime.date(2026, 7, 20)
    assert span(one, other) == "3 March – 20 July 2026"
    assert span(one, datetime.date(2027, 7, 20)) == "3 March 2026 – 20 July 2027"
    assert span(one, one) == "3 March 2026"
    assert span(None, other) == "until 20 July 2026"
    assert span(one, None) == "from 3 March 2026"
    assert span(None, None) == ""
