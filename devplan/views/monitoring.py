"""Looking at what is done: planned, done, and what was found."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roles.queries.people import staff_of
from schools.kept import kept
from schools.permissions import MemberRequest, may, member_view
from schools.refusals import Refused

from ..actions.checking import Changed, NotSo
from ..actions.monitoring import LookWords, change_look, check_look, plan_look, remove_look
from ..forms.fields import number
from ..forms.showing import LookForm, look_initial
from ..models import Action, Monitoring, Plan, State
from ..queries.monitoring import choices_of, look_or_404, looks_of
from ..queries.plans import plan_or_404


@member_view("devplan.enter")
@kept
def looks(request: MemberRequest, plan: int) -> HttpResponse:
    """What is to be looked at, and what was found."""
    one = plan_or_404(request.school, plan, request.member)
    context = {
        "plan": one,
        "found": looks_of(one, request.member),
        "in_force": one.state == State.AGREED,
        "may_add": one.state == State.AGREED and may(request.member, "devplan.update"),
    }
    return render(request, "devplan/impact/looks.html", context)


@member_view("devplan.update")
def add(request: MemberRequest, plan: int) -> HttpResponse:
    """Plan a look, or write down one that was had; `?action=` begins from what an action says."""
    one = plan_or_404(request.school, plan, request.member)
    initial: dict[str, Any] = {"by": request.member.pk}
    start = number(request.GET.get("action"))
    action = Action.objects.filter(objective__plan=one, pk=start).first() if start else None
    if action is not None:
        initial |= {
            "actions": [action.pk],
            "about": action.monitored_how or action.text[:200],
            "by": action.monitored_by_id or request.member.pk,
            "planned_on": action.monitored_on,
            "done_on": timezone.localdate(),
        }
    return _form(request, one, None, initial, action)


@member_view("devplan.update")
def edit(request: MemberRequest, plan: int, monitoring: int) -> HttpResponse:
    """Change a look, or write down what was found."""
    one = plan_or_404(request.school, plan, request.member)
    look = look_or_404(one, monitoring)
    check_look(look, request.member)
    initial = look_initial(look)
    if look.done_on is None:
        initial["done_on"] = timezone.localdate()
    return _form(request, one, look, initial)


def _form(
    request: MemberRequest,
    plan: Plan,
    look: Monitoring | None,
    initial: dict[str, Any],
    action: Action | None = None,
) -> HttpResponse:
    choices = choices_of(plan, request.member, look)
    people = staff_of(plan.school)
    meanwhile: LookWords | None = None
    status = 200
    if request.method != "POST":
        form = LookForm(people, choices, initial=initial, look=look)
    else:
        form = LookForm(people, choices, request.POST, look=look)
        status = 422
        if form.is_valid():
            try:
                if look is None:
                    plan_look(plan, request.member, form.words())
                else:
                    revision = form.cleaned_data["revision"] or 0
                    change_look(look, request.member, form.words(), revision)
            except Changed as refused:
                meanwhile, status = refused.now, 409
                data = request.POST.copy()
                data["revision"] = str(refused.revision)
                form = LookForm(people, choices, data, look=look)
            except NotSo as refused:
                form.refuse(refused.field, refused.sentence)
            except Refused as refused:
                form.refuse("", refused.sentence)
            else:
                messages.success(request, _("Saved."))
                return redirect("devplan:monitoring", request.school.slug, plan.pk)
    context = {
        "plan": plan,
        "look": look,
        "action": action,
        "form": form,
        "meanwhile": meanwhile,
        "writes": bool(look or action),
    }
    return render(request, "devplan/impact/look.html", context, status=status)


@require_POST
@member_view("devplan.update")
def remove(request: MemberRequest, plan: int, monitoring: int) -> HttpResponse:
    """Take out a look that was only planned."""
    one = plan_or_404(request.school, plan, request.member)
    look = look_or_404(one, monitoring)
    try:
        remove_look(look, request.member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Taken out."))
    return redirect("devplan:monitoring", request.school.slug, one.pk)
