"""What the agreed roles do not yet say: gaps, overlaps, load. Findings, never refusals.

Pure functions over plain values; each finding is a small dataclass that can say itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.labels import upper_first
from schools.wording import listed, minutes_in_words

from .changes import LEADS
from .changes import Changes as Changes
from .changes import changes_by as changes_by

TOP = ("headteacher", "smt")


@dataclass(frozen=True)
class Thing:
    """A duty as findings see it. `shared_lead`: each of several roles leads it in its own part."""

    id: int
    name: str
    kind: str = "duty"
    investment: bool = False
    retired: bool = False

    @property
    def shared_lead(self) -> bool:
        """Every head of department leads theirs: several leaders are no overlap."""
        return self.kind == "department"


@dataclass(frozen=True)
class Job:
    """A role as findings see it; release time in minutes a week, None where none is agreed."""

    id: int
    title: str
    position: str
    vacant: bool = False
    release_minutes: int | None = None


@dataclass(frozen=True)
class Held:
    """What a role does with a duty (`duty` None: with an entitlement), in minutes a week."""

    role: int
    duty: int | None
    part: str
    minutes: int | None = None


class Finding(Protocol):
    """Something to talk about."""

    @property
    def sentence(self) -> str:
        """What was found, as a sentence with its full stop."""


@dataclass(frozen=True)
class Gap:
    """Nobody leads this duty; `helpers` share it or are asked about it."""

    duty: Thing
    helpers: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Names the duty, and who has another part in it."""
        if self.helpers:
            return ngettext(
                "Nobody leads “%(duty)s”; %(roles)s has a part in it.",
                "Nobody leads “%(duty)s”; %(roles)s have a part in it.",
                len(self.helpers),
            ) % {"duty": self.duty.name, "roles": listed(self.helpers)}
        return _("Nobody leads “%(duty)s”.") % {"duty": self.duty.name}


@dataclass(frozen=True)
class Overlap:
    """Several roles lead one duty."""

    duty: Thing
    roles: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Names the duty and all who lead it."""
        return _("%(roles)s each lead “%(duty)s”.") % {
            "roles": listed(self.roles),
            "duty": self.duty.name,
        }


@dataclass(frozen=True)
class Load:
    """Minutes a week of a role's lines beside its release time."""

    minutes: int
    release: int | None

    @property
    def over(self) -> int:
        """Minutes a week that do not fit; 0 where all fits or no release time is agreed."""
        return max(0, self.minutes - self.release) if self.release else 0

    @property
    def sentence(self) -> str:
        """The load in words, whether it fits, and by how much not."""
        words = {
            "minutes": minutes_in_words(self.minutes),
            "release": minutes_in_words(self.release),
            "over": minutes_in_words(self.over),
        }
        if not self.release:
            if not self.minutes:
                return _("No time is set for its duties, and no release time.")
            return _("%(minutes)s of duties a week; no release time is set.") % words
        if self.over:
            return (
                _("%(minutes)s of duties in %(release)s of release time: %(over)s a week over.")
                % words
            )
        return _("%(minutes)s of duties in %(release)s of release time: it fits.") % words


@dataclass(frozen=True)
class Overload:
    """A role whose duties do not fit its release time."""

    role: Job
    load: Load

    @property
    def sentence(self) -> str:
        """The role and its load in words."""
        return _("%(role)s: %(load)s") % {"role": self.role.title, "load": self.load.sentence}


@dataclass(frozen=True)
class UnansweredTop:
    """Nobody among the senior leaders leads the link between investment and improvement."""

    senior_leaders: str

    @property
    def sentence(self) -> str:
        """What is missing, with the school's word for its senior leaders."""
        return _(
            "Nobody in the %(smt)s answers for the link between what is spent on technology and "
            "what improves."
        ) % {"smt": self.senior_leaders}


