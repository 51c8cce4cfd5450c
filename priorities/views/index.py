"""The list of reviews, beginning one, and the way to where a review stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schools.kept import kept
from schools.permissions import MemberRequest, check, may, member_view
from schools.refusals import Refused

from ..actions import preparing
from ..forms.details import DetailsForm
from ..models import Review, State
from ..queries.rating import participation
from ..queries.reviews import Listed, review_or_404, reviews_for, vision_of


@member_view("priorities.enter")
@kept
def index(request: MemberRequest) -> HttpResponse:
    """The reviews that the member may see."""
    reviews = reviews_for(request.member)
    context = {"reviews": reviews, "finding": _finding(reviews)}
    return render(request, "priorities/index.html", context)


@member_view("priorities.facilitate")
def new(request: MemberRequest) -> HttpResponse:
    """Begin to prepare a review, from nothing or from the last one."""
    previous = Review.objects.exclude(state=State.PREPARING).first()
    form = DetailsForm(request.POST or None, school=request.school, previous=previous)
    if request.method == "POST" and form.is_valid():
        again = previous if form.cleaned_data.get("again") else None
        try:
            review = preparing.start(request.school, request.member, form.details(), again)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Begun. Nobody is asked before you open it."))
            return redirect("priorities:prepare_duties", request.school.slug, review.pk)
    context = {"form": form, "previous": previous, "vision": vision_of(None)}
    return render(request, "priorities/new.html", context)


@member_view("priorities.enter")
def review(request: MemberRequest, review: int) -> HttpResponse:
    """On to where the review stands, and where the member has something to do in it."""
    one = review_or_404(request.school, review)
    check(request.member, "priorities.see", one)
    leads = may(request.member, "priorities.facilitate")
    match one.state:
        case State.PREPARING:
            page = "prepare" if leads else "rate"
        case State.RATING:
            mine = participation(one.pk, request.member)
            page = "reveal" if leads and (mine is None or mine.completions.exists()) else "rate"
        case _:
            page = "results"
    return redirect(f"priorities:{page}", request.school.slug, one.pk)


def _finding(reviews: list[Listed]) -> str:
    """The headline: what waits, or where the newest review stands."""
    if waiting := next((one for one in reviews if one.to_rate), None):
        return _("“%(review)s” waits for your ratings") % {"review": waiting.review.title}
    if done := next((one for one in reviews if one.all_finished), None):
        return _("Everybody has finished “%(review)s”") % {"review": done.review.title}
    if reviews and reviews[0].review.state == State.RATING:
        first = reviews[0]
        return _("%(finished)s of %(people)s have finished “%(review)s”") % {
            "finished": first.finished,
            "people": first.people,
            "review": first.review.title,
        }
    return _("Which duties matter most")
