"""Two people change one draft: what only one changed is kept, what both changed is asked."""

from __future__ import annotations

import datetime
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from roles.merging import Content, LineContent, choose, merge

BASE = Content("To coordinate.", 1, 120, None, {"d1": LineContent("leads", 30, "high", "")})

lines = st.dictionaries(
    st.sampled_from(["d1", "d2", "e3:KS1"]),
    st.builds(
        LineContent,
        st.sampled_from(["leads", "shares"]),
        st.none() | st.integers(0, 3),
        st.sampled_from(["", "high"]),
        st.sampled_from(["", "a note"]),
    ),
)
contents = st.builds(
    Content,
    st.sampled_from(["", "a", "b"]),
    st.none() | st.integers(1, 2),
    st.none() | st.integers(0, 2),
    st.none() | st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 1, 3)),
    lines,
)


def test_changes_in_different_fields_come_together_by_themselves() -> None:
    mine = replace(BASE, purpose="To lead.")
    theirs = replace(BASE, release_minutes=150)
    merged = merge(BASE, mine, theirs)
    assert merged.conflicts == ()
    assert (merged.content.purpose, merged.content.release_minutes) == ("To lead.", 150)


def test_changes_within_one_line_come_together_too() -> None:
    mine = replace(BASE, lines={"d1": LineContent("leads", 45, "high", "")})
    theirs = replace(BASE, lines={"d1": LineContent("leads", 30, "low", "in spring")})
    merged = merge(BASE, mine, theirs)
    assert merged.conflicts == ()
    assert merged.content.lines["d1"] == LineContent("leads", 45, "low", "in spring")


def test_what_both_changed_is_a_conflict_until_somebody_chooses() -> None:
    mine, theirs = replace(BASE, purpose="Mine."), replace(BASE, purpose="Theirs.", lines={})
    merged = merge(BASE, mine, theirs)
    assert merged.conflicts == ("purpose",)
    assert choose(merged, theirs, {"purpose": "theirs"}).purpose == "Theirs."
    assert choose(merged, theirs, {"purpose": "mine"}).purpose == "Mine."
    assert merged.content.lines == {}


def test_a_line_taken_out_by_one_and_changed_by_the_other_is_asked() -> None:
    mine = replace(BASE, lines={})
    theirs = replace(BASE, lines={"d1": LineContent("leads", 60, "high", "")})
    merged = merge(BASE, mine, theirs)
    assert merged.conflicts == ("d1",)
    assert choose(merged, theirs, {"d1": "mine"}).lines == {}
    assert choose(merged, theirs, {"d1": "theirs"}).lines == theirs.lines


@given(contents, contents)
def test_who_changed_alone_is_never_asked(base: Content, mine: Content) -> None:
    assert merge(base, mine, base).content == mine
    assert merge(base, base, mine).content == mine
    assert merge(base, mine, mine).conflicts == ()


@given(contents, contents, contents)
def test_choosing_theirs_everywhere_keeps_mine_only_where_theirs_is_the_base(
    base: Content, mine: Content, theirs: Content
) -> None:
    merged = merge(base, mine, theirs)
    chosen = choose(merged, theirs, dict.fromkeys(merged.conflicts, "theirs"))
    for name in ("purpose", "line_manager", "release_minutes", "review_on"):
        expected = getattr(mine if getattr(theirs, name) == getattr(base, name) else theirs, name)
        assert getattr(chosen, name) == expected


@given(contents)
def test_a_content_survives_being_carried_by_a_page(content: Content) -> None:
    assert Content.from_plain(content.to_plain()) == content
