"""Agreeing a plan: its author and the head sign what they have read; closing it; governors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schools.permissions import MemberRequest, check, member_view
from schools.refusals import Refused

from ..actions import agreeing
from ..forms.plans import NotedForm
from ..models import State
from ..queries.agreeing import to_agree
from ..queries.plans import plan_or_404


@member_view("devplan.enter")
def agree(request: MemberRequest, plan: int) -> HttpResponse:
    """Read a draft, or what was changed in a plan, once more, and sign it."""
    one = plan_or_404(request.school, plan, request.member)
    refused = ""
    if request.method == "POST":
        try:
            capacity = agreeing.Capacity(request.POST.get("capacity", ""))
            one = agreeing.sign(one, request.member, capacity, request.POST.get("fingerprint", ""))
        except ValueError:
            refused = _("Choose as what you sign.")
        except Refused as problem:
            refused = problem.sentence
        else:
            messages.success(
                request,
                _thanks(one.state == State.AGREED, one.signatures.filter(version=None).exists()),
            )
            return redirect(one)
    context = {"plan": one, "found": to_agree(one, request.member), "refused": refused}
    return render(request, "devplan/agree.html", context, status=422 if refused else 200)


def _thanks(in_force: bool, waits: bool) -> str:
    if waits:
        return _("Signed. Thank you. It waits for the other signature now.")
    return _("Signed. Thank you. The plan is in force as you have read it.") if in_force else ""


@member_view("devplan.agree")
def close(request: MemberRequest, plan: int) -> HttpResponse:
    """Close a plan whose time is over, having read what that means."""
    one = plan_or_404(request.school, plan, request.member)
    check(request.member, "devplan.agree", one)
    refused = ""
    if request.method == "POST":
        try:
            agreeing.close(one, request.member)
        except Refused as problem:
            refused = problem.sentence
        else:
            messages.success(request, _("The plan is closed. It stays to be read."))
            return redirect(one)
    context = {"plan": one, "refused": refused}
    return render(request, "devplan/close.html", context, status=422 if refused else 200)


@member_view("devplan.write_plan")
def noted(request: MemberRequest, plan: int) -> HttpResponse:
    """Record the day on which governors noted a plan."""
    one = plan_or_404(request.school, plan, request.member)
    form = NotedForm(request.POST or None, day=one.governors_noted_on)
    if request.method == "POST" and form.is_valid():
        try:
            agreeing.governors_noted(one, request.member, form.cleaned_data["day"])
        except Refused as refused:
            form.add_error("day", refused.sentence)
        else:
            messages.success(request, _("Recorded."))
            return redirect(one)
    context = {"plan": one, "form": form}
    return render(request, "devplan/noted.html", context, status=422 if form.errors else 200)
