"""What came of a skills audit: the heat map, one area, one person's answers, who can help whom."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from schools.offers import Offer, offers_for
from schools.permissions import MemberRequest, check, may, member_view

from ..gaps import Gap
from ..models import SkillsAsked, SkillsAudit
from ..queries.answering import audit_or_404, steps
from ..queries.helping import matches
from ..queries.need_gaps import open_gaps
from ..queries.needs import asked_or_404, person, results
from ..queries.skills import area_about
from ..wording_training import help_headline, needs_headline, needs_reading


@member_view("audits.see_training")
def needs(request: MemberRequest, skills: int) -> HttpResponse:
    """Areas by groups of staff; totals for governors."""
    audit = audit_or_404(request.school, skills)
    check(request.member, "audits.see_needs", audit)
    found = results(audit, request.member)
    people: list[SkillsAsked] = []
    if may(request.member, "audits.lead_skills"):
        people = sorted(found.people, key=lambda one: (one.member.name, one.pk))
    context = {
        "audit": audit,
        "found": found,
        "headline": needs_headline(found),
        "reading": needs_reading(found),
        "people": people,
        "needs": _into_the_plan(request, audit),
        "needs_document": f"training-needs-{audit.pk}",
    }
    return render(request, "audits/needs.html", context)


@member_view("audits.see_training")
def needs_area(request: MemberRequest, skills: int, area: str) -> HttpResponse:
    """The statements of one area by groups of staff."""
    audit = audit_or_404(request.school, skills)
    check(request.member, "audits.see_needs", audit)
    found = results(audit, request.member)
    row = next((one for one in found.rows if one.key == area), None)
    if row is None:
        raise Http404
    context = {
        "audit": audit,
        "found": found,
        "row": row,
        "rows": found.questions[area],
        "about": area_about(request.school, area),
        "needs": [one for one in _into_the_plan(request, audit) if one[0].url == request.path],
    }
    return render(request, "audits/needs_area.html", context)


def _into_the_plan(request: MemberRequest, audit: SkillsAudit) -> list[tuple[Gap, list[Offer]]]:
    """The areas of this round that are still a need, with what can be made of each, for those who plan.

    Five queries for the gaps, for who may; none for the others.
    """
    if audit.is_open or not may(request.member, "audits.lead_skills"):
        return []
    here = reverse("audits:needs", args=[request.school.slug, audit.pk])
    found = [one for one in open_gaps(request.school) if one.url.startswith(here)]
    offered = ((one, offers_for(one, request.member)) for one in found)
    return [(one, offers) for one, offers in offered if offers]


@member_view("audits.see_answers")
def answers(request: MemberRequest, skills: int, asked: int) -> HttpResponse:
    """One person's answers, for them and for those who lead."""
    audit = audit_or_404(request.school, skills)
    one = asked_or_404(audit, asked)
    check(request.member, "audits.see_answers", one)
    context = {"page": person(one, request.school), "audit": audit, "steps": dict(steps())}
    return render(request, "audits/skills_answers.html", context)


@member_view("audits.see_help")
def helping(request: MemberRequest, skills: int) -> HttpResponse:
    """Who can help whom, as far as they agreed that it is seen."""
    audit = audit_or_404(request.school, skills)
    found = matches(audit, request.member, request.school)
    context = {"audit": audit, "found": found, "headline": help_headline(found)}
    return render(request, "audits/helping.html", context)
