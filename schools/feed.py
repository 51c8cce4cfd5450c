"""Days as a calendar that calendar programs read (iCalendar, RFC 5545), made by the icalendar library."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from icalendar import Calendar, Event

from .dates import CalendarDate


def as_calendar(
    name: str, host: str, base: str, dates: Iterable[CalendarDate], now: datetime.datetime
) -> bytes:
    """A calendar called `name` with each date as a whole day. `base` goes before their addresses,
    `host` after their keys, so that no other calendar's event is taken for one of these.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//ICT Lead//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", datetime.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for one in dates:
        event = Event()
        event.add("uid", f"{one.key}@{host}")
        event.add("dtstamp", now)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + datetime.timedelta(days=1))
        event.add("summary", " ".join(one.title.split()))
        event.add("url", base + one.url)
        event.add("description", base + one.url)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
