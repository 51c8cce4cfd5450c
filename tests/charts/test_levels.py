"""Levels of strands as a picture: on one scale, nothing outside, told in words too."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from charts.levels import Strand, levels_picture

NAMES = ("Not in hand", "Begun", "In place", "Works well", "Others learn from it")
ROWS = [Strand("Pedagogy", 4, 2, "up from 2"), Strand("Leadership", 3, 3, "as before")]


def test_levels_stand_at_even_steps_of_the_scale() -> None:
    # By hand: the wide scale goes from 236 to 604, so that a level is 92 pixels.
    picture = levels_picture(ROWS, NAMES)
    assert [x for x, _n, _words in picture.points] == [236.0, 328.0, 420.0, 512.0, 604.0]
    assert (picture.lines[0].now, picture.lines[0].last) == (512.0, 328.0)
    assert not picture.lines[0].same and picture.lines[1].same
    assert picture.points[4][2] == ("Others learn", "from it")


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=80), st.integers(1, 5), st.none() | st.integers(1, 5)
        ),
        max_size=9,
    ),
    st.booleans(),
)
def test_nothing_is_drawn_outside(rows: list[tuple[str, int, int | None]], narrow: bool) -> None:
    drawn = [Strand(name, now, last, "as before") for name, now, last in rows]
    picture = levels_picture(drawn, NAMES, narrow=narrow)
    ys = [line.y for line in picture.lines]
    assert ys == sorted(ys)
    for line in picture.lines:
        assert 0 <= line.now <= picture.width and 0 < line.y < picture.height
        assert all(0 < y < picture.height for y, _name in line.names)
    assert picture.words_x < picture.width


@pytest.mark.parametrize(("now", "last"), [(0, None), (6, None), (3, 0)])
def test_a_level_beyond_the_scale_is_refused(now: int, last: int | None) -> None:
    with pytest.raises(ValueError, match="five levels"):
        levels_picture([Strand("Pedagogy", now, last, "")], NAMES)


def draw(paper: bool) -> str:
    pictures = [levels_picture(ROWS, NAMES), levels_picture(ROWS, NAMES, narrow=True)]
    words = "{% load level_charts %}{% chart_levels pictures 'Levels.' 'One is up.' paper=paper %}"
    return Template(words).render(Context({"pictures": pictures, "paper": paper}))


def test_the_page_has_classes_two_widths_and_a_table_for_those_who_listen() -> None:
    page = draw(False)
    assert page.count("<svg") == 2 and 'class="f-accent"' in page and 'fill="#' not in page
    assert '<th scope="row">Pedagogy</th>' in page and "style=" not in page
    assert page.count('aria-label="One is up."') == 2


def test_paper_has_attributes_and_one_picture() -> None:
    paper = draw(True)
    assert paper.count("<svg") == 1 and 'class="f-' not in paper and "<table" not in paper
    assert 'fill="#0a5c63"' in paper and "<title>One is up.</title>" in paper
