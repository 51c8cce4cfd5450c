"""Judging one's own: one strand a screen, saved at each tap, or by one button."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schools.permissions import MemberRequest, NotAllowed, check, member_view
from schools.refusals import Refused

from ..actions import judging as actions
from ..actions.judging import Say
from ..models import SelfReviewJudge
from ..queries.judging import Judging, judging, with_typed
from ..queries.selfreview import own_judge, selfreview_or_404


@never_cache
@member_view("audits.enter_selfreview")
def start(request: MemberRequest, selfreview: int) -> HttpResponse:
    """Where one is: what it is about before the first judgement, what one said after the last."""
    page = judging(_own(request, selfreview), request.school)
    return render(request, "audits/selfreview_start.html", _context(page))


@never_cache
@member_view("audits.enter_selfreview")
def strand(request: MemberRequest, selfreview: int, part: str) -> HttpResponse:
    """One strand to judge. The plain form posts here, and goes on to the next strand."""
    judge = _own(request, selfreview)
    page = judging(judge, request.school)
    here = page.strand(part)
    if request.method == "POST":
        words = read_words(part, request.POST)
        try:
            heard = actions.say(judge, request.member, words)
        except Refused as refused:
            context = _context(page) | {
                "here": with_typed(here, words),
                "wrong": refused.sentence,
                "last_strand": page.after(part) is None,
            }
            return render(request, "audits/selfreview_strand.html", context, status=422)
        after = page.after(part)
        if after is None or (heard.finished and not page.complete):
            return redirect("audits:selfreview_judge", request.school.slug, selfreview)
        return redirect("audits:selfreview_strand", request.school.slug, selfreview, after.key)
    if not judge.review.can_be_judged:
        return redirect("audits:selfreview_judge", request.school.slug, selfreview)
    context = _context(page) | {"here": here, "last_strand": page.after(part) is None}
    return render(request, "audits/selfreview_strand.html", context)


@require_POST
@member_view("audits.enter_selfreview")
def tap(request: MemberRequest, selfreview: int, part: str) -> HttpResponse:
    """Save what was just said of one strand; answers with its line."""
    try:
        judge = _own(request, selfreview)
        heard = actions.say(judge, request.member, read_words(part, request.POST))
    except (Refused, NotAllowed) as refused:
        status = 403 if isinstance(refused, NotAllowed) else 422
        context = {"sentence": refused.sentence}
        return render(request, "audits/_judgement_not_saved.html", context, status=status)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("audits:selfreview_strand", request.school.slug, selfreview, part)
    return render(request, "audits/_judgement_saved.html", {"heard": heard})


def read_words(part: str, typed: Mapping[str, str]) -> Say:
    """What was posted of one strand; what is not there is left as it is."""
    level = _level(typed.get("level", ""))
    return Say(part, level, typed.get("evidence"), typed.get("what_next"))


def _level(text: str) -> int | None:
    """The number of a level; below 0 where it is none, None where nothing was chosen."""
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 3 else -1


def _own(request: MemberRequest, selfreview: int) -> SelfReviewJudge:
    """The member's own invitation, or a refusal in words."""
    review = selfreview_or_404(request.school, selfreview)
    judge = own_judge(review, request.member)
    check(request.member, "audits.judge_selfreview", judge)
    assert judge is not None
    judge.review = review
    return judge


def _context(page: Judging) -> dict[str, object]:
    review = page.judge.review
    return {
        "page": page,
        "judge": page.judge,
        "review": review,
        "closed": actions.why_closed(review),
    }