@dataclass(frozen=True)
class LedBelow:
    """An aspect of the headteacher's role that a role below senior management leads."""

    duty: Thing
    role: str

    @property
    def sentence(self) -> str:
        """Names the aspect and the role, and what to do."""
        return _(
            "“%(duty)s” stays at the top, yet %(role)s leads it: agree a new version without it."
        ) % {"duty": self.duty.name, "role": self.role}


@dataclass(frozen=True)
class RetiredInUse:
    """A retired duty that agreed versions still hold."""

    duty: Thing
    roles: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Names the duty and the roles, and what to do."""
        return _(
            "“%(duty)s” is retired, yet agreed for %(roles)s until a new version leaves it out."
        ) % {"duty": self.duty.name, "roles": listed(self.roles)}


@dataclass(frozen=True)
class Vacancy:
    """A role that nobody holds leads duties."""

    role: Job
    led: int

    @property
    def sentence(self) -> str:
        """Names the role and how many duties wait for somebody."""
        return ngettext(
            "%(role)s is vacant: %(n)s duty that it leads waits for somebody.",
            "%(role)s is vacant: %(n)s duties that it leads wait for somebody.",
            self.led,
        ) % {"role": self.role.title, "n": apnumber(self.led)}


@dataclass(frozen=True)
class Findings:
    """Everything found at once, each sort in the order of the duties or roles."""

    gaps: tuple[Gap, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    overloads: tuple[Overload, ...] = ()
    top: UnansweredTop | None = None
    led_below: tuple[LedBelow, ...] = ()
    retired: tuple[RetiredInUse, ...] = ()
    vacancies: tuple[Vacancy, ...] = ()
    loads: Mapping[int, Load] = field(default_factory=dict)

    @property
    def headline(self) -> str:
        """The gravest of it in one line without a full stop; empty where there is nothing."""
        parts = []
        if n := len(self.gaps):
            parts.append(
                ngettext(
                    "%(n)s duty has nobody who leads it",
                    "%(n)s duties have nobody who leads them",
                    n,
                )
                % {"n": apnumber(n)}
            )
        if n := len(self.overlaps):
            parts.append(
                ngettext(
                    "%(n)s duty has more than one leader",
                    "%(n)s duties have more than one leader",
                    n,
                )
                % {"n": apnumber(n)}
            )
        if self.overloads:
            worst = max(self.overloads, key=lambda one: one.load.over)
            parts.append(
                _("%(role)s has %(over)s a week too much")
                % {"role": worst.role.title, "over": minutes_in_words(worst.load.over)}
            )
        return upper_first("; ".join(parts[:2]))

    @property
    def other(self) -> list[Finding]:
        """What stands beside gaps and overlaps: the top, aspects, vacancies, load, retired."""
        top = [self.top] if self.top else []
        return [*top, *self.led_below, *self.vacancies, *self.overloads, *self.retired]

    @property
    def count(self) -> int:
        """How many findings there are."""
        return len(self.gaps) + len(self.overlaps) + len(self.other)

    def __bool__(self) -> bool:
        return bool(self.count)


def find(
    duties: Sequence[Thing], roles: Sequence[Job], lines: Collection[Held], senior_leaders: str
) -> Findings:
    """All findings about these duties, roles and lines. `senior_leaders`: the school's word."""
    jobs = {job.id: job for job in roles}
    return Findings(
        gaps=tuple(gaps(duties, lines, jobs)),
        overlaps=tuple(overlaps(duties, lines, jobs)),
        overloads=tuple(overloads(roles, lines)),
        top=unanswered_top(duties, lines, jobs, senior_leaders),
        led_below=tuple(led_below(duties, lines, jobs)),
        retired=tuple(retired_in_use(duties, lines, jobs)),
        vacancies=tuple(vacancies(roles, lines)),
        loads=loads(roles, lines),
    )


