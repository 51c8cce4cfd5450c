"""The meeting: one duty at a time on the wall, the decision taken down as it falls."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from charts.geometry import LoadBar, load_bar
from roles.groups import group_titles
from schools.permissions import MemberRequest, check, may, member_view

from ..forms.decisions import DecisionForm, number_in
from ..models import Review, State
from ..queries import decisions as queries
from ..queries.rating import carriers
from ..queries.reviews import labels_of, review_or_404, vision_of


@never_cache
@require_safe
@member_view("priorities.enter")
def meeting(request: MemberRequest, review: int) -> HttpResponse:
    """One duty with its beads, what was said of it, and the decision; the first unless one is asked for."""
    one = review_or_404(request.school, review)
    check(request.member, "priorities.see_results", one)
    return page(request, one, number_in(request.GET.get("duty", "")))


def page(
    request: MemberRequest,
    review: Review,
    duty: int,
    refused: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one duty of the review; `duty` 0 is the first. A refused form is shown as typed.

    Raises:
        Http404: the review has no such duty.
    """
    found = queries.decisions(review, request.member, may_decide=writes(request, review))
    if duty and duty not in found.by_duty:
        raise Http404
    keys = list(found.by_duty)
    place = keys.index(duty) if duty else 0
    row = found.rows[place]
    roles = queries.roles_to_choose() if found.may_decide else []
    words = {one.value: one.label for one in carriers(labels_of(review, request.school))}
    context = {
        "review": review,
        "vision": vision_of(review),
        "found": found,
        "row": row,
        "number": place + 1,
        "before": keys[place - 1] if place else None,
        "after": keys[place + 1] if place + 1 < len(keys) else None,
        "form": refused or DecisionForm(row, roles),
        "bars": bars(request, review, found),
        "carried": [(words[key], number) for key, number in row.carriers.items()],
        "scale": [(point, word) for point, word in enumerate(review.scale_words, start=1) if word],
        "saved": False,
        "meeting": True,
    }
    return render(request, "priorities/meeting.html", context, status=status)


def writes(request: MemberRequest, review: Review) -> bool:
    """Whether the reader may take down decisions in the review now."""
    return review.state == State.REVEALED and may(request.member, "priorities.decide", review)


def bars(
    request: MemberRequest, review: Review, found: queries.Decisions
) -> list[tuple[queries.Load, LoadBar]]:
    """Each coordinator's load with its figure."""
    titles = group_titles(labels_of(review, request.school))
    return [
        (
            one,
            load_bar([(area, titles[area], spent) for area, spent in one.segments], one.capacity),
        )
        for one in found.loads
    ]
