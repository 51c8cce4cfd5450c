"""Decisions duty by duty, agreeing the outcome, and following it through."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from schools.kept import kept
from schools.offers import offers_for
from schools.permissions import MemberRequest, check, member_view
from schools.refusals import Refused

from ..actions import agreeing, deciding
from ..following import PLAN_WORK
from ..forms.decisions import DecisionForm, choice_from, number_in
from ..models import FollowUp, Review, ReviewDuty, State
from ..queries import decisions as queries
from ..queries.consequences import consequences, seen
from ..queries.reviews import review_or_404, vision_of
from .meeting import bars, writes
from .meeting import page as meeting_page


@never_cache
@require_safe
@member_view("priorities.enter")
@kept
def decisions(request: MemberRequest, review: int) -> HttpResponse:
    """Every duty in the order it is talked about, with what is decided and the running load."""
    one = review_or_404(request.school, review)
    check(request.member, "priorities.see_results", one)
    return _page(request, one)


def _page(
    request: MemberRequest, review: Review, refused: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    found = queries.decisions(review, request.member, may_decide=writes(request, review))
    roles = queries.roles_to_choose() if found.may_decide else []
    forms = [
        refused if refused and refused.key == row.duty.pk else DecisionForm(row, roles)
        for row in found.rows
    ]
    context = {
        "review": review,
        "vision": vision_of(review),
        "found": found,
        "forms": forms,
        "bars": bars(request, review, found),
        "agreed": review.state in (State.AGREED, State.CLOSED),
        "report_url": reverse("documents:pdf", args=[request.school.slug, f"review-{review.pk}"]),
    }
    if context["agreed"]:
        context |= _followed(request, review, found)
    return render(request, "priorities/decisions.html", context, status=status)


def _followed(request: MemberRequest, review: Review, found: queries.Decisions) -> dict[str, Any]:
    """What an agreed review's page shows beside its decisions: drafts, what is left, offers."""
    follow_ups = FollowUp.objects.filter(review=review).select_related("description__role")
    drafts = [one.description for one in follow_ups]
    for one in drafts:
        one.school = one.role.school = request.school
    offers = [
        (row, offers)
        for row in found.rows
        if row.decided
        and row.decided.kind in PLAN_WORK
        and (offers := offers_for(row.decided, request.member))
    ]
    return {
        "drafts": drafts,
        "open_drafts": [one for one in drafts if one.is_open],
        "left": review.result.get(agreeing.LEFT, []),
        "offers": offers,
    }


@require_POST
@member_view("priorities.decide")
def decide(request: MemberRequest, review: int, duty: int) -> HttpResponse:
    """Take down the decision on one duty. To htmx the answer is the duty and the load anew."""
    one = review_or_404(request.school, review)
    check(request.member, "priorities.decide", one)
    target = ReviewDuty.objects.filter(review=one, pk=duty).first()
    if target is None:
        raise Http404
    in_meeting = bool(request.POST.get("meeting"))
    typed = request.POST.dict()
    try:
        # What else is refused is said without reading the results: they may not be seen.
        deciding.refuse_unless_revealed(one)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("priorities:review", request.school.slug, one.pk)
    form: DecisionForm | None = None
    sentence, status = "", 200
    coordinators = [person.pk for person in one.participants.all() if person.coordinates]
    try:
        choice = choice_from(coordinators, typed)
        deciding.decide(target, request.member, choice, number_in(typed.get("revision", "")))
    except (deciding.DecidedMeanwhile, deciding.NotSo) as refused:
        not_so = refused if isinstance(refused, deciding.NotSo) else None
        sentence, status = refused.sentence, 422 if not_so else 409
        row = queries.decisions(one, request.member, may_decide=True).by_duty[duty]
        form = DecisionForm(row, queries.roles_to_choose(), typed, not_so, meanwhile=not_so is None)
    if request.headers.get("HX-Request"):
        return _part(request, one, duty, form)
    if form is not None:
        if in_meeting:
            return meeting_page(request, one, duty, form, status)
        messages.error(request, sentence)
        return _page(request, one, form, status)
    messages.success(request, _("Taken down: “%(duty)s”.") % {"duty": target.text})
    if in_meeting:
        return redirect(
            f"{reverse('priorities:meeting', args=[request.school.slug, one.pk])}?duty={duty}"
        )
    return redirect(
        reverse("priorities:decisions", args=[request.school.slug, one.pk]) + f"#duty-{duty}"
    )


def _part(
    request: MemberRequest, review: Review, duty: int, refused: DecisionForm | None
) -> HttpResponse:
    """One duty's form as it is now, and the running load."""
    found = queries.decisions(review, request.member, may_decide=True)
    form = refused or DecisionForm(found.by_duty[duty], queries.roles_to_choose())
    context = {
        "review": review,
        "school": request.school,
        "member": request.member,
        "found": found,
        "form": form,
        "bars": bars(request, review, found),
        "saved": refused is None,
        "meeting": bool(request.POST.get("meeting")),
        "again": True,
    }
    return HttpResponse(render_to_string("priorities/_decided.html", context, request))


@never_cache
@member_view("priorities.agree")
def agree(request: MemberRequest, review: int) -> HttpResponse:
    """What agreeing the outcome does, named before it is done; posted to, it is agreed."""
    one = review_or_404(request.school, review)
    check(request.member, "priorities.agree", one)
    try:
        deciding.refuse_unless_revealed(one)
        if request.method == "POST":
            done = agreeing.agree(one, request.member, request.POST.get("seen", ""))
            messages.success(request, _agreed_words(len(done.drafts)))
            return redirect("priorities:decisions", request.school.slug, one.pk)
    except Refused as refused:
        messages.error(request, refused.sentence)
        if one.state != State.REVEALED:
            return redirect("priorities:review", request.school.slug, one.pk)
    found = queries.decisions(one, request.member, may_decide=True)
    context = {
        "review": one,
        "vision": vision_of(one),
        "found": found,
        "follow": consequences(found),
        "seen": seen(found),
        "bars": bars(request, one, found),
        "overloaded": any(load.over for load in found.loads),
    }
    return render(request, "priorities/agree.html", context)


def _agreed_words(drafts: int) -> str:
    return ngettext(
        "Agreed. One draft of a role description is ready to be looked at.",
        "Agreed. %(n)s drafts of role descriptions are ready to be looked at.",
        drafts,
    ) % {"n": drafts}


@require_POST
@member_view("priorities.facilitate")
def close(request: MemberRequest, review: int) -> HttpResponse:
    """Say that what was decided is followed through."""
    one = review_or_404(request.school, review)
    try:
        agreeing.close(one, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Closed: what was decided is followed through."))
    return redirect("priorities:decisions", request.school.slug, one.pk)
