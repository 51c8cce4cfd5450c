"""Numbers in what somebody sent: an address, a form. Junk may stand there, and numbers too long to be read."""

from __future__ import annotations

from django.http import Http404

# As many digits as no number of a row has. Python itself refuses to read some thousands of them.
MOST_DIGITS = 15


def number_in(text: str | None) -> int | None:
    """The whole number, 0 or more, that a text is; None where it is none."""
    return int(text) if text and text.isdecimal() and len(text) <= MOST_DIGITS else None


def numbers_in(texts: list[str]) -> list[int]:
    """The numbers among the texts, in their order."""
    return [number for text in texts if (number := number_in(text)) is not None]


def number_or_404(text: str | None) -> int:
    """The whole number that a text is.

    Raises:
        Http404: it is none.
    """
    number = number_in(text)
    if number is None:
        raise Http404
    return number
