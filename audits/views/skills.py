"""What staff are asked: all statements, taking, adding, wording, retiring."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from roles.library import fill
from roles.wording_diff import wording_diff
from schools.permissions import MemberRequest, may, member_view
from schools.refusals import Refused

from ..actions import skills as actions
from ..forms.training import AddSkillForm, SkillForm
from ..models import Skill
from ..needs import minutes_for
from ..queries.skills import area_title, not_taken, skill_statements
from ..skills_library import SUPPORT, TEACHERS, skills_library


@member_view("audits.see_training")
def statements(request: MemberRequest) -> HttpResponse:
    """What the school asks its staff, and what the library has beside it."""
    found = skill_statements(request.school)
    leads = may(request.member, "audits.lead_skills")
    new = not_taken(request.school) if leads else []
    context = {
        "found": found,
        "new": [
            (one, fill(one.text, request.school.labels), area_title(request.school, one.area))
            for one in new
        ],
        "library": skills_library(),
        "teachers": found.by_audience.get(TEACHERS, 0),
        "support": found.by_audience.get(SUPPORT, 0),
        "minutes": minutes_for(found.by_audience.get(TEACHERS, 0)),
        "support_minutes": minutes_for(found.by_audience.get(SUPPORT, 0)),
    }
    return render(request, "audits/skills_statements.html", context)


@require_POST
@member_view("audits.lead_skills")
def adopt(request: MemberRequest) -> HttpResponse:
    """Take statements from the library: what is ticked, or everything."""
    everything = request.POST.get("all") == "yes"
    keys = None if everything else request.POST.getlist("keys")
    try:
        number = actions.adopt(request.school, request.member, keys)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        words = ngettext("%(n)s statement taken.", "%(n)s statements taken.", number)
        more = _("Reword, add or retire what does not fit your school.")
        messages.success(request, f"{words % {'n': number}} {more}")
    return redirect("audits:skills_statements", request.school.slug)


@member_view("audits.lead_skills")
def add(request: MemberRequest) -> HttpResponse:
    """Add a statement of the school's own."""
    form = AddSkillForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(
                request.school, request.member, form.cleaned_data["area"], form.words
            )
        except actions.NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, _("“%(text)s” added.") % {"text": made.text})
            return redirect("audits:skills_statements", request.school.slug)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "audits/skill_add.html", {"form": form}, status=status)


@member_view("audits.lead_skills")
def skill(request: MemberRequest, skill: int) -> HttpResponse:
    """Reword a statement, retire it, or bring it back."""
    one = get_object_or_404(Skill.objects.filter(school=request.school), pk=skill)
    form = SkillForm(request.POST or None, skill=one)
    theirs: actions.Words | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.reword(one, request.member, form.words, form.base)
        except actions.Changed as meanwhile:
            theirs = meanwhile.now
            form.add_error(None, meanwhile.sentence)
            form.begin_again_from(theirs)
        except actions.NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, _("“%(text)s” saved.") % {"text": form.words.text})
            return redirect("audits:skills_statements", request.school.slug)
    context = {
        "skill": one,
        "form": form,
        "area": area_title(request.school, one.area),
        "their_text": wording_diff(form.words.text, theirs.text) if theirs else [],
        "own_words": wording_diff(one.adopted_text, one.text) if one.reworded else [],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "audits/skill.html", context, status=status)


@require_POST
@member_view("audits.lead_skills")
def retire(request: MemberRequest, skill: int) -> HttpResponse:
    """Ask a statement no more."""
    one = get_object_or_404(Skill.objects.filter(school=request.school), pk=skill)
    one = actions.retire(one, request.member)
    messages.success(request, _("“%(text)s” retired: it is asked no more.") % {"text": one.text})
    return redirect("audits:skills_statements", request.school.slug)


@require_POST
@member_view("audits.lead_skills")
def back(request: MemberRequest, skill: int) -> HttpResponse:
    """Ask a retired statement again."""
    one = get_object_or_404(Skill.objects.filter(school=request.school), pk=skill)
    one = actions.bring_back(one, request.member)
    messages.success(request, _("“%(text)s” brought back.") % {"text": one.text})
    return redirect("audits:skills_statements", request.school.slug)
