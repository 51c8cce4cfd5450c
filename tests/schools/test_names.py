"""Names within texts: found however they are spaced, and nothing else is."""

from __future__ import annotations

import unicodedata

import pytest

from schools.names import Names, ascii_run

AMIRA = Names(("Amira Khan",), ("amira@oak.example",), "former member", mentioned=("Amira",))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Amira Khan", "former member"),
        ("amira  KHAN leads it", "former member leads it"),
        ("Ask Amira\u00a0Khan’s class", "Ask former member’s class"),
        ("@Amira Khan, could you?", "former member, could you?"),
        ("@Amira could you?", "former member could you?"),
        ("Write to amira@oak.example.", "Write to former member."),
        ("amira_khan-cv.pdf", "former member-cv.pdf"),
        ("https://x.example/amira-khan.pdf", "https://x.example/former-member.pdf"),
        ("https://x.example/Amira%20Khan", "https://x.example/former-member"),
        ("(Amira\nKhan)", "(former member)"),
        ("Amira will ask", "Amira will ask"),
        ("Amira Khanna", "Amira Khanna"),
        ("Samira Khan", "Samira Khan"),
        ("xamira@oak.example", "xamira@oak.example"),
    ],
)
def test_the_whole_name_and_the_address_are_replaced(before: str, after: str) -> None:
    assert AMIRA.replaced(before) == after


def test_a_name_of_one_word_is_a_name_only_where_it_stands_alone_or_after_an_at() -> None:
    will = Names(("Will",), (), "former member")
    assert will.replaced("Will") == "former member"
    assert will.replaced("@Will, please") == "former member, please"
    assert will.replaced("Will the tablets last? They will.") == "Will the tablets last? They will."


def test_somebody_elses_longer_name_stays() -> None:
    ann = Names(("Ann Lee",), (), "former member", others=("Mary Ann Lee", "Bob"))
    assert ann.replaced("Ann Lee and Mary Ann Lee") == "former member and Mary Ann Lee"


def test_a_namesakes_name_stays_and_is_told() -> None:
    ann = Names(("Ann Lee",), ("ann@oak.example",), "former member", others=("ann lee",))
    assert ann.replaced("Ann Lee, ann@oak.example") == "Ann Lee, former member"
    assert ann.namesakes == ("Ann Lee",)


def test_accents_and_apostrophes_are_found_in_every_spelling() -> None:
    names = Names(("José O’Brien",), (), "former member")
    for text in ("José O'Brien", unicodedata.normalize("NFD", "José O’Brien"), "José O&#39;Brien"):
        assert names.replaced(text) == "former member"


def test_json_is_gone_through_with_its_keys() -> None:
    value = {"Amira Khan": [1, None, "by Amira Khan", {"x": "amira@oak.example"}]}
    assert AMIRA.replaced_within(value) == {
        "former member": [1, None, "by former member", {"x": "former member"}]
    }


def test_what_is_left_of_a_name_is_found_by_its_parts() -> None:
    assert AMIRA.left_in("Ms Khan asked Amira") == {"Amira", "Khan"}
    assert AMIRA.left_in("Khanna will") == set()


def test_a_short_name_is_looked_for_by_all_its_words() -> None:
    names = Names(("Al Li",), (), "former member")
    assert names.parts == ()
    assert ascii_run(names.searched) == ["Al", "Li"]
    assert ascii_run(["O'Brien", "Łukasz", "ñ"]) == ["Brien", "ukasz", ""]
