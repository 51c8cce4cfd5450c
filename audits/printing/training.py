"""Training on paper: the plan by term with its cost, and the results of a round. Nobody is named but who gives it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_scopes import scope

from documents.register import Document, Printable
from schools.money import pounds
from schools.permissions import check, may

from ..cells import this_year, year_name
from ..models import SkillsAudit
from ..queries.needs import Results, results
from ..queries.offers import TrainingPlan, training_plan
from ..wording_training import needs_headline, needs_reading, plan_headline, plan_name, plan_reading

if TYPE_CHECKING:
    from schools.models import Member, School

READ = "audits.see_training"
PLAN, NEEDS = "training-plan", "training-needs-"


class TrainingSource:
    """Lists and makes the training plan, and the results of rounds that have ended."""

    def printables(self, school: School, member: Member) -> Iterable[Printable]:
        """The plan of this year, and the newest results that the member may see."""
        if not may(member, READ):
            return
        yield Printable(
            PLAN,
            _("Training plan %(year)s") % {"year": year_name(this_year())},
            _("Term by term: what staff are taught, by whom, for how many, and what it costs."),
            _("Where we are"),
        )
        audit = SkillsAudit.objects.filter(school=school).first()
        for one in [audit] if audit else []:
            if may(member, "audits.see_needs", one):
                yield Printable(
                    f"{NEEDS}{one.pk}",
                    _("Training needs: %(audit)s") % {"audit": one.title},
                    _("How sure staff are, area by area; nobody is named."),
                    _("Where we are"),
                )

    def document(self, school: School, member: Member | None, name: str) -> Document | None:
        """The plan of a year, or the results of a round.

        Raises:
            NotAllowed: the member may not read it.
        """
        if name == PLAN or name.startswith(f"{PLAN}-"):
            return self._plan(school, member, name)
        number = name.removeprefix(NEEDS)
        if not name.startswith(NEEDS) or not number.isdecimal() or len(number) > 15:
            return None
        with scope(school=school):
            audit = SkillsAudit.objects.filter(school=school, pk=int(number)).first()
            if audit is None:
                return None
            audit.school = school
            if member is not None:
                check(member, READ)
                check(member, "audits.see_needs", audit)
            return needs_document(school, results(audit, member))

    def _plan(self, school: School, member: Member | None, name: str) -> Document | None:
        typed = name.removeprefix(PLAN).removeprefix("-")
        if typed and (not typed.isdecimal() or not 1990 <= int(typed[:5]) <= 2200):
            return None
        if member is not None:
            check(member, READ)
        with scope(school=school):
            return plan_document(school, training_plan(school, int(typed or this_year())))


def plan_document(school: School, found: TrainingPlan) -> Document:
    """The training plan of a year as a document; the school's scope is open."""
    return Document(
        name=plan_name(found.year),
        title=_("Training plan %(year)s") % {"year": year_name(found.year)},
        template="documents/audits/training_plan.html",
        context={
            "plan": found,
            "headline": plan_headline(found),
            "reading": plan_reading(found),
            "terms": [(term, pounds(term.cost)) for term in found.terms if term.rows],
            "skills": [row for row in found.rows if row.offer.skills.all() or row.offer.about],
            "cost": pounds(found.cost),
        },
        school_name=school.name,
        status=year_name(found.year),
        stem=f"training-plan-{found.year}",
    )


def needs_document(school: School, found: Results) -> Document:
    """The results of a round as a document: areas by groups, then their statements."""
    landscape = len(found.groups) > 4
    return Document(
        name=f"{NEEDS}{found.audit.pk}",
        title=_("Training needs: %(audit)s") % {"audit": found.audit.title},
        template="documents/audits/training_needs.html",
        context={
            "found": found,
            "headline": needs_headline(found),
            "reading": needs_reading(found),
            "areas": [(row, found.questions[row.key]) for row in found.known],
        },
        school_name=school.name,
        status=found.audit.title,
        foot=_("Ended on %(day)s") % {"day": date_format(found.audit.ended_on)}
        if not found.audit.is_open
        else "",
        mark="Open" if found.audit.is_open else "",
        paper="A4 landscape" if landscape else "A4",
        stem="training-needs",
    )
