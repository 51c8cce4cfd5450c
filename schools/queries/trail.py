"""The trail as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..labels import upper_first
from ..models import Activity, Member
from ..permissions import may
from ..trail import SENTENCES, read

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One thing that was done: when (local time), the sentence, and where it can be seen."""

    at: datetime
    sentence: str
    path: str


@dataclass(frozen=True)
class Day:
    """What was done on one day, the latest first."""

    day: date
    entries: list[Entry]


def activities(member: Member, of: Member | None = None) -> QuerySet[Activity]:
    """What `member` may read of the trail, the latest first.

    Senior managers read all of it, or what one person (`of`) did; others what they did themselves
    and what was done about them.
    """
    found = Activity.objects.select_related("member", "person")
    if not may(member, "schools.read_whole_trail"):
        return found.filter(Q(member=member) | Q(person=member))
    return found if of is None else found.filter(member=of)


def by_day(found: Iterable[Activity]) -> list[Day]:
    """These entries as sentences under their days; without a query of its own."""
    nobody = _("a former member")
    entries = [
        Entry(
            timezone.localtime(one.at),
            upper_first(read(one, nobody)),
            one.path,
        )
        for one in found
        if one.verb in SENTENCES
    ]
    return [Day(day, list(some)) for day, some in groupby(entries, lambda one: one.at.date())]


def people_in_trail() -> list[Member]:
    """Everybody who did something here, those who have left too, by name; nobody who was erased."""
    did = Activity.objects.filter(member=OuterRef("pk"))
    return list(Member.objects.filter(Exists(did), erased_at=None).order_by("name"))
