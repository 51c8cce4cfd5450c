"""The vision: to read, to write, to suggest a change to, to set time aside for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..actions import vision as actions
from ..forms.vision import AnswerForm, SuggestionForm, TimeSetAsideForm, VisionForm
from ..kept import kept
from ..models import Vision, VisionSuggestion
from ..permissions import MemberRequest, member_view
from ..queries.vision import vision_page
from ..refusals import Refused


@member_view("schools.read")
@kept
def vision(request: MemberRequest) -> HttpResponse:
    """The newest version, as a page worth reading."""
    return render(request, "schools/vision.html", {"page": vision_page(request.member)})


@member_view("schools.read")
def version(request: MemberRequest, number: int) -> HttpResponse:
    """One version as it was written."""
    versions = Vision.objects.select_related("written_by").prefetch_related("aims")
    one = get_object_or_404(versions, number=number)
    newest = Vision.objects.order_by("-number").values_list("number", flat=True).first()
    context = {"vision": one, "newest": newest}
    return render(request, "schools/vision_version.html", context)


@member_view("schools.write_vision")
def write(request: MemberRequest) -> HttpResponse:
    """Write the first version, or change the newest into the next."""
    newest = actions.newest_vision(request.school)
    form = VisionForm(request.POST or None, newest=newest)
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            written = actions.write(request.school, request.member, **form.cleaned_data)
        except actions.Overtaken as overtaken:
            theirs = overtaken.newest
            form.overtaken_by(theirs)
            form.add_error(None, overtaken.sentence)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            said = _("Version %(number)s of the vision holds from now on.")
            messages.success(request, said % {"number": written.number})
            return redirect("schools:vision", request.school.slug)
    context = {"form": form, "newest": newest, "theirs": theirs}
    return render(request, "schools/vision_write.html", context)


@member_view("schools.write_vision")
def time_set_aside(request: MemberRequest) -> HttpResponse:
    """Record that time was set aside for the vision."""
    form = TimeSetAsideForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            held = actions.set_time_aside(request.school, request.member, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            said = _("Recorded: time was set aside for the vision on %(day)s.")
            messages.success(request, said % {"day": date_format(held.held_on)})
            return redirect("schools:vision", request.school.slug)
    newest = actions.newest_vision(request.school)
    return render(request, "schools/vision_time.html", {"form": form, "newest": newest})


@member_view("schools.suggest_vision")
def suggest(request: MemberRequest) -> HttpResponse:
    """Suggest a change to the vision."""
    form = SuggestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.suggest(request.school, request.member, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            said = _("Sent. The answer will stand on this page, below the vision.")
            messages.success(request, said)
            return redirect("schools:vision", request.school.slug)
    newest = actions.newest_vision(request.school)
    return render(request, "schools/vision_suggest.html", {"form": form, "newest": newest})


@member_view("schools.write_vision")
def answer(request: MemberRequest, suggestion: int) -> HttpResponse:
    """Say whether a suggestion is taken up."""
    one = get_object_or_404(VisionSuggestion.objects.select_related("member"), pk=suggestion)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answered = actions.answer(one, request.member, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            if answered.taken_up:
                messages.success(request, _("Taken up. Write it into the next version here."))
                return redirect("schools:vision_write", request.school.slug)
            messages.success(request, _("Answered. The vision stays as it is."))
            return redirect("schools:vision", request.school.slug)
    newest = actions.newest_vision(request.school)
    context = {"form": form, "suggestion": one, "newest": newest}
    return render(request, "schools/vision_answer.html", context)
