"""Training that is offered: the list, one of them, signing up, who came, and answering after it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schools.models import Member
from schools.money import pounds
from schools.numbers import number_in, numbers_in
from schools.permissions import MemberRequest, check, may, member_view
from schools.refusals import Refused

from ..actions import offers as actions
from ..actions.statements import NotSo
from ..after import after_until
from ..forms.training import OfferForm
from ..grouping import is_asked
from ..models import SkillsAudit, TrainingOffer
from ..queries.answering import steps
from ..queries.offers import offer_or_404, offer_page
from ..queries.offers import offers as all_offers
from ..wording_training import change_words, when_words


@member_view("audits.see_training")
def offers(request: MemberRequest) -> HttpResponse:
    """What is offered, what has been."""
    found = all_offers(request.school, request.member)
    return render(request, "audits/offers.html", {"found": found})


@member_view("audits.lead_skills")
def add(request: MemberRequest) -> HttpResponse:
    """Offer training; `?skill=` ticks statements, so that a need becomes an offer in one step."""
    chosen = numbers_in(request.GET.getlist("skill"))
    return _write(
        request, None, OfferForm(request.POST or None, school=request.school, chosen=chosen)
    )


@member_view("audits.lead_skills")
def edit(request: MemberRequest, offer: int) -> HttpResponse:
    """Change a training."""
    one = offer_or_404(request.school, offer)
    return _write(request, one, OfferForm(request.POST or None, school=request.school, offer=one))


def _write(request: MemberRequest, one: TrainingOffer | None, form: OfferForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            if one is None:
                latest = SkillsAudit.objects.filter(school=request.school).first()
                made = actions.offer(
                    request.school, request.member, form.details, form.chosen, latest
                )
            else:
                revision = form.cleaned_data["revision"] or 0
                made = actions.change(one, request.member, form.details, form.chosen, revision)
        except NotSo as refused:
            form.add_error(refused.field, refused.sentence)
        except actions.OfferChanged as refused:
            form.add_error(None, refused.sentence)
            form.begin_again_from(refused.revision)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("“%(offer)s” is saved.") % {"offer": made.title})
            return redirect("audits:offer", request.school.slug, made.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "audits/offer_edit.html", {"form": form, "offer": one}, status=status)


@member_view("audits.see_training")
def offer(request: MemberRequest, offer: int) -> HttpResponse:
    """One training: what it is for, when, who comes, what it changed."""
    one = offer_or_404(request.school, offer)
    page = offer_page(one, request.member)
    leads = may(request.member, "audits.lead_skills")
    marks = may(request.member, "audits.mark_attendance", one)
    changed = [
        (
            each.skill,
            each.change and change_words(each.change.by, each.change.people, each.change.rose),
        )
        for each in page.changed
    ]
    context = {
        "page": page,
        "offer": one,
        "when": when_words(page),
        "cost": pounds(one.cost),
        "leads": leads,
        "marks": marks,
        "changed": changed if any(words for _skill, words in changed) else [],
        "too_few": page.over and bool(page.skills) and not any(w for _s, w in changed),
        "until": after_until(one),
    }
    return render(request, "audits/offer.html", context)


@require_POST
@member_view("audits.lead_skills")
def cancel(request: MemberRequest, offer: int) -> HttpResponse:
    """Call a training off."""
    one = offer_or_404(request.school, offer)
    try:
        actions.cancel(one, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("audits:offer", request.school.slug, offer)
    messages.success(request, _("“%(offer)s” is called off.") % {"offer": one.title})
    return redirect("audits:offers", request.school.slug)


@require_POST
@member_view("audits.sign_up")
def sign_up(request: MemberRequest, offer: int) -> HttpResponse:
    """Take a place, or give it back."""
    one = offer_or_404(request.school, offer)
    try:
        if request.POST.get("comes") == "no":
            actions.sign_off(one, request.member)
            messages.success(
                request, _("Your place in “%(offer)s” is free again.") % {"offer": one}
            )
        else:
            actions.sign_up(one, request.member)
            messages.success(request, _("You have a place in “%(offer)s”.") % {"offer": one})
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("audits:offer", request.school.slug, offer)


@member_view("audits.mark_attendance")
def attendance(request: MemberRequest, offer: int) -> HttpResponse:
    """Say who came."""
    one = offer_or_404(request.school, offer)
    check(request.member, "audits.mark_attendance", one)
    page = offer_page(one, request.member)
    there = {each.member_id for each in page.places}
    staff = Member.objects.filter(school=request.school, left_on=None)
    others = [each for each in staff.prefetch_related("positions") if each.pk not in there]
    others = [each for each in others if is_asked(each)]
    wrong = ""
    if request.method == "POST":
        came = set(numbers_in(request.POST.getlist("came")))
        also = [each for each in others if str(each.pk) in request.POST.getlist("also")]
        try:
            actions.mark(one, request.member, came, also)
        except Refused as refused:
            wrong = refused.sentence
        else:
            messages.success(request, _("Thank you. Who came is asked what changed."))
            return redirect("audits:offer", request.school.slug, offer)
    picked = set(request.POST.getlist("came")) if request.method == "POST" else None
    also_picked = set(request.POST.getlist("also"))
    context = {
        "offer": one,
        "page": page,
        "rows": [
            (
                each,
                str(each.member_id) in picked if picked is not None else each.attended is not False,
            )
            for each in page.places
        ],
        "others": [(each, str(each.pk) in also_picked) for each in others],
        "wrong": wrong,
    }
    return render(request, "audits/attendance.html", context, status=422 if wrong else 200)


@member_view("audits.sign_up")
def after(request: MemberRequest, offer: int) -> HttpResponse:
    """The statements of a training again, for somebody who came."""
    one = offer_or_404(request.school, offer)
    place = one.signed_up.filter(member=request.member, attended=True).first()
    if place is None:
        raise Http404
    page = offer_page(one, request.member)
    said = dict(place.after.values_list("skill_id", "confidence"))
    wrong = ""
    if request.method == "POST":
        typed = {
            skill: number_in(str(value)) or 0
            for name, value in request.POST.items()
            if name.startswith("level-")
            and (skill := number_in(name.removeprefix("level-"))) is not None
        }
        said |= typed
        try:
            done = actions.say_after(place, request.member, typed)
        except Refused as refused:
            wrong = refused.sentence
        else:
            if done:
                messages.success(request, _("Thank you: that was all."))
                return redirect("audits:offer", request.school.slug, offer)
            wrong = _("Saved. Some statements have no answer yet.")
    context = {
        "offer": one,
        "rows": [(each, said.get(each.pk)) for each in page.skills],
        "over": page.over,
        "steps": steps(),
        "wrong": wrong,
        "until": after_until(one),
    }
    return render(request, "audits/offer_after.html", context, status=422 if wrong else 200)
