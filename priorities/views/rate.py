"""Rating: the page, each answer as it is given, being finished, and consent."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from schools.permissions import MemberRequest, NotAllowed, check, member_view
from schools.refusals import Refused

from ..actions import rating as actions
from ..models import Participant, Round
from ..queries import rating as queries
from ..queries.ratings import own
from ..queries.reviews import labels_of, newest_round, review_or_404, vision_of


def own_participation(request: MemberRequest, review: int, duty: int | None = None) -> Participant:
    """The member's own participation.

    Raises:
        Http404: there is no such review.
        NotAllowed: the member was not asked to rate.
    """
    one = queries.participation(review, request.member)
    if one is None:
        review_or_404(request.school, review)
    check(request.member, "priorities.rate", one)
    assert one is not None
    return one


@never_cache
@member_view("priorities.enter")
def rate(request: MemberRequest, review: int) -> HttpResponse:
    """The duties to rate, with what one has answered; posted to by the plain form."""
    participant = own_participation(request, review)
    sentence, errors = "", {}
    if request.method == "POST":
        duties = list(queries.areas_of_duties(review))
        answers, misread = actions.read(request.POST, duties, coordinates=participant.coordinates)
        errors = {one.duty: one.sentence for one in misread}
        try:
            actions.save(participant, request.member, answers)
        except Refused as refused:
            sentence = refused.sentence
        else:
            if not misread:
                messages.success(
                    request, _saved_words(sum(not one.says_nothing for one in answers))
                )
                return redirect("priorities:rate", request.school.slug, review)
            sentence = _("One answer could not be read; it is marked below. The others are saved.")
    return _page(request, participant, sentence, errors)


def _page(
    request: MemberRequest, participant: Participant, sentence: str, errors: dict[int, str]
) -> HttpResponse:
    review = participant.review
    opened = newest_round(review)
    if opened is None:
        later = {
            "review": review,
            "vision": vision_of(review),
            "closed": actions.why_closed(review),
        }
        return render(request, "priorities/rate_later.html", later)
    labels = labels_of(review, request.school)
    areas = queries.items_of(
        review,
        own(opened, participant),
        labels,
        last=queries.last_ratings(opened, participant),
        typed=request.POST.dict() if sentence else None,
        errors=errors,
    )
    context = {
        "review": review,
        "round": opened,
        "participant": participant,
        "vision": vision_of(review),
        "areas": areas,
        "progress": queries.answered_duties(areas),
        "closed": actions.why_closed(review),
        "finished": participant.completions.filter(round=opened).exists(),
        "sentence": sentence,
        "ends": ends_of(review.scale_words),
    }
    return render(request, "priorities/rate.html", context, status=409 if sentence else 200)


def ends_of(words: list[str]) -> list[dict[str, str]]:
    """The words below the track, each at its point: those that there are."""
    return [{"point": str(n), "word": word} for n, word in enumerate(words, start=1) if word]


@require_POST
@member_view("priorities.enter")
def answer(request: MemberRequest, review: int, duty: int) -> HttpResponse:
    """Save what was just answered of one duty; says so, or why not, in a line."""
    try:
        participant = own_participation(request, review)
        areas = queries.areas_of_duties(review)
        if duty not in areas:
            raise Http404
        answers, misread = actions.read(request.POST, [duty], coordinates=participant.coordinates)
        if misread:
            return _line(duty, misread[0].sentence, 422)
        opened = actions.save(participant, request.member, answers)
    except NotAllowed as refused:
        return _line(duty, refused.sentence, 403)
    except Refused as refused:
        return _line(duty, refused.sentence, 409)
    context = {"duty": duty, "progress": queries.progress(opened, participant, areas)}
    return HttpResponse(render_to_string("priorities/_saved.html", context))


def _line(duty: int, sentence: str, status: int) -> HttpResponse:
    context = {"duty": duty, "sentence": sentence}
    return HttpResponse(render_to_string("priorities/_not_saved.html", context), status=status)


@never_cache
@require_GET
@member_view("priorities.enter")
def state(request: MemberRequest, review: int) -> HttpResponse:
    """One's own answers as they are saved, so that a second tab shows the same."""
    participant = own_participation(request, review)
    opened = newest_round(participant.review)
    answers: dict[str, dict[str, str]] = {}
    counted = queries.Progress(())
    if opened is not None:
        answers = queries.state_of(own(opened, participant))
        counted = queries.progress(opened, participant, queries.areas_of_duties(review))
    return JsonResponse(
        {
            "answers": answers,
            "closed": actions.why_closed(participant.review),
            "progress": render_to_string(
                "priorities/_progress.html", {"progress": counted}
            ).strip(),
            "areas": {one.key: one.done for one in counted.areas},
        }
    )


@require_POST
@member_view("priorities.enter")
def finished(request: MemberRequest, review: int) -> HttpResponse:
    """Say that one has finished, or has not after all."""
    participant = own_participation(request, review)
    try:
        if request.POST.get("finished") == "no":
            actions.take_back(participant, request.member)
            messages.success(request, _("Taken back: you can go on rating."))
        else:
            done = actions.finish(participant, request.member)
            messages.success(request, _finished_words(done.round, participant))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("priorities:rate", request.school.slug, review)


@require_POST
@member_view("priorities.enter")
def consent(request: MemberRequest, review: int) -> HttpResponse:
    """Say whether one's ratings may stand under one's name."""
    participant = own_participation(request, review)
    gives = request.POST.get("consents")
    if gives not in ("yes", "no"):
        messages.error(request, _("Choose yes or no, then save. Nothing has changed."))
        return redirect("priorities:rate", request.school.slug, review)
    try:
        actions.consent(participant, request.member, gives == "yes")
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        said = (
            _("Your ratings may stand under your name once they are revealed.")
            if gives == "yes"
            else _("Your ratings stay without your name.")
        )
        messages.success(request, said)
    return redirect("priorities:rate", request.school.slug, review)


def _saved_words(number: int) -> str:
    return ngettext("%(n)s answer is saved.", "%(n)s answers are saved.", number) % {"n": number}


def _finished_words(opened: Round, participant: Participant) -> str:
    areas = queries.areas_of_duties(opened.review_id)
    left = queries.progress(opened, participant, areas).left
    thanks = _("Thank you: you have finished. Until the reveal you can still change what you said.")
    if not left:
        return thanks
    blank = ngettext(
        "%(n)s duty has no answer and counts as “can’t say”.",
        "%(n)s duties have no answer and count as “can’t say”.",
        left,
    ) % {"n": left}
    return f"{thanks} {blank}"
