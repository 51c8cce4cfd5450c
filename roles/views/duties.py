"""The pages of the school's duties: all of them, adopting, one, their order, the newer library."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schools.kept import kept
from schools.numbers import number_or_404
from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from ..actions import duties as actions
from ..forms.duties import DutyForm, PlacesForm
from ..groups import GROUP_KEYS, group_of, group_titles, kind_and_area
from ..library import fill
from ..models import Duty
from ..offered import library_of
from ..queries import duties as queries
from ..wording_diff import wording_diff


@member_view("roles.read")
@kept
def duties(request: MemberRequest) -> HttpResponse:
    """All duties of the school, with who leads them."""
    return render(
        request,
        "roles/duties.html",
        {
            "duties": queries.duties_of(request.school),
            "offered": len(queries.updates(request.school, library_of(request.school))),
        },
    )


@member_view("roles.edit_duties")
def adopt(request: MemberRequest) -> HttpResponse:
    """Take duties from the library: a starting set, or what is ticked."""
    refused, keys = "", None
    if request.method == "POST":
        keys = request.POST.getlist("keys")
        try:
            done = actions.adopt(request.school, request.member, keys)
        except Refused as problem:
            refused = problem.sentence
        else:
            messages.success(request, _adopted(done))
            return redirect("roles:duties", request.school.slug)
    chosen = request.GET.get("set", "")
    offers = queries.offers(request.school, library_of(request.school), chosen, keys)
    return render(
        request,
        "roles/adopt.html",
        {"offers": offers, "refused": refused},
        status=400 if refused else 200,
    )


def _adopted(done: actions.Adoption) -> str:
    said = [
        ngettext("%(n)s duty adopted.", "%(n)s duties adopted.", done.adopted) % {"n": done.adopted}
    ]
    if done.brought_back:
        said.append(
            ngettext("%(n)s brought back.", "%(n)s brought back.", done.brought_back)
            % {"n": done.brought_back}
        )
    return " ".join(said) if done != actions.Adoption(0, 0) else _("You had them all already.")


@member_view("roles.edit_duties")
def add(request: MemberRequest) -> HttpResponse:
    """Add a duty of the school's own."""
    form = DutyForm(request.POST or None, labels=request.school.labels)
    if request.method == "POST" and form.is_valid():
        try:
            duty = actions.add(request.school, request.member, form.kind, form.words)
        except Refused as problem:
            form.add_error("text", problem.sentence)
        else:
            messages.success(request, _("“%(duty)s” added.") % {"duty": duty.text})
            return redirect(_in_list(duty))
    elif request.method != "POST":
        form.initial["group"] = request.GET.get("group", "")
    return render(request, "roles/duty_add.html", {"form": form}, status=_status(form))


@member_view("roles.edit_duties")
def duty(request: MemberRequest, pk: int) -> HttpResponse:
    """Reword a duty, move it, retire it; with the library's words beside the school's."""
    duty = get_object_or_404(Duty, pk=pk)
    form = DutyForm(request.POST or None, labels=request.school.labels, duty=duty)
    theirs: actions.Words | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.reword(duty, request.member, form.words, form.base)
        except actions.Changed as meanwhile:
            theirs = meanwhile.now
            form.add_error(None, meanwhile.sentence)
            form.begin_again_from(theirs)
        else:
            messages.success(request, _("“%(duty)s” saved.") % {"duty": form.words.text})
            return redirect(_in_list(duty))
    return render(
        request, "roles/duty.html", _duty_page(request, duty, form, theirs), status=_status(form)
    )


def _duty_page(
    request: MemberRequest, duty: Duty, form: DutyForm, theirs: actions.Words | None
) -> dict[str, object]:
    page: dict[str, object] = {
        "duty": duty,
        "form": form,
        "uses": queries.uses_of(duty),
        "group_title": group_titles(request.school.labels)[group_of(duty)],
    }
    entry = next((one for one in library_of(request.school).entries if one.key == duty.key), None)
    if entry is not None:
        words = fill(entry.text, request.school.labels), fill(entry.why, request.school.labels)
        page["entry"] = entry
        page["library_text"], page["library_why"] = words
        page["differs"] = (duty.text, duty.why) != words
        page["text_change"] = wording_diff(words[0], duty.text)
        page["why_change"] = wording_diff(words[1], duty.why)
    if theirs is not None:
        mine = form.words
        page["theirs"] = theirs
        page["their_text"] = wording_diff(form.base.text, theirs.text)
        page["my_text"] = wording_diff(theirs.text, mine.text)
        page["my_why"] = wording_diff(theirs.why, mine.why)
    return page


