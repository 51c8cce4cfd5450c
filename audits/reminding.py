"""On which days one is reminded of what falls due. Plain values, no database."""

from __future__ import annotations

import datetime

DAYS_BEFORE = (30, 7, 1)
# One is told once more when it has run out, and not again after so many days.
GIVEN_UP_AFTER = 30


def is_to_remind(
    renews_on: datetime.date,
    notice_on: datetime.date | None,
    reminded_on: datetime.date | None,
    today: datetime.date,
) -> bool:
    """Whether one is reminded today: a month, a week and a day before the day by which one has to decide.

    That is the notice day, where there is one. And once more when the entry has run out. A day on
    which nobody could be reminded is made good on the next; nothing is said twice.
    """
    if today > renews_on + datetime.timedelta(days=GIVEN_UP_AFTER):
        return False
    decide = notice_on or renews_on
    days = [decide - datetime.timedelta(days=before) for before in DAYS_BEFORE]
    days.append(renews_on + datetime.timedelta(days=1))
    reached = [day for day in days if day <= today]
    return bool(reached) and (reminded_on is None or reminded_on < max(reached))
