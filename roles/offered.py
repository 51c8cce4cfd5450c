"""The library as one school is offered it: the product's, then what others add for it."""

from __future__ import annotations

from dataclasses import replace

from schools.models import School
from schools.offering import Offering

from .library import Entry, Library, library

DUTIES: Offering[Entry] = Offering()


def library_of(school: School) -> Library:
    """The product's library, with the duties that others offer this school; one query."""
    more = DUTIES.of(school)
    return replace(library(), entries=(*library().entries, *more)) if more else library()
