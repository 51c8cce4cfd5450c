"""The libraries as one school is offered them: the product's, then what others add for it."""

from __future__ import annotations

from dataclasses import replace

from schools.models import School
from schools.offering import Offering

from .library import Entry, Library, library
from .selfreview_library import Strand
from .skills_library import SkillEntry, Skills, skills_library

ENTITLEMENT: Offering[Entry] = Offering()
SKILLS: Offering[SkillEntry] = Offering()
# Strands of the self-review beside the product's own, which every school has.
STRANDS: Offering[Strand] = Offering()


def library_of(school: School) -> Library:
    """The library of entitlement, with the statements that others offer this school; one query."""
    more = ENTITLEMENT.of(school)
    return replace(library(), entries=(*library().entries, *more)) if more else library()


def skills_of(school: School) -> Skills:
    """The library of the skills audit, with the statements that others offer this school; one query."""
    more, own = SKILLS.of(school), skills_library()
    return replace(own, entries=(*own.entries, *more)) if more else own
