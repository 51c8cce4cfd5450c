"""A cell of the entitlement: one key stage of ICT itself or of a subject, and who answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from schools.calendar import academic_year
from schools.forms.settings import KEY_STAGES
from schools.labels import upper_first
from schools.models import School, Subject

ICT_ITSELF = 0


def this_year() -> int:
    """The calendar year in which today's academic year starts."""
    return academic_year(timezone.localdate())


def year_name(year: int) -> str:
    """An academic year as people write it: 2026 → "2026/27"."""
    return f"{year}/{(year + 1) % 100:02d}"


def stages_of(school: School) -> list[str]:
    """The school's key stages, the youngest first."""
    taught = set(school.key_stages)
    return [stage for stage in KEY_STAGES if stage in taught]


def stage_title(stage: str) -> str:
    """A key stage in words: "KS2" → "key stage 2"."""
    return str(KEY_STAGES.get(stage, stage))


@dataclass(frozen=True)
class Leader:
    """Somebody who answers for a subject, or for ICT itself."""

    pk: int
    name: str


@dataclass(frozen=True)
class Cell:
    """One key stage of `subject`, or of ICT itself where there is none.

    `leaders` are its heads of department; of ICT itself the coordinators, and who leads the subject
    that is ICT itself. Where there are none the headteacher signs. `taught_as` names that subject.
    """

    school: School
    subject: Subject | None
    stage: str
    leaders: tuple[Leader, ...] = ()
    taught_as: str = ""

    @property
    def number(self) -> int:
        """The subject as its address names it: 0 is ICT itself."""
        return self.subject.pk if self.subject else ICT_ITSELF

    @property
    def title(self) -> str:
        """What the cell is about, without its key stage."""
        return subject_title(self.school, self.subject, self.taught_as)

    @property
    def leader_ids(self) -> frozenset[int]:
        return frozenset(one.pk for one in self.leaders)


def subject_title(school: School, subject: Subject | None, taught_as: str = "") -> str:
    """The name of a subject; of none, ICT itself in the school's own word."""
    if subject is not None:
        return subject.name
    itself = _("%(ict)s itself") % {"ict": upper_first(school.labels["ict"])}
    return f"{itself} ({taught_as})" if taught_as else itself


def in_words(leaders: Sequence[Leader]) -> list[str]:
    """The names of those who answer for something."""
    return [one.name for one in leaders]
