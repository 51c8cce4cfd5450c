"""Preparing a review step by step: what it asks, its duties, its people, and opening it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from roles.models import Duty
from schools.actions import invitations
from schools.actions import people as people_actions
from schools.models import PositionKind
from schools.permissions import MemberRequest, check, member_view
from schools.refusals import Refused
from schools.wording import listed

from .. import letters
from ..actions import preparing
from ..forms.choosing import Chosen, read_duties, read_people
from ..forms.details import DetailsForm, GuestForm
from ..models import Review, ReviewDuty, State
from ..queries.people import candidates
from ..queries.reviews import by_area, review_or_404, vision_of


@member_view("priorities.facilitate")
def prepare(request: MemberRequest, review: int) -> HttpResponse:
    """The first step: title, key question, scale, deadline, length of the meeting."""
    one = review_or_404(request.school, review)
    if one.state != State.PREPARING and request.method != "POST":
        return redirect(one)
    form = DetailsForm(request.POST or None, school=request.school, review=one)
    if request.method == "POST" and form.is_valid():
        try:
            preparing.change(one, request.member, form.details())
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("priorities:prepare_duties", request.school.slug, one.pk)
    context = {"review": one, "form": form, "vision": vision_of(one)}
    return render(request, "priorities/prepare.html", context)


@dataclass(frozen=True)
class DutyChoice:
    """A duty that can be chosen, with what is ticked and typed for it."""

    duty: Duty
    chosen: bool
    floor: str
    ceiling: str
    error: str


@member_view("priorities.facilitate")
def duties(request: MemberRequest, review: int) -> HttpResponse:
    """The second step: which duties, area by area."""
    one = review_or_404(request.school, review)
    if one.state != State.PREPARING and request.method != "POST":
        return redirect(one)
    all_duties = list(Duty.objects.filter(kind="duty", retired_on=None))
    chosen, refused = None, ""
    if request.method == "POST":
        chosen = read_duties(request.POST, all_duties)
        if not chosen.errors:
            try:
                preparing.choose_duties(one, request.member, chosen.limits)
            except Refused as problem:
                refused = problem.sentence
            else:
                messages.success(request, _chosen_words(len(chosen.limits)))
                return redirect("priorities:prepare_people", request.school.slug, one.pk)
    choices = _choices(request, one, all_duties, chosen)
    context = {
        "review": one,
        "vision": vision_of(one),
        "areas": by_area([(choice.duty.area, choice) for choice in choices], request.school.labels),
        "refused": refused or bool(chosen and chosen.errors),
        "sentence": refused,
    }
    return render(
        request,
        "priorities/prepare_duties.html",
        context,
        status=400 if context["refused"] else 200,
    )


@member_view("priorities.facilitate")
def people(request: MemberRequest, review: int) -> HttpResponse:
    """The third step: who takes part, and the release time of who coordinates."""
    one = review_or_404(request.school, review)
    if one.state != State.PREPARING and request.method != "POST":
        return redirect(one)
    refused, ticked, errors, typed = "", None, {}, {}
    if request.method == "POST":
        groups = candidates(request.school, one)
        by_position: dict[str, list[int]] = {}
        for group in groups:
            for candidate in group.people:
                for kind in candidate.member.kinds:
                    by_position.setdefault(kind, []).append(candidate.member.pk)
        read = read_people(request.POST, by_position)
        ticked, errors = read.ticked, read.errors
        typed = {key: value for key, value in request.POST.items() if key.startswith("capacity-")}
        if not errors:
            try:
                preparing.choose_participants(one, request.member, read.ticked, read.capacities)
            except Refused as problem:
                refused = problem.sentence
            else:
                messages.success(
                    request, _("The people are chosen. They hear of it when you open the review.")
                )
                return redirect("priorities:prepare_open", request.school.slug, one.pk)
    groups = candidates(request.school, one, ticked)
    context = {
        "review": one,
        "vision": vision_of(one),
        "groups": groups,
        "coordinators": [
            {
                "candidate": candidate,
                "typed": typed.get(
                    f"capacity-{candidate.member.pk}",
                    "" if candidate.capacity is None else candidate.capacity,
                ),
                "error": errors.get(candidate.member.pk, ""),
            }
            for group in groups
            for candidate in group.people
            if candidate.coordinates
        ],
        "sentence": refused,
        "refused": bool(refused or errors),
        "guest_form": GuestForm(),
    }
    return render(
        request,
        "priorities/prepare_people.html",
        context,
        status=400 if context["refused"] else 200,
    )


@require_POST
@member_view("priorities.facilitate")
def guest(request: MemberRequest, review: int) -> HttpResponse:
    """Add somebody from outside as a guest of the school, ask them in, and let them take part."""
    one = review_or_404(request.school, review)
    check(request.member, "schools.manage")
    form = GuestForm(request.POST)
    if form.is_valid():
        details = people_actions.Details(
            form.cleaned_data["name"],
            form.cleaned_data["email"],
            frozenset({PositionKind.GUEST.value}),
        )
        try:
            person = people_actions.add(request.school, request.member, details)
            participant = preparing.ask_too(one, request.member, person)
        except Refused as refused:
            form.add_error("email", refused.sentence)
        else:
            try:
                invitations.invite(person, request.member)
            except Refused as refused:
                messages.warning(request, refused.sentence)
            else:
                said = _("%(name)s is added as a guest and invited by e-mail.")
                messages.success(request, said % {"name": participant})
            page = "prepare_people" if one.state == State.PREPARING else "reveal"
            return redirect(f"priorities:{page}", request.school.slug, one.pk)
    context = {"review": one, "vision": vision_of(one), "guest_form": form}
    return render(request, "priorities/guest.html", context, status=400)


@member_view("priorities.facilitate")
def open_it(request: MemberRequest, review: int) -> HttpResponse:
    """The last step: look it over, and open it."""
    one = review_or_404(request.school, review)
    if one.state != State.PREPARING and request.method != "POST":
        return redirect(one)
    sentence = ""
    participants = list(one.participants.select_related("member"))
    if request.method == "POST":
        try:
            opened = preparing.open_rating(one, request.member)
        except Refused as refused:
            sentence = refused.sentence
        else:
            sent = letters.ask(opened.review, participants)
            tell(request, _("Open for rating."), sent)
            return redirect("priorities:reveal", request.school.slug, one.pk)
    duties = list(ReviewDuty.objects.filter(review=one))
    context = {
        "review": one,
        "vision": vision_of(one),
        "areas": by_area([(duty.area, duty) for duty in duties], request.school.labels),
        "duties": duties,
        "participants": participants,
        "without": [str(p) for p in participants if not letters.can_be_reached(p)],
        "no_capacity": [str(p) for p in participants if p.coordinates and p.capacity is None],
        "paper": f"review-{one.pk}-form",
        "missing": preparing.what_is_missing(one, len(duties), len(participants)),
        "sentence": sentence,
    }
    return render(request, "priorities/prepare_open.html", context, status=400 if sentence else 200)


def tell(request: MemberRequest, done: str, sent: letters.Sent) -> None:
    """Say what was done, who got an e-mail of it, and who did not."""
    mailed = ngettext("%(n)s e-mail went out.", "%(n)s e-mails went out.", sent.count) % {
        "n": sent.count
    }
    messages.success(request, f"{done} {mailed}")
    if sent.failed:
        said = _("The mail server did not take the e-mails to %(names)s. Tell them yourself.")
        messages.warning(request, said % {"names": listed(sent.failed)})
    if sent.without:
        said = _(
            "%(names)s cannot sign in yet: print the paper form for them, and type it in when it comes back."
        )
        messages.warning(request, said % {"names": listed(sent.without)})


def _choices(
    request: MemberRequest, review: Review, duties: list[Duty], chosen: Chosen | None
) -> list[DutyChoice]:
    there = {one.duty_id: one for one in ReviewDuty.objects.filter(review=review)}
    choices = []
    for duty in duties:
        if chosen is not None:
            marked = duty.pk in chosen.limits
            floor, ceiling = (request.POST.get(f"{n}-{duty.pk}", "") for n in ("floor", "ceiling"))
        else:
            kept = there.get(duty.pk)
            marked = kept is not None
            floor, ceiling = (
                "" if value is None else str(value)
                for value in ((kept.floor, kept.ceiling) if kept else (None, None))
            )
        error = chosen.errors.get(duty.pk, "") if chosen else ""
        choices.append(DutyChoice(duty, marked, floor, ceiling, error))
    return choices


def _chosen_words(number: int) -> str:
    return ngettext("%(n)s duty is chosen.", "%(n)s duties are chosen.", number) % {"n": number}
