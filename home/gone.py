"""What became of a page that is not there, for people of its school: links in old e-mails lead to such."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from schools.models import Member
from schools.navigation import Link, stations
from schools.queries.trail import Entry, activities, by_day


@dataclass(frozen=True)
class Gone:
    """The last thing that the trail says of an address, as far as its reader may read the trail, and
    the step of the cycle that it belonged to.
    """

    last: Entry | None
    station: Link | None


def became_of(request: HttpRequest) -> Gone | None:
    """What there is to say of the address of `request`; None for strangers and for no address of ours.

    One query. It says no more than the reader finds on the page of what was done.
    """
    member: Member | None = getattr(request, "member", None)
    match = request.resolver_match
    if member is None or match is None or not match.kwargs.keys() - {"school"}:
        return None
    found = by_day(activities(member).filter(path=request.path)[:1])
    station = next((one for one in stations(request, member) if one.current), None)
    return Gone(found[0].entries[0] if found else None, station)
