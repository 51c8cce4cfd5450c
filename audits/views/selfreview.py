"""Self-reviews: all there are, opening one, who has judged, the reveal, and the levels that came of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schools.calendar import academic_year
from schools.models import Member, PositionKind
from schools.numbers import numbers_in
from schools.offers import offers_for
from schools.permissions import MemberRequest, check, may, member_view
from schools.refusals import Refused

from .. import letters_selfreview as letters
from ..actions import repeating
from ..actions import selfreview as actions
from ..actions.statements import NotSo
from ..forms.selfreview import InviteForm, OpenSelfReviewForm, UntilForm
from ..letters import Sent
from ..models import SelfReview, SelfReviewJudge
from ..queries.selfreview import (
    levels,
    own_judge,
    seen,
    selfreview_or_404,
    who_has,
    with_judges,
)
from ..queries.strands import strands
from ..strands import strands_of
from ..wording_selfreview import judged_headline, levels_headline, levels_reading

K = PositionKind
USUALLY = {K.HEADTEACHER, K.SMT, K.COORDINATOR, K.HEAD_OF_DEPARTMENT}


@member_view("audits.list_selfreviews")
def index(request: MemberRequest) -> HttpResponse:
    """All self-reviews, the newest agreed one against the one before, and the reader's next step."""
    rows = with_judges(SelfReview.objects.filter(school=request.school))
    reviews = list(rows.prefetch_related("levels")[:20])
    for one in reviews:
        one.school = request.school
    running = next((one for one in reviews if not one.is_agreed), None)
    agreed = [one for one in reviews if one.is_agreed]
    found = levels(agreed[0]) if agreed else None
    context = {
        "running": running,
        "own": own_judge(running, request.member) if running else None,
        "has": who_has(running) if running else None,
        "sees": running is not None and may(request.member, "audits.see_judgements", running),
        "found": found,
        "headline": levels_headline(found) if found else _("Self-review"),
        "reading": levels_reading(found) if found else "",
        "pictures": found.pictures if found else [],
        "older": agreed,
        "asked": len(strands_of(running)) if running else 0,
        **_strands(request),
    }
    return render(request, "audits/selfreviews.html", context)


@member_view("audits.lead_selfreview")
def open_review(request: MemberRequest) -> HttpResponse:
    """Open a self-review and invite to it."""
    people = _members(request)
    first = {
        "title": repeating.title_of_selfreview(academic_year(timezone.localdate())),
        "closes_on": repeating.closing_day(),
        "people": [one.pk for one in people if not USUALLY.isdisjoint(one.kinds)],
    }
    form = OpenSelfReviewForm(request.POST or None, people=people, initial=first)
    if request.method == "POST" and form.is_valid():
        got = form.cleaned_data
        try:
            review = actions.open_review(
                request.school, request.member, got["title"], got["closes_on"], list(got["people"])
            )
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return _opened(request, review)
    context = {"form": form, **_strands(request)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "audits/selfreview_open.html", context, status=status)


@require_POST
@member_view("audits.lead_selfreview")
def repeat(request: MemberRequest) -> HttpResponse:
    """Have the school judged once more as the last time: from the year's turn."""
    try:
        review = repeating.repeat_selfreview(request.school, request.member)
    except (NotSo, Refused) as refused:
        messages.error(request, refused.sentence)
        return redirect("schools:turn", request.school.slug)
    return _opened(request, review)


def _strands(request: MemberRequest) -> dict[str, int]:
    """How many strands the next self-review has; for those who lead, what waits for an answer about them."""
    found = strands(request.school)
    leads = may(request.member, "audits.lead_selfreview")
    return {
        "strands": found.total,
        "new": len(found.offers) if leads else 0,
        "differs": len(found.differences) if leads else 0,
    }


def _opened(request: MemberRequest, review: SelfReview) -> HttpResponse:
    asked = SelfReviewJudge.objects.filter(review=review).select_related("member")
    _tell(request, letters.ask(review, asked))
    return redirect("audits:selfreview", request.school.slug, review.pk)


@never_cache
@member_view("audits.enter_selfreview")
def page(request: MemberRequest, selfreview: int) -> HttpResponse:
    """One self-review: who has judged, then what was judged, then what was agreed."""
    review = selfreview_or_404(request.school, selfreview)
    if review.is_judging:
        if may(request.member, "audits.lead_selfreview"):
            return _who(request, review)
        if own_judge(review, request.member):
            return redirect("audits:selfreview_judge", request.school.slug, review.pk)
    if review.is_revealed and may(request.member, "audits.see_judgements", review):
        return _judged(request, review)
    check(request.member, "audits.read_levels", review)
    found = levels(review)
    judged = seen(review) if may(request.member, "audits.see_judgements", review) else []
    context = {
        "review": review,
        "found": found,
        "rows": [
            (row, offers_for(row.gap, request.member) if row.gap and row.gap.is_open else [])
            for row in found.rows
        ],
        "headline": levels_headline(found),
        "reading": levels_reading(found),
        "pictures": found.pictures,
        "judged": judged,
        "people": len(review.judges.all()),
        "document": _document(review),
    }
    return render(request, "audits/selfreview_levels.html", context)


def _judged(request: MemberRequest, review: SelfReview) -> HttpResponse:
    strands = seen(review)
    left = [one for one in strands if one.agreed is None]
    context = {
        "review": review,
        "strands": strands,
        "left": left,
        "first": left[0].key if left else "",
        "headline": judged_headline(strands),
        "has": who_has(review),
        "agrees": may(request.member, "audits.agree_level"),
    }
    return render(request, "audits/selfreview_judged.html", context)


