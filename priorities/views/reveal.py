"""Who has finished, forms that come back on paper, the deadline, the reveal and the next round."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schools.models import Member
from schools.numbers import number_in, numbers_in
from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from .. import letters
from ..actions import preparing, rating, revealing
from ..forms.details import DeadlineForm
from ..models import Participant, Review, State
from ..queries import rating as rating_queries
from ..queries.reviews import labels_of, newest_round, review_or_404, standing_of, vision_of
from .prepare import tell
from .rate import ends_of


@member_view("priorities.facilitate")
def reveal(request: MemberRequest, review: int) -> HttpResponse:
    """Who has finished and who has not; posted to, the round is revealed."""
    one = review_or_404(request.school, review)
    asks_again = False
    if request.method == "POST":
        without = numbers_in(request.POST.getlist("without"))
        try:
            opened = revealing.reveal(one, request.member, without)
        except revealing.SomeAreMissing:
            asks_again = True
        except Refused as refused:
            messages.error(request, refused.sentence)
            return redirect("priorities:reveal", request.school.slug, one.pk)
        else:
            people = one.participants.select_related("member").exclude(member=request.member)
            sent = letters.tell_revealed(one, people)
            sent.without.clear()
            tell(request, _("Round %(number)s is revealed.") % {"number": opened.number}, sent)
            return redirect(one)
    return _page(request, one, asks_again=asks_again)


def _page(
    request: MemberRequest,
    review: Review,
    *,
    asks_again: bool = False,
    deadline_form: DeadlineForm | None = None,
) -> HttpResponse:
    opened = newest_round(review)
    if opened is None:
        return redirect("priorities:prepare", request.school.slug, review.pk)
    standing = standing_of(review, opened)
    taking_part = {one.member_id for one in review.participants.all() if one.member_id}
    others = (
        Member.objects.filter(left_on=None).exclude(pk__in=taking_part)
        if review.state == State.RATING
        else []
    )
    context = {
        "review": review,
        "round": opened,
        "vision": vision_of(review),
        "standing": standing,
        "paper": f"review-{review.pk}-form",
        "asks_again": asks_again,
        "others": others,
        "deadline_form": deadline_form or DeadlineForm(initial={"deadline": review.deadline}),
    }
    return render(request, "priorities/reveal.html", context, status=409 if asks_again else 200)


@require_POST
@member_view("priorities.facilitate")
def deadline(request: MemberRequest, review: int) -> HttpResponse:
    """Move the deadline of the open round, or open the next round until that day."""
    one = review_or_404(request.school, review)
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        return _page(request, one, deadline_form=form)
    day = form.cleaned_data["deadline"]
    try:
        if request.POST.get("next"):
            revealing.open_next_round(one, request.member, day)
            changed = review_or_404(request.school, review)
            sent = letters.ask(changed, changed.participants.select_related("member"))
            tell(
                request,
                _("The next round is open until %(day)s.") % {"day": date_format(day)},
                sent,
            )
        else:
            preparing.move_deadline(one, request.member, day)
            said = _("People may now rate until %(day)s.") % {"day": date_format(day)}
            messages.success(request, said)
    except Refused as refused:
        form.add_error("deadline", refused.sentence)
        return _page(request, one, deadline_form=form)
    return redirect("priorities:reveal", request.school.slug, one.pk)


@require_POST
@member_view("priorities.facilitate")
def ask_too(request: MemberRequest, review: int) -> HttpResponse:
    """Ask one more person to rate while the round is open."""
    one = review_or_404(request.school, review)
    chosen = number_in(request.POST.get("person"))
    if chosen is None:
        messages.error(request, _("Choose a person first."))
        return redirect("priorities:reveal", request.school.slug, one.pk)
    person = get_object_or_404(Member.objects.filter(left_on=None), pk=chosen)
    try:
        participant = preparing.ask_too(one, request.member, person)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        sent = letters.ask(one, [participant])
        tell(request, _("%(name)s takes part.") % {"name": person.name}, sent)
    return redirect("priorities:reveal", request.school.slug, one.pk)


@never_cache
@member_view("priorities.type_in")
def type_in(request: MemberRequest, review: int, participant: int) -> HttpResponse:
    """Type in the form that somebody filled in on paper; shows that form and nothing else."""
    one = review_or_404(request.school, review)
    person = one.participants.select_related("member", "review").filter(pk=participant).first()
    if person is None:
        raise Http404
    if person.member_id == request.member.pk:
        return redirect("priorities:rate", request.school.slug, one.pk)
    person.review = one
    opened = newest_round(one)
    if opened is None:
        return redirect("priorities:prepare", request.school.slug, one.pk)
    kept = rating_queries.typed_in_ratings(opened, person)
    sentence, errors = "", {}
    if request.method == "POST":
        # Where nothing is shown, a field left empty says nothing of what was typed in before.
        posted = {k: v for k, v in request.POST.dict().items() if kept or str(v).strip()}
        duties = list(rating_queries.areas_of_duties(one.pk))
        answers, misread = rating.read(posted, duties, coordinates=person.coordinates)
        errors = {wrong.duty: wrong.sentence for wrong in misread}
        if misread:
            sentence = _("Nothing is saved yet: what could not be read is marked below.")
        else:
            try:
                rating.type_in(
                    person, request.member, answers, complete=bool(request.POST.get("complete"))
                )
            except Refused as refused:
                sentence = refused.sentence
            else:
                messages.success(request, _typed_in_words(person))
                return redirect("priorities:reveal", request.school.slug, one.pk)
    areas = rating_queries.items_of(
        one,
        kept,
        labels_of(one, request.school),
        typed=request.POST.dict() if sentence else None,
        errors=errors,
    )
    context = {
        "review": one,
        "round": opened,
        "participant": person,
        "vision": vision_of(one),
        "areas": areas,
        "closed": rating.why_closed(one),
        "sentence": sentence,
        "ends": ends_of(one.scale_words),
    }
    return render(request, "priorities/type_in.html", context, status=409 if sentence else 200)


def _typed_in_words(person: Participant) -> str:
    return _(
        "The form of %(name)s is saved. Where they have answered here themselves, their own answer stays."
    ) % {"name": person}
