"""What a review found, and the ratings as a spreadsheet."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roles.groups import group_titles
from schools.kept import kept, made_of
from schools.permissions import MemberRequest, check, member_view

from .. import exports, figures, rows
from ..models import Review
from ..outcome import Results
from ..proposing import agenda
from ..queries import results as queries
from ..queries.reviews import labels_of, review_or_404, vision_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def round_asked_for(request: MemberRequest) -> int | None:
    """The number of the round that the address names, if any.

    Raises:
        Http404: it is no number.
    """
    typed = request.GET.get("round", "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
        raise Http404
    return int(typed)


def review_and_results(request: MemberRequest, pk: int) -> tuple[Review, Results, dict[str, str]]:
    """The review, its results, and the titles of the areas as they were called then."""
    review = review_or_404(request.school, pk)
    check(request.member, "priorities.see_results", review)
    found = queries.results(review, request.member, round_asked_for(request))
    used = {one.area for one in found.duties}
    titles = {k: t for k, t in group_titles(labels_of(review, request.school)).items() if k in used}
    return review, found, titles


@never_cache
@require_safe
@member_view("priorities.enter")
@kept
def results(request: MemberRequest, review: int) -> HttpResponse:
    """The results of the last revealed round, or of the one that `?round=` names."""
    one, found, titles = review_and_results(request, review)
    sort = request.GET.get("sort", "split")
    finding = figures.headline(found, titles)
    context = {
        "review": one,
        "vision": vision_of(one),
        "results": found,
        "shown": found.shown,
        "finding": finding,
        "no_finding": "" if finding else figures.why_no_headline(found),
        "agreement": figures.agreement_sentence(found),
        "split": figures.split_sentence(found),
        "matter": matter(request, one, found, titles, sort) if found.shown.rated else "",
    }
    return render(request, "priorities/results.html", context)


def matter(
    request: MemberRequest, review: Review, found: Results, titles: dict[str, str], sort: str
) -> SafeString:
    """The figures, the duties and the agenda: most of the page, and the same for as long as the results are."""
    positions, school = labels_of(review, request.school), request.school
    where = (school.slug, school.labels, positions, review.meeting_minutes)

    def make() -> SafeString:
        areas = [duty.area for duty in found.duties]
        context = {
            "request": request,
            "school": school,
            "labels": school.labels,
            "results": found,
            "shown": found.shown,
            "shares": figures.shares_of(found, titles),
            "shares_sentence": figures.shares_sentence(found),
            "fields": figures.fields_of(found),
            "field_titles": figures.field_titles(),
            "field_sentence": figures.field_sentence(found),
            "loads": [
                figures.load_of(person, areas, titles) for person in found.shown.coordinators
            ],
            "rows": rows.rows_of(found, titles, sort),
            "sort": sort if sort in rows.SORTS else "split",
            "moves": rows.moves_of(found),
            "side": rows.side_by_side(found),
            "side_groups": [
                {"title": positions.position(group.kind), "raters": group.raters}
                for group in found.shown.groups
            ],
            "no_side": rows.why_not_side_by_side(found),
            "agenda": agenda_lines(review, found),
        }
        return render_to_string("priorities/_results_matter.html", context)

    return made_of((where, found, titles, sort), make)


def agenda_lines(review: Review, found: Results) -> dict[str, object]:
    """The agenda of the discussion with the duties' names: `boxes` (duty, minutes), `silent`, `left`."""
    drafted = agenda(found.analysis, review.meeting_minutes)
    return {
        "boxes": [(found.duties[box.place], box.minutes) for box in drafted.boxes],
        "silent": [found.duties[place] for place in drafted.silent],
        "left": drafted.left,
        "minutes": review.meeting_minutes,
    }


@never_cache
@require_safe
@member_view("priorities.enter")
def ratings_xlsx(request: MemberRequest, review: int) -> HttpResponse:
    """The ratings as a spreadsheet, unnamed unless all consented."""
    one, found, titles = review_and_results(request, review)
    name = slugify(f"{one.title} {_('ratings')}") or "ratings"
    return HttpResponse(
        exports.ratings_workbook(one.title, found, titles),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )
