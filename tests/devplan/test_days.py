"""Days as people write them."""

from datetime import date

import pytest

from devplan.days import NotADay, Span, span_from
from devplan.years import TermSpan, terms_of

# Terms of 2026/27 as a school of ours sets them.
TERMS = [
    TermSpan(
        2026, "autumn", date(2026, 9, 3), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30)
    ),
    TermSpan(
        2026, "spring", date(2027, 1, 4), date(2027, 3, 25), date(2027, 2, 15), date(2027, 2, 19)
    ),
    TermSpan(
        2026, "summer", date(2027, 4, 12), date(2027, 7, 21), date(2027, 5, 31), date(2027, 6, 4)
    ),
]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("04/09/2026", date(2026, 9, 4), date(2026, 9, 4)),
        ("4.9.26", date(2026, 9, 4), date(2026, 9, 4)),
        ("2026-09-04", date(2026, 9, 4), date(2026, 9, 4)),
        ("2026-09-04 00:00:00", date(2026, 9, 4), date(2026, 9, 4)),
        ("4 September 2026", date(2026, 9, 4), date(2026, 9, 4)),
        ("4th Sept. 26", date(2026, 9, 4), date(2026, 9, 4)),
        ("February 2028", date(2028, 2, 1), date(2028, 2, 29)),
        ("Autumn 2026", date(2026, 9, 3), date(2026, 12, 18)),
        ("Autumn term 2 2026", date(2026, 10, 31), date(2026, 12, 18)),
        ("Spring 27", date(2027, 1, 4), date(2027, 3, 25)),
        ("by Easter 2027", None, date(2027, 3, 25)),
        ("from January 2027", date(2027, 1, 1), None),
        ("Sept 26 – July 27", date(2026, 9, 1), date(2027, 7, 31)),
        ("Sept to Dec 2026", date(2026, 9, 1), date(2026, 12, 31)),
        ("Nov - Feb 2027", date(2026, 11, 1), date(2027, 2, 28)),
        ("2026/27", date(2026, 9, 3), date(2027, 7, 21)),
        ("ongoing", None, None),
        ("", None, None),
    ],
)
def test_what_people_write_is_read_as_they_mean_it(
    text: str, first: date | None, last: date | None
) -> None:
    assert span_from(text, TERMS) == Span(first, last)


@pytest.mark.parametrize(
    "text", ["31/02/2027", "soon", "13/13/2026", "Autumn", "1/1", "4 Brumaire 26"]
)
def test_what_is_no_day_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(NotADay, match=text.replace("/", "/")):
        span_from(text, TERMS)


@pytest.mark.parametrize(
    "text",
    [
        "Autumn 9999",
        "Autumn 0000",
        "Sept 0000",
        "Easter 0000",
        "0000-01-01",
        "1/9/0026",
        "31/12/9999",
        "from Sept 3026",
        "Sept – Dec 9999",
        "2926/27",
    ],
)
def test_a_year_that_cannot_be_meant_is_a_refusal_and_no_fault(text: str) -> None:
    with pytest.raises(NotADay, match="Look at the year once more"):
        span_from(text, TERMS)


def test_terms_of_other_years_are_the_usual_ones() -> None:
    usual = terms_of([2030])[0]
    assert span_from("Autumn 2030", TERMS) == Span(usual.starts_on, usual.ends_on)
