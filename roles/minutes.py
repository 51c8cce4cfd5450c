"""Time as people type it, in minutes a week: "150", "2:30", "2 hours 30 minutes", "2.5 h"."""

import re

_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")
_WORDS = re.compile(
    r"(?:(\d{1,3}(?:[.,]\d{1,2})?)\s*h(?:ours?|rs?)?)?\s*(?:and\s+)?(?:(\d{1,5})\s*m(?:in(?:ute)?s?)?)?",
    re.IGNORECASE,
)


def parse_minutes(text: str) -> int | None:
    """Minutes out of what was typed; None out of nothing.

    Raises:
        ValueError: it is no length of time.
    """
    text = " ".join(text.split())
    if not text:
        return None
    if text.isdecimal() and len(text) < 6:
        return int(text)
    if clock := _CLOCK.fullmatch(text):
        return int(clock[1]) * 60 + int(clock[2])
    words = _WORDS.fullmatch(text)
    if words is None:
        raise ValueError(text)
    hours = float((words[1] or "0").replace(",", "."))
    return round(hours * 60) + int(words[2] or 0)
