"""When a round of updates is offered, and until when it asks. Plain values, no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from .rag import SETTLED

FRIDAY = 4
UNDER_WAY = "under_way"
LAST_DAYS = 14
# So many days before its day a round reminds, and so many after it closes by itself.
REMINDS_BEFORE, LINGERS = 2, 7
LEAST_NOTICE = 3

Span = tuple[date, date]


def half_term_at(spans: Sequence[Span], today: date) -> Span | None:
    """The half-term of `today`; in a holiday the one that comes; after the last, none."""
    return next((span for span in sorted(spans) if today <= span[1]), None)


def in_last_fortnight(span: Span | None, today: date) -> bool:
    """Whether the half-term has begun and ends within two weeks."""
    return span is not None and span[0] <= today and span[1] - timedelta(days=LAST_DAYS) < today


def day_to_ask_for(span: Span | None, today: date) -> date:
    """Until when a round begun today asks: the last Friday that leaves a week of the half-term.

    Where that is past or leaves nobody three days, the first Friday that does.
    """
    soonest = today + timedelta(days=LEAST_NOTICE)
    soonest += timedelta(days=(FRIDAY - soonest.weekday()) % 7)
    if span is None:
        return soonest
    best = span[1] - timedelta(days=7)
    best -= timedelta(days=(best.weekday() - FRIDAY) % 7)
    return max(soonest, best)


def wants_word(status: str, starts_on: date | None, ends_on: date | None, until: date) -> bool:
    """Whether an open action is under way, or begins or is due by `until`, late ones too."""
    if status in SETTLED:
        return False
    if status == UNDER_WAY:
        return True
    return any(day is not None and day <= until for day in (starts_on, ends_on))
