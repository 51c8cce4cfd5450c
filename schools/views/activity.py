"""What was done in the school, as sentences."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from ..kept import kept
from ..permissions import MemberRequest, may, member_view
from ..queries.trail import PAGE, activities, by_day, people_in_trail


@member_view("schools.read_trail")
@kept
def activity(request: MemberRequest) -> HttpResponse:
    """The trail by day: all of it for senior managers, one's own for others."""
    whole = may(request.member, "schools.read_whole_trail")
    people = people_in_trail() if whole else []
    wanted = request.GET.get("person", "")
    of = next((one for one in people if str(one.pk) == wanted), None)
    page = Paginator(activities(request.member, of), PAGE).get_page(request.GET.get("page"))
    context = {
        "whole": whole,
        "people": people,
        "of": of,
        "page": page,
        "days": by_day(page.object_list),
    }
    return render(request, "schools/activity.html", context)
