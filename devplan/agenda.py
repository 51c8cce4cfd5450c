"""What a discussion of progress is about: drafted from what changed since the last one. No database.

Also when the next one is: by how often it comes round, in term time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .years import TermSpan, half_terms

MOST_OF_A_KIND = 8
DAYS = {"fortnight": 14, "month": 28, "half_term": 42, "term": 91}
# The order in which kinds are talked about: what was promised, what does not go well, what does.
ORDER = ("outcome", "late", "red", "done", "measured", "spent", "decided", "other")


@dataclass(frozen=True)
class Item:
    """One thing to talk about, why it stands there, and what of the plan it is about, by id."""

    kind: str
    text: str
    detail: str = ""
    action: int | None = None
    indicator: int | None = None


def draft(items: Iterable[Item]) -> list[Item]:
    """The items in the order they are talked about, each action once, no more of a kind than can be.

    An action that is late is not said again as stated red; of what is left out the number is said.
    """
    given = list(items)
    found: list[Item] = []
    seen: set[int] = set()
    for kind in ORDER:
        own = []
        for one in given:
            if one.kind != kind or (one.action in seen and kind in ("late", "red", "done")):
                continue
            if one.action is not None and kind in ("late", "red", "done"):
                seen.add(one.action)
            own.append(one)
        found += own[:MOST_OF_A_KIND]
        more = len(own) - MOST_OF_A_KIND
        if more > 0:
            words = ngettext("and %(n)s more like these", "and %(n)s more like these", more)
            found.append(
                Item(kind, words % {"n": more}, _("The pages of the plan have all of them."))
            )
    return found


def next_meeting(day: date, cadence: str, terms: Sequence[TermSpan]) -> date:
    """When a discussion held on `day` comes round: on the same weekday, in term time.

    Where that falls into a holiday it is put off week by week, at most ten weeks; beyond the terms
    that are known it stays.
    """
    wanted = day + timedelta(days=DAYS[cadence])
    spans = half_terms(terms)
    if not spans or wanted > spans[-1][1]:
        return wanted
    for weeks in range(11):
        later = wanted + timedelta(weeks=weeks)
        if any(first <= later <= last for first, last in spans):
            return later
    return wanted
