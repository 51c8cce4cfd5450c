"""Word-level differences: nothing of either text is lost, only what changed is shown as changed."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from roles.wording_diff import differs, wording_diff

words = st.lists(st.sampled_from(["a", "the", "plan", "plan,", "ICT", "ق", "🙂", "\n", "<b>"])).map(
    " ".join
)
texts = st.one_of(words, st.text(max_size=80))


def test_a_changed_word_is_shown_removed_and_added_between_what_stayed() -> None:
    assert wording_diff("Write the ICT plan", "Write the digital plan") == [
        ("same", "Write the "),
        ("removed", "ICT"),
        ("added", "digital"),
        ("same", " plan"),
    ]


def test_words_put_in_or_at_the_end_are_only_added() -> None:
    assert wording_diff("Write the plan", "Write and cost the plan each year") == [
        ("same", "Write"),
        ("added", " and cost"),
        ("same", " the plan"),
        ("added", " each year"),
    ]


def test_a_replaced_phrase_stays_together() -> None:
    assert wording_diff("Renew virus protection in time", "Renew software licences in time") == [
        ("same", "Renew "),
        ("removed", "virus protection"),
        ("added", "software licences"),
        ("same", " in time"),
    ]


def test_from_nothing_all_is_added_and_to_nothing_all_is_removed() -> None:
    assert wording_diff("", "All new") == [("added", "All new")]
    assert wording_diff("All gone", "") == [("removed", "All gone")]
    assert wording_diff("", "") == []


@given(texts, texts)
def test_without_what_was_added_it_reads_as_before(old: str, new: str) -> None:
    pieces = wording_diff(old, new)
    assert "".join(text for change, text in pieces if change != "added") == old


@given(texts, texts)
def test_without_what_was_removed_it_reads_as_now(old: str, new: str) -> None:
    pieces = wording_diff(old, new)
    assert "".join(text for change, text in pieces if change != "removed") == new


@given(texts, texts)
def test_it_differs_only_where_the_texts_do(old: str, new: str) -> None:
    assert differs(wording_diff(old, new)) == (old != new)


@given(texts, texts)
def test_neighbours_are_of_different_sorts_and_none_is_empty(old: str, new: str) -> None:
    pieces = wording_diff(old, new)
    assert all(text for _change, text in pieces)
    assert all(one[0] != other[0] for one, other in pairwise(pieces))