@require_POST
@member_view("audits.lead_selfreview")
def invite(request: MemberRequest, selfreview: int) -> HttpResponse:
    """Invite more people."""
    review = selfreview_or_404(request.school, selfreview)
    form = InviteForm(request.POST, people=_not_invited(request, review))
    if form.is_valid():
        try:
            made = actions.invite(review, request.member, list(form.cleaned_data["people"]))
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            rows = SelfReviewJudge.objects.filter(pk__in=[one.pk for one in made])
            _tell(request, letters.ask(review, rows.select_related("member")))
            return redirect("audits:selfreview", request.school.slug, selfreview)
    return _who(request, review, inviting=form)


@require_POST
@member_view("audits.lead_selfreview")
def until(request: MemberRequest, selfreview: int) -> HttpResponse:
    """Set another last day."""
    review = selfreview_or_404(request.school, selfreview)
    form = UntilForm(request.POST)
    if form.is_valid():
        try:
            actions.move(review, request.member, form.cleaned_data["closes_on"])
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("audits:selfreview", request.school.slug, selfreview)
    return _who(request, review, moving=form)


@require_POST
@member_view("audits.lead_selfreview")
def remind(request: MemberRequest, selfreview: int) -> HttpResponse:
    """Remind everybody who has not finished, once a day."""
    review = selfreview_or_404(request.school, selfreview)
    if not review.can_be_judged:
        messages.error(request, _("It cannot be judged any more: nobody is reminded."))
        return redirect("audits:selfreview", request.school.slug, selfreview)
    sent = letters.remind_all(review)
    if sent.count:
        words = ngettext("%(n)s person is reminded.", "%(n)s people are reminded.", sent.count)
        messages.success(request, words % {"n": sent.count})
    elif not sent.failed:
        messages.info(request, _("Everybody who could be was reminded today already."))
    _failures(request, sent)
    return redirect("audits:selfreview", request.school.slug, selfreview)


@require_POST
@member_view("audits.lead_selfreview")
def reveal(request: MemberRequest, selfreview: int) -> HttpResponse:
    """Show what was judged; not all have finished: only once that is confirmed, by name."""
    review = selfreview_or_404(request.school, selfreview)
    without = numbers_in(request.POST.getlist("without"))
    try:
        actions.reveal(review, request.member, without)
    except actions.SomeAreMissing as refused:
        return _who(request, review, missing=refused.missing)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Revealed. Talk it over, then agree each level."))
    return redirect("audits:selfreview", request.school.slug, selfreview)


@member_view("audits.lead_selfreview")
def call_off(request: MemberRequest, selfreview: int) -> HttpResponse:
    """What would go; and giving the self-review up."""
    review = selfreview_or_404(request.school, selfreview)
    if request.method == "POST":
        try:
            actions.call_off(review, request.member)
        except Refused as refused:
            messages.error(request, refused.sentence)
            return redirect("audits:selfreview", request.school.slug, selfreview)
        messages.success(request, _("“%(review)s” is called off.") % {"review": review.title})
        return redirect("audits:selfreviews", request.school.slug)
    if not review.is_judging:
        return redirect("audits:selfreview", request.school.slug, selfreview)
    context = {"review": review, "has": who_has(review)}
    return render(request, "audits/selfreview_call_off.html", context)


def _who(
    request: MemberRequest,
    review: SelfReview,
    moving: UntilForm | None = None,
    inviting: InviteForm | None = None,
    missing: Sequence[SelfReviewJudge] = (),
) -> HttpResponse:
    others = _not_invited(request, review)
    refused = any(form is not None and form.errors for form in (moving, inviting))
    context = {
        "review": review,
        "has": who_has(review),
        "own": own_judge(review, request.member),
        "missing": missing,
        "moving": moving or UntilForm(initial={"closes_on": review.closes_on}),
        "inviting": inviting or (InviteForm(people=others) if others else None),
    }
    status = 422 if refused else 409 if missing else 200
    return render(request, "audits/selfreview_who.html", context, status=status)


def _members(request: MemberRequest) -> list[Member]:
    rows = Member.objects.filter(school=request.school, left_on=None)
    return list(rows.prefetch_related("positions").order_by("name", "pk"))


def _not_invited(request: MemberRequest, review: SelfReview) -> list[Member]:
    there = {one.member_id for one in review.judges.all()}
    return [one for one in _members(request) if one.pk not in there]


def _document(review: SelfReview) -> str:
    return f"self-review-{review.pk}" if review.is_agreed else ""


def _tell(request: MemberRequest, sent: Sent) -> None:
    words = ngettext(
        "Open. %(n)s e-mail is on its way.", "Open. %(n)s e-mails are on their way.", sent.count
    )
    messages.success(request, words % {"n": sent.count})
    _failures(request, sent)


def _failures(request: MemberRequest, sent: Sent) -> None:
    if sent.without:
        messages.warning(
            request,
            _("These have no way to sign in yet, so nothing was sent to them: %(names)s.")
            % {"names": ", ".join(sent.without)},
        )
    if sent.failed:
        messages.error(
            request,
            _("The mail server did not take the e-mails to %(names)s.")
            % {"names": ", ".join(sent.failed)},
        )
