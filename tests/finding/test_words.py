from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from finding.words import excerpt, pieces, plain, stem, words_of


def test_small_words_count_only_alone() -> None:
    assert words_of("the plan for our ICT") == ["plan", "ict"]
    assert words_of("what is it") == ["what", "is", "it"]
    assert len(words_of("word " * 50)) == 8


def test_forms_of_a_word_share_their_beginning() -> None:
    assert {stem(word) for word in ("policy", "policies")} == {"polic"}
    assert {stem(word) for word in ("manage", "managing", "managed", "manages")} == {"manag"}
    assert [stem(word) for word in ("need", "speed", "ring", "bus")] == [
        "need",
        "speed",
        "ring",
        "bus",
    ]


def test_what_was_looked_for_is_marked_and_nothing_is_lost() -> None:
    cut = pieces("Write the Policies", ["policy"])
    assert [(one.text, one.marked) for one in cut] == [("Write the ", False), ("Policies", True)]


def test_an_excerpt_is_two_lines_around_the_first_of_the_words() -> None:
    text = "before " * 60 + "the hamster " + "after " * 60
    said = "".join(one.text for one in excerpt(text, ["hamster"]))
    assert "hamster" in said
    assert said.startswith("… ") and said.endswith(" …")
    assert len(said) < 260


@given(st.text(), st.text())
def test_pieces_are_the_text(text: str, typed: str) -> None:
    assert "".join(one.text for one in pieces(text, words_of(typed))) == text
    assert len(plain(text)) == len(text)
