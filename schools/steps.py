"""Setting a school up: a few steps, each done when the school's data says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Member, PositionKind, School, Subject, Vision

Text = str | Promise


@dataclass(frozen=True)
class Part:
    """One thing that a step asks for, where it is done, and the condition that says it is.

    `is_done()` makes a condition over `School`, which reads everything in one query.
    """

    title: Text
    url_name: str
    is_done: Callable[[], Q | Exists]


@dataclass(frozen=True)
class Step:
    """One step: its place and name, why it is there, its parts, and the pages that belong to it."""

    order: int
    title: Text
    why: Text
    parts: tuple[Part, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True)
class PartDone:
    """A part as it stands in a school."""

    title: str
    url: str
    done: bool


@dataclass(frozen=True)
class StepDone:
    """A step as it stands in a school, and whether the reader is on one of its pages."""

    title: str
    why: str
    parts: tuple[PartDone, ...]
    here: bool

    @property
    def done(self) -> bool:
        return all(part.done for part in self.parts)

    @property
    def url(self) -> str:
        """Where what comes next in it is done."""
        return next((part.url for part in self.parts if not part.done), self.parts[0].url)


STEPS: list[Step] = []


def add_step(step: Step) -> None:
    """Add a step to setting a school up; called from `AppConfig.ready`."""
    STEPS.append(step)
    STEPS.sort(key=lambda one: one.order)


def page_belongs(view_name: str) -> bool:
    """Whether the page of this name is one on which the steps are shown."""
    return any(view_name.startswith(step.pages) for step in STEPS)


def steps(school: School, page: str = "") -> list[StepDone]:
    """Every step as it stands in `school`, whose scope is open: one query."""
    parts = [part for step in STEPS for part in step.parts]
    facts = {
        f"part_{number}": Case(
            When(part.is_done(), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
        for number, part in enumerate(parts)
    }
    found = School.objects.filter(pk=school.pk).annotate(**facts).values(*facts).get()
    known = iter(found[name] for name in facts)
    return [
        StepDone(
            str(step.title),
            str(step.why),
            tuple(
                PartDone(str(part.title), reverse(part.url_name, args=[school.slug]), next(known))
                for part in step.parts
            ),
            bool(page) and page.startswith(step.pages),
        )
        for step in STEPS
    ]


def _somebody(*kinds: str) -> Exists:
    """Whether anybody of the school holds one of these positions today."""
    return Exists(
        Member.objects.filter(
            school=OuterRef("pk"), left_on=None, positions__kind__in=kinds
        ).order_by()
    )


SCHOOL = Step(
    10,
    _("School"),
    _("Its key stages and subjects decide what can be said of who answers for which."),
    (
        Part(
            _("Name, phase and key stages"), "schools:settings_details", lambda: ~Q(key_stages=[])
        ),
        Part(
            _("The subjects that are taught"),
            "schools:settings_subjects",
            lambda: Exists(Subject.objects.filter(school=OuterRef("pk"))),
        ),
    ),
    ("schools:settings",),
)
PEOPLE = Step(
    20,
    _("People"),
    _("A role is agreed by two: who holds it, and whom they answer to. The head’s, by a governor."),
    (
        Part(
            _("Somebody in senior management, or who coordinates"),
            "schools:people",
            lambda: _somebody(PositionKind.SMT, PositionKind.COORDINATOR),
        ),
        Part(_("A governor"), "schools:people", lambda: _somebody(PositionKind.GOVERNOR)),
    ),
    ("schools:people", "schools:person"),
)
VISION = Step(
    30,
    _("Vision"),
    _("The duties that matter most are those that bring the school nearer to its vision."),
    (
        Part(
            _("A vision, with its aims"),
            "schools:vision_write",
            lambda: Exists(Vision.objects.filter(school=OuterRef("pk"))),
        ),
    ),
    ("schools:vision",),
)
