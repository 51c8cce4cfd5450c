"""Beginning a plan, and changing what it says of itself: title, years, introduction, strands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schools.permissions import MemberRequest, member_view
from schools.refusals import Refused

from ..actions import writing
from ..actions.checking import Changed, NotSo
from ..differing import changed
from ..forms.plans import OWN, AboutForm, StartForm
from ..models import Plan, State, Strand, StrandKind
from ..offered import presets_of
from ..queries.plans import plan_or_404, plans_for


@member_view("devplan.write_plan")
def new(request: MemberRequest) -> HttpResponse:
    """Begin a plan; `?from=` names the one whose unfinished work it may take over."""
    previous = _previous(request)
    form = StartForm(request.POST or None, school=request.school, previous=previous)
    if request.method == "POST" and form.is_valid():
        try:
            plan = form.begin(request.school, request.member)
        except NotSo as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(
                request,
                _("“%(plan)s” is begun. It is a draft until both have signed it.")
                % {"plan": plan.title},
            )
            return redirect(plan)
    context = {
        "form": form,
        "previous": previous,
        "presets": presets_of(request.school),
        "own": OWN,
        "chosen": form["strands_from"].value(),
    }
    return render(request, "devplan/new.html", context, status=422 if form.errors else 200)


def _previous(request: MemberRequest) -> Plan | None:
    """The plan to go on from: the one asked for, else the one in force, else the last closed."""
    plans = [one for one in plans_for(request.member) if one.state != State.DRAFT]
    wanted = request.GET.get("from", "")
    asked = [one for one in plans if str(one.pk) == wanted]
    return next(iter([*asked, *sorted(plans, key=lambda one: one.state != State.AGREED)]), None)


@member_view("devplan.write_plan")
def about(request: MemberRequest, plan: int) -> HttpResponse:
    """What a plan says of itself, and its strands."""
    one = plan_or_404(request.school, plan, request.member)
    if request.method != "POST":
        return _about(request, one, AboutForm(plan=one))
    form = AboutForm(request.POST, plan=one)
    if not form.is_valid():
        return _about(request, one, form, status=422)
    try:
        writing.change_plan(one, request.member, form.words(), form.cleaned_data["revision"])
    except Changed as conflict:
        typed = request.POST.copy()
        typed["revision"] = str(conflict.revision)
        return _about(
            request, one, AboutForm(typed, plan=one), conflict=conflict, mine=form, status=409
        )
    except NotSo as refused:
        form.add_error(refused.field, refused.sentence)
        return _about(request, one, form, status=422)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _about(request, one, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("devplan:about", request.school.slug, one.pk)


def _about(
    request: MemberRequest,
    plan: Plan,
    form: AboutForm,
    *,
    conflict: Changed | None = None,
    mine: AboutForm | None = None,
    refused: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    theirs = []
    if conflict is not None and mine is not None:
        said, typed = conflict.now.__dict__, mine.words().__dict__
        theirs = [
            (mine[name].label, changed(name, said[name], typed[name], {}), said[name])
            for name in said
            if said[name] != typed[name]
        ]
    context = {
        "plan": plan,
        "form": form,
        "conflict": conflict,
        "theirs": theirs,
        "refused": refused,
        "strands": list(plan.strands.all()),
        "kinds": StrandKind.choices,
    }
    return render(request, "devplan/about.html", context, status=status)


@require_POST
@member_view("devplan.write_plan")
def add_strand(request: MemberRequest, plan: int) -> HttpResponse:
    """Add a strand at the end."""
    one = plan_or_404(request.school, plan, request.member)
    typed = {"name": request.POST.get("name", ""), "kind": request.POST.get("kind", "other")}
    try:
        strand = writing.add_strand(one, request.member, **typed)
    except Refused as refused:
        return _refused(request, one, typed, refused)
    messages.success(request, _("“%(strand)s” is added.") % {"strand": strand.name})
    return _back(request, one)


@require_POST
@member_view("devplan.write_plan")
def strand(request: MemberRequest, plan: int, strand: int) -> HttpResponse:
    """Rename a strand, say what it is about, move it, or take it out; `do` says which."""
    one = plan_or_404(request.school, plan, request.member)
    found = Strand.objects.filter(plan=one, pk=strand).first()
    if found is None:
        raise Http404
    found.plan = one
    typed = {"name": request.POST.get("name", ""), "kind": request.POST.get("kind", "")}
    do = request.POST.get("do", "save")
    try:
        if do in ("up", "down"):
            writing.move_strand(found, request.member, up=do == "up")
        elif do == "remove":
            writing.remove_strand(found, request.member)
            messages.success(request, _("“%(strand)s” is taken out.") % {"strand": found.name})
        else:
            writing.rename_strand(found, request.member, **typed)
            messages.success(request, _("“%(strand)s” is saved.") % {"strand": found.name})
    except Refused as refused:
        return _refused(request, one, {**typed, "pk": strand}, refused)
    return _back(request, one)


def _refused(
    request: MemberRequest, plan: Plan, typed: dict[str, Any], refused: Refused
) -> HttpResponse:
    said = {**typed, "sentence": refused.sentence}
    return _about(request, plan, AboutForm(plan=plan), refused=said, status=422)


def _back(request: MemberRequest, plan: Plan) -> HttpResponse:
    response = redirect("devplan:about", request.school.slug, plan.pk)
    response["Location"] += "#strands"
    return response
