"""Days on which there is school: the sample's meetings, visits, training and reviews are on no others."""

from __future__ import annotations

import datetime

from django.utils import timezone

from schools.calendar import FRIDAY, academic_year, usual_terms


def is_school_day(day: datetime.date) -> bool:
    """Whether there is school: a weekday of a term, outside half-term and not the first day of a term."""
    return day.weekday() <= FRIDAY and any(
        one.starts_on < day <= one.ends_on and not one.break_starts_on <= day <= one.break_ends_on
        for one in usual_terms(academic_year(day))
    )


def school_day(days: int) -> datetime.date:
    """The day so many days from today; where there is no school, the last before it that is past, or the next."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    step = datetime.timedelta(days=1 if days > 0 else -1)
    while not is_school_day(day):
        day += step
    return day


def school_moment(days: int, hour: int = 16, minute: int = 10) -> datetime.datetime:
    """A time on that school day, in the school's time zone; never later than now."""
    day = datetime.datetime.combine(school_day(days), datetime.time(hour, minute))
    return min(timezone.make_aware(day), timezone.now()) if days <= 0 else timezone.make_aware(day)
