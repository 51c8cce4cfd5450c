"""Answering about one's own skills: one area a screen, saved at each tap, or by one button."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schools.numbers import number_in
from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from ..actions import answering as actions
from ..actions.answering import Say
from ..models import SkillsAsked
from ..queries.answering import (
    Answering,
    answering,
    audit_or_404,
    own_or_404,
    steps,
    ways,
    with_typed,
)


@member_view("audits.answer_skills")
def start(request: MemberRequest, skills: int) -> HttpResponse:
    """Where one is: what it is about before the first answer, what one said after the last."""
    asked = _own(request, skills)
    page = answering(asked, request.school)
    if page.done and not page.complete and asked.audit.is_open and page.next_area is not None:
        return redirect("audits:skills_area", request.school.slug, skills, page.next_area.key)
    return render(request, "audits/skills_start.html", _context(page))


@member_view("audits.answer_skills")
def area(request: MemberRequest, skills: int, area: str) -> HttpResponse:
    """One area to answer. The plain form posts here, and goes on to the next area."""
    asked = _own(request, skills)
    page = answering(asked, request.school)
    here = page.area(area)
    if request.method == "POST":
        inside = {one.question.pk for one in here.items}
        words = [one for one in read_words(request.POST) if one.question in inside]
        try:
            heard = actions.say(asked, request.member, words)
        except Refused as refused:
            context = _context(page) | {
                "here": with_typed(here, words),
                "wrong": refused.sentence,
                "last_area": page.after(area) is None,
            }
            return render(request, "audits/skills_area.html", context, status=422)
        after = page.after(area)
        if "stay" in request.POST or not heard.total:
            return redirect("audits:skills_area", request.school.slug, skills, area)
        if after is None or heard.finished:
            return redirect("audits:skills_answer", request.school.slug, skills)
        return redirect("audits:skills_area", request.school.slug, skills, after.key)
    if not asked.audit.is_open:
        return redirect("audits:skills_answer", request.school.slug, skills)
    context = _context(page) | {"here": here, "last_area": page.after(area) is None}
    return render(request, "audits/skills_area.html", context)


@require_POST
@member_view("audits.answer_skills")
def tap(request: MemberRequest, skills: int, area: str, question: int) -> HttpResponse:
    """Save what was just said to one statement; answers with its line."""
    asked = _own(request, skills)
    words = [one for one in read_words(request.POST) if one.question == question]
    context: dict[str, object] = {"question": question}
    try:
        heard = actions.say(asked, request.member, words)
    except Refused as refused:
        context["sentence"] = refused.sentence
        return render(request, "audits/_skill_not_saved.html", context, status=422)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("audits:skills_area", request.school.slug, skills, area)
    return render(request, "audits/_skill_saved.html", context | {"heard": heard})


@require_POST
@member_view("audits.answer_skills")
def about(request: MemberRequest, skills: int) -> HttpResponse:
    """Say where one mostly works, and whether colleagues may see what one could help with."""
    asked = _own(request, skills)
    page = answering(asked, request.school)
    try:
        if "group" in request.POST:
            known = [key for key, _name in page.groups]
            actions.choose_group(asked, request.member, request.POST["group"], known)
        if "shows" in request.POST:
            actions.show_help(asked, request.member, request.POST["shows"] == "yes")
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("audits:skills_answer", request.school.slug, skills)
    if "shows" in request.POST:
        messages.success(request, _("Saved."))
        return redirect("audits:skills_answer", request.school.slug, skills)
    first = page.next_area or (page.areas[0] if page.areas else None)
    if first is None:
        return redirect("audits:skills_answer", request.school.slug, skills)
    return redirect("audits:skills_area", request.school.slug, skills, first.key)


def read_words(typed: Mapping[str, str]) -> list[Say]:
    """What was posted, question by question; what names no question is left out.

    A tick is only read where its `ticks-N` came with it, since a browser sends nothing for an empty one.
    """
    found: dict[int, dict[str, str]] = {}
    for name, value in typed.items():
        field, _dash, number = name.rpartition("-")
        known = field in ("level", "helps", "wants", "how", "ticks")
        pk = number_in(number)
        if known and pk is not None:
            found.setdefault(pk, {})[field] = value
    return [
        Say(
            pk,
            _level(fields.get("level", "")),
            "helps" in fields if "ticks" in fields else None,
            "wants" in fields if "ticks" in fields else None,
            fields.get("how") if "ticks" in fields else None,
        )
        for pk, fields in found.items()
    ]


def _level(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 3 else 0


def _own(request: MemberRequest, skills: int) -> SkillsAsked:
    return own_or_404(audit_or_404(request.school, skills), request.member)


def _context(page: Answering) -> dict[str, object]:
    return {
        "page": page,
        "asked": page.asked,
        "audit": page.asked.audit,
        "steps": steps(),
        "ways": ways(),
    }
