"""The documents of plans: those that each plan has, a page for each strand, and one for each person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from documents.register import Document, Format, Printable
from schools.models import Member, School
from schools.permissions import may

from ..models import Plan
from ..queries.plans import in_force_of, plans_for
from .names import name_of
from .which import plan_named, reader_of

GROUP = gettext_lazy("Development plan")


@dataclass(frozen=True)
class PlanKind:
    """A document that each plan has: `plan-timeline` is that of the plan in force, `plan-timeline-12` of plan 12.

    `title` has a place for the plan's, `%(plan)s`; `make` is given the plan, who reads it, and the name.
    With `empty` a plan without objectives has it too.
    """

    name: str
    title: str | Promise
    about: Callable[[Plan], str]
    make: Callable[[Plan, Member, str], Document]
    formats: tuple[Format, ...] = ("pdf",)
    empty: bool = False

    def listed(self, plans: Iterable[Plan]) -> Iterable[Printable]:
        """A line for each plan."""
        for one in plans:
            if self.empty or one.objectives_count:  # type: ignore[attr-defined]
                yield Printable(
                    name_of(one, self.name),
                    self.title % {"plan": one.title},
                    self.about(one),
                    str(GROUP),
                    self.formats,
                )

    def document(self, school: School, reader: Member, name: str) -> Document | None:
        """The document of that name, where there is such a plan.

        Raises:
            NotAllowed: the reader may not read the plan.
        """
        match = re.fullmatch(rf"{re.escape(self.name)}(?:-(\d{{1,15}}))?", name)
        plan = plan_named(school, reader, match[1]) if match else None
        return self.make(plan, reader, name) if plan else None


class Paper(Protocol):
    """Documents of the plan in force: of its strands, of its people."""

    def listed(self, plan: Plan) -> Iterable[Printable]:
        """A line for each."""

    def document(self, school: School, reader: Member, name: str) -> Document | None:
        """The document of that name, where there is one.

        Raises:
            NotAllowed: the reader may not read its plan.
        """


class PlanSource:
    """All documents of plans: the plan in force first, then drafts and those that are closed."""

    def __init__(self, kinds: Sequence[PlanKind], papers: Sequence[Paper]) -> None:
        self.kinds, self.papers = kinds, papers

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """What `member` may print of plans: a query for the plans, and one for each further sort."""
        if not may(member, "devplan.enter"):
            return
        plans = plans_for(member)
        in_force = in_force_of(plans)
        ordered = sorted(plans, key=lambda one: one != in_force)
        for kind in self.kinds:
            yield from kind.listed(ordered)
        if in_force is not None:
            for paper in self.papers:
                yield from paper.listed(in_force)

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """The document of that name, where one of the kinds has it.

        Raises:
            NotAllowed: the member may not read its plan.
        """
        if not name.startswith("plan"):
            return None
        reader = reader_of(school, member)
        if reader is None:
            return None
        makers = [one.document for one in self.kinds] + [one.document for one in self.papers]
        for make in makers:
            if (document := make(school, reader, name)) is not None:
                return document
        return None