def gaps(
    duties: Iterable[Thing], lines: Iterable[Held], jobs: Mapping[int, Job] | None = None
) -> list[Gap]:
    """The duties, retired ones left out, that nobody leads. `jobs` name who else takes part."""
    parts: dict[int | None, list[Held]] = defaultdict(list)
    for line in lines:
        parts[line.duty].append(line)
    return [
        Gap(duty, tuple(jobs[one.role].title for one in parts[duty.id]) if jobs else ())
        for duty in duties
        if not duty.retired and not any(one.part == LEADS for one in parts[duty.id])
    ]


def overlaps(
    duties: Iterable[Thing], lines: Iterable[Held], jobs: Mapping[int, Job]
) -> list[Overlap]:
    """The duties that more than one role leads; heads of department each lead their own part."""
    leaders = _roles_by_duty(lines, jobs, only=LEADS)
    return [
        Overlap(duty, tuple(job.title for job in leaders[duty.id]))
        for duty in duties
        if len(leaders[duty.id]) > 1 and not duty.shared_lead and not duty.retired
    ]


def load(minutes: Iterable[int | None], release_minutes: int | None) -> Load:
    """What lines of these minutes a week add up to, beside the release time; None adds nothing."""
    return Load(sum(one or 0 for one in minutes), release_minutes)


def loads(roles: Iterable[Job], lines: Iterable[Held]) -> dict[int, Load]:
    """The load of each role by its id."""
    minutes: dict[int, list[int | None]] = defaultdict(list)
    for line in lines:
        minutes[line.role].append(line.minutes)
    return {role.id: load(minutes[role.id], role.release_minutes) for role in roles}


def overloads(roles: Sequence[Job], lines: Iterable[Held]) -> list[Overload]:
    """The roles whose duties do not fit their release time."""
    by_role = loads(roles, lines)
    return [Overload(role, by_role[role.id]) for role in roles if by_role[role.id].over]


def unanswered_top(
    duties: Iterable[Thing], lines: Iterable[Held], jobs: Mapping[int, Job], senior_leaders: str
) -> UnansweredTop | None:
    """Whether nobody at the top leads what links investment to improvement."""
    investment = {duty.id for duty in duties if duty.investment}
    answered = any(
        line.part == LEADS and line.duty in investment and jobs[line.role].position in TOP
        for line in lines
    )
    return None if answered else UnansweredTop(senior_leaders)


def led_below(
    duties: Iterable[Thing], lines: Iterable[Held], jobs: Mapping[int, Job]
) -> list[LedBelow]:
    """Aspects that a role below senior management leads: refused elsewhere, so none is expected."""
    leaders = _roles_by_duty(lines, jobs, only=LEADS)
    return [
        LedBelow(duty, job.title)
        for duty in duties
        if duty.kind == "aspect"
        for job in leaders[duty.id]
        if job.position not in TOP
    ]


def retired_in_use(
    duties: Iterable[Thing], lines: Iterable[Held], jobs: Mapping[int, Job]
) -> list[RetiredInUse]:
    """Retired duties that the lines still hold."""
    users = _roles_by_duty(lines, jobs)
    return [
        RetiredInUse(duty, tuple(job.title for job in users[duty.id]))
        for duty in duties
        if duty.retired and users[duty.id]
    ]


def vacancies(roles: Iterable[Job], lines: Iterable[Held]) -> list[Vacancy]:
    """Vacant roles that lead something."""
    led: dict[int, int] = defaultdict(int)
    for line in lines:
        led[line.role] += line.part == LEADS and line.duty is not None
    return [Vacancy(role, led[role.id]) for role in roles if role.vacant and led[role.id]]


def _roles_by_duty(
    lines: Iterable[Held], jobs: Mapping[int, Job], only: str = ""
) -> dict[int, list[Job]]:
    found: dict[int, list[Job]] = defaultdict(list)
    for line in lines:
        if line.duty is not None and (not only or line.part == only):
            found[line.duty].append(jobs[line.role])
    return found
