"""The school's settings: what it is, how it speaks, which subjects it teaches."""

from __future__ import annotations

from typing import Literal

from django.conf import settings as conf
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from .. import second_proof
from ..actions import settings as actions
from ..forms.register import look
from ..forms.settings import (
    KEY_STAGES,
    AddSubjectsForm,
    DetailsForm,
    SecondProofForm,
    SubjectForm,
    WordsForm,
)
from ..labels import LABEL_TITLES, USUAL
from ..models import AcademicYear, Subject
from ..permissions import MemberRequest, member_view
from ..refusals import Refused


@member_view("schools.manage")
def overview(request: MemberRequest) -> HttpResponse:
    """Everything that can be set, as it is set now."""
    labels = request.school.labels
    context = {
        "key_stages": [str(KEY_STAGES.get(key, key)) for key in request.school.key_stages],
        "words": [(title, labels[key]) for key, title in LABEL_TITLES.items()],
        "subjects": list(Subject.objects.all()),
        "years": list(AcademicYear.objects.all()),
        "second_proof": second_proof.in_words(request.school),
    }
    return render(request, "schools/settings.html", context)


@member_view("schools.manage")
def details(request: MemberRequest) -> HttpResponse:
    """Change what the school is."""
    form = DetailsForm(request.POST or None, instance=request.school)
    looked = look(request, form)
    if looked.initial is not None:
        form = DetailsForm(instance=request.school, initial=looked.initial)
        form.suggest()
    elif request.method == "POST" and form.is_valid():
        try:
            actions.change_details(request.school, request.member, form.cleaned_data)
        except Refused as refused:
            form.add_error("key_stages", refused.sentence)
        else:
            messages.success(request, _("The school’s details are saved."))
            return redirect("schools:settings", request.school.slug)
    return render(request, "schools/settings_details.html", {"form": form, "looked": looked})


@member_view("schools.manage")
def words(request: MemberRequest) -> HttpResponse:
    """Change the school's words, which every page shows at once."""
    form = WordsForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.is_valid():
        actions.change_words(request.school, request.member, form.cleaned_data)
        messages.success(request, _("The school’s words are saved; every page uses them now."))
        return redirect("schools:settings", request.school.slug)
    return render(request, "schools/settings_words.html", {"form": form, "usual": USUAL})


@member_view("schools.manage")
def signing_in(request: MemberRequest) -> HttpResponse:
    """Who needs a second proof beside the password, and who has one already."""
    form = SecondProofForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["second_proof"]
        actions.require_second_proof(request.school, request.member, chosen)
        messages.success(request, _("It is saved, and holds from now on."))
        return redirect("schools:settings", request.school.slug)
    having = second_proof.count(request.school)
    context = {
        "form": form,
        "having": having,
        "own": second_proof.has_one(request.user),
        "site_asks": conf.SECOND_PROOF,
    }
    return render(request, "schools/settings_signing_in.html", context)


@member_view("schools.manage")
def subjects(request: MemberRequest) -> HttpResponse:
    """The subjects in their order, and a place to add some."""
    form = AddSubjectsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        names = form.cleaned_data["names"]
        try:
            actions.add_subjects(request.school, request.member, names)
        except Refused as refused:
            form.add_error("names", refused.sentence)
        else:
            said = ngettext("%(n)s subject added.", "%(n)s subjects added.", len(names))
            messages.success(request, said % {"n": len(names)})
            return redirect("schools:settings_subjects", request.school.slug)
    found = Subject.objects.prefetch_related("leaders")
    context = {"form": form, "subjects": list(found)}
    return render(request, "schools/settings_subjects.html", context)


@member_view("schools.manage")
def subject(request: MemberRequest, subject: int) -> HttpResponse:
    """Rename a subject."""
    one = get_object_or_404(Subject, pk=subject)
    form = SubjectForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_subject(one, request.member, form.cleaned_data["name"])
        except Refused as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, _("It is called %(name)s now.") % {"name": one.name})
            return redirect("schools:settings_subjects", request.school.slug)
    return render(request, "schools/settings_subject.html", {"form": form, "subject": one})


@require_POST
@member_view("schools.manage")
def move(request: MemberRequest, subject: int) -> HttpResponse:
    """Move a subject up or down in the list."""
    where: Literal["up", "down"] = "up" if request.POST.get("where") == "up" else "down"
    actions.move_subject(get_object_or_404(Subject, pk=subject), request.member, where)
    return redirect("schools:settings_subjects", request.school.slug)


@require_POST
@member_view("schools.manage")
def remove(request: MemberRequest, subject: int) -> HttpResponse:
    """Remove a subject, unless something uses it."""
    one = get_object_or_404(Subject, pk=subject)
    try:
        actions.remove_subject(one, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("%(name)s is removed.") % {"name": one.name})
    return redirect("schools:settings_subjects", request.school.slug)
