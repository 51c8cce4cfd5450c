"""What the front page of a school says to a member."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from board.queries.waiting import Waiting, new_to
from notices.due import Due, Source, collect
from schools.kept import part
from schools.labels import upper_first
from schools.models import Member, PositionKind
from schools.once import together
from schools.permissions import may
from schools.queries.vision import Glance, glance
from schools.queries.years import place_in_year

from .cycle import Cycle, cycle_of
from .figures import Figure, figures_of


@dataclass(frozen=True)
class Front:
    """The finding, the day's place in the year, what needs the member, and where the school is.

    `reads` holds for those who come to read (governors): the page then leads with what there is
    to read. `notes` are those on the noticeboard that the member has not opened. A guest has neither
    cycle nor vision nor notes.
    """

    headline: str
    place: str
    dues: list[Due]
    cycle: Cycle | None
    vision: Glance | None
    reads: bool
    notes: list[Waiting]
    figures: list[Figure]


def front_of(member: Member, today: datetime.date) -> Front:
    """The front page of `member`; a constant number of queries."""
    insider = may(member, "schools.read")
    reads = insider and member.kinds <= {PositionKind.GOVERNOR, PositionKind.GUEST}
    with together():
        dues = collect(member, _remembering)
        return Front(
            headline=headline(len(dues)),
            place=part("glance", partial(glance, member)).place
            if insider
            else place_in_year(member.school, today),
            dues=dues,
            cycle=cycle_of(member) if insider else None,
            vision=glance(member) if reads else None,
            reads=reads,
            notes=part("notes", partial(new_to, member)) if insider else [],
            figures=figures_of(member) if insider else [],
        )


def _remembering(source: Source, member: Member) -> list[Due]:
    """What a source asks, remembered until something that it reads has changed."""
    return part(f"due {source.__module__}.{source.__qualname__}", partial(source, member))


def headline(number: int) -> str:
    """How many things need somebody, in words: "Three things need you this week"."""
    if not number:
        return _("Nothing needs you today")
    said = ngettext(
        "%(number)s thing needs you this week", "%(number)s things need you this week", number
    )
    return upper_first(said % {"number": apnumber(number)})