@require_POST
@member_view("roles.edit_duties")
def retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Retire a duty."""
    duty = actions.retire(get_object_or_404(Duty, pk=pk), request.member)
    messages.success(
        request,
        _("“%(duty)s” retired. What was agreed with it stays agreed until a new version.")
        % {"duty": duty.text},
    )
    return redirect("roles:duties", request.school.slug)


@require_POST
@member_view("roles.edit_duties")
def bring_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring a retired duty back."""
    duty = actions.bring_back(get_object_or_404(Duty, pk=pk), request.member)
    messages.success(request, _("“%(duty)s” brought back.") % {"duty": duty.text})
    return redirect(_in_list(duty))


@require_POST
@member_view("roles.edit_duties")
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete a duty that was never used."""
    duty = get_object_or_404(Duty, pk=pk)
    try:
        actions.delete(duty, request.member)
    except Refused as problem:
        messages.error(request, problem.sentence)
        return redirect("roles:duty", request.school.slug, pk)
    messages.success(request, _("“%(duty)s” deleted.") % {"duty": duty.text})
    return redirect("roles:duties", request.school.slug)


@member_view("roles.edit_duties")
def order(request: MemberRequest, group: str) -> HttpResponse:
    """The order of the duties of one area: a step up or down, or a typed place."""
    if group not in GROUP_KEYS:
        raise Http404
    kind, area = kind_and_area(group)
    found = list(Duty.objects.filter(kind=kind, area=area, retired_on=None))
    form = PlacesForm(None, found)
    moved = ""
    if request.method == "POST" and (move := request.POST.get("move")):
        pk, _sep, way = move.partition("-")
        wanted = next((one for one in found if str(one.pk) == pk), None)
        if wanted is None or way not in ("up", "down"):
            raise Http404
        actions.step(wanted, request.member, -1 if way == "up" else 1)
        moved = move
    elif request.method == "POST":
        form = PlacesForm(request.POST, found)
        if form.is_valid():
            actions.place(request.school, request.member, kind, area, form.places)
            messages.success(request, _("The order is saved."))
            return redirect("roles:duty_order", request.school.slug, group)
    here = reverse("roles:duty_order", args=[request.school.slug, group])
    if moved and not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{here}?moved={moved}")
    if moved:
        found = list(Duty.objects.filter(kind=kind, area=area, retired_on=None))
        form = PlacesForm(None, found)
    page = {
        "group": group,
        "title": group_titles(request.school.labels)[group],
        "form": form,
        "rows": [(one, form[f"place-{one.pk}"]) for one in found],
        "moved": moved or request.GET.get("moved", ""),
    }
    template = "roles/_duty_order.html" if moved else "roles/duty_order.html"
    return render(request, template, page, status=_status(form))


@member_view("roles.edit_duties")
def updates(request: MemberRequest) -> HttpResponse:
    """What a newer library would change; each answered with take or keep."""
    if request.method == "POST":
        duty = get_object_or_404(Duty, pk=number_or_404(request.POST.get("duty")))
        try:
            if request.POST.get("answer") == "take":
                base = (request.POST.get("base_text", ""), request.POST.get("base_why", ""))
                duty = actions.take_words(duty, request.member, base)
                messages.success(request, _("Now reads: “%(duty)s”.") % {"duty": duty.text})
            else:
                duty = actions.keep_words(duty, request.member)
                messages.success(request, _("Kept: “%(duty)s”.") % {"duty": duty.text})
        except actions.Changed:
            messages.error(
                request,
                _("Somebody reworded this duty meanwhile. Nothing was changed: look again."),
            )
        except Refused as problem:
            messages.error(request, problem.sentence)
        if request.POST.get("then") == "duty":
            return redirect("roles:duty", request.school.slug, duty.pk)
        return redirect("roles:updates", request.school.slug)
    source = library_of(request.school)
    return render(
        request,
        "roles/updates.html",
        {"updates": queries.updates(request.school, source), "library": source},
    )


def _in_list(duty: Duty) -> str:
    """The address of a duty in the list of all."""
    return f"{reverse('roles:duties', args=[duty.school.slug])}#duty-{duty.pk}"


def _status(form: DutyForm | PlacesForm) -> int:
    return 400 if form.is_bound and form.errors else 200
