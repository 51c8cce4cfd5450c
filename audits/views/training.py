"""Training: where it stands, and the plan by term."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from schools.money import pounds
from schools.permissions import MemberRequest, may, member_view

from ..cells import this_year, year_name
from ..models import SkillsAsked, SkillsAudit
from ..needs import minutes_for
from ..queries.answering import answering
from ..queries.offers import offers, training_plan
from ..queries.skills import skill_statements
from ..wording_training import plan_headline, plan_name, plan_reading


@member_view("audits.see_training")
def training(request: MemberRequest) -> HttpResponse:
    """Where training needs stand, and the reader's next step."""
    rounds = list(SkillsAudit.objects.filter(school=request.school)[:8])
    for one in rounds:
        one.school = request.school
    running = next((one for one in rounds if one.is_open), None)
    own, progress = None, (0, 0)
    if running is not None:
        asked = SkillsAsked.objects.filter(audit=running, member=request.member).first()
        if asked is not None:
            asked.audit = running
            own = answering(asked, request.school)
        if may(request.member, "audits.lead_skills"):
            rows = SkillsAsked.objects.filter(audit=running, member__left_on=None)
            done = list(rows.values_list("finished_at", flat=True))
            progress = (sum(one is not None for one in done), len(done))
    found = skill_statements(request.school)
    context = {
        "running": running,
        "own": own,
        "done": progress[0],
        "asked": progress[1],
        "ended": [one for one in rounds if not one.is_open],
        "offers": offers(request.school, request.member),
        "statements": found.total,
        "minutes": minutes_for(max(found.by_audience.values(), default=0)),
        "year_name": year_name(this_year()),
    }
    return render(request, "audits/training.html", context)


@member_view("audits.see_training")
def plan(request: MemberRequest) -> HttpResponse:
    """A year's training by term with what it costs."""
    year = _year(request)
    found = training_plan(request.school, year)
    context = {
        "plan": found,
        "year_name": year_name(year),
        "years": [(one, year_name(one), one == year) for one in sorted({*found.years, year})],
        "headline": plan_headline(found),
        "reading": plan_reading(found),
        "terms": [(term, pounds(term.cost)) for term in found.terms],
        "cost": pounds(found.cost),
        "document": plan_name(year),
    }
    return render(request, "audits/training_plan.html", context)


def _year(request: MemberRequest) -> int:
    typed = request.GET.get("year", "")
    if not typed:
        return this_year()
    if not typed.isdecimal() or not 1990 <= int(typed[:5]) <= 2200:
        raise Http404(_("There is no such year."))
    return int(typed)
