"""The academic years: their terms with their half-terms."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ..actions import years as actions
from ..calendar import academic_year, usual_terms
from ..forms.years import YearForm
from ..models import AcademicYear, School
from ..permissions import MemberRequest, member_view
from ..queries.years import years_with_terms
from ..refusals import Refused


@member_view("schools.manage")
def years(request: MemberRequest) -> HttpResponse:
    """Every year with its terms, and the next one to add."""
    found = years_with_terms(request.school)
    context = {"years": found, "next_year": _name(_next_year(request.school, found))}
    return render(request, "schools/years.html", context)


@member_view("schools.manage")
def add(request: MemberRequest) -> HttpResponse:
    """Add the next year, from the dates that are usual."""
    found = years_with_terms(request.school)
    starts_in = _next_year(request.school, found)
    form = YearForm(request.POST or None, starts_in=starts_in, terms=usual_terms(starts_in))
    if request.method == "POST" and form.is_valid():
        try:
            year = actions.add_year(request.school, request.member, starts_in, form.terms())
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The academic year %(year)s is added.") % {"year": year})
            return redirect("schools:years", request.school.slug)
    context = {"form": form, "name": _name(starts_in), "new": True}
    return render(request, "schools/years_change.html", context)


@member_view("schools.manage")
def change(request: MemberRequest, starts_in: int) -> HttpResponse:
    """Change the dates of a year's terms."""
    year = get_object_or_404(AcademicYear, starts_in=starts_in)
    form = YearForm(request.POST or None, starts_in=starts_in, terms=year.terms.all())
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_year(year, request.member, form.terms())
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The terms of %(year)s are saved.") % {"year": year})
            return redirect("schools:years", request.school.slug)
    context = {"form": form, "name": str(year), "new": False}
    return render(request, "schools/years_change.html", context)


def _next_year(school: School, years: list[AcademicYear]) -> int:
    """The year after the last one there is; without any, the one that it is now."""
    return years[-1].starts_in + 1 if years else academic_year(timezone.localdate())


def _name(starts_in: int) -> str:
    return str(AcademicYear(starts_in=starts_in))
