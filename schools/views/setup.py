"""The guided flow: what of setting the school up is done, and what comes next."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import setup as actions
from ..permissions import MemberRequest, member_view
from ..steps import steps


@member_view("schools.manage")
def setup(request: MemberRequest) -> HttpResponse:
    """The steps, with what each asks for."""
    all_steps = steps(request.school)
    left = [step for step in all_steps if not step.done]
    return render(
        request,
        "schools/setup.html",
        {"steps": all_steps, "left": left, "next": left[0] if left else None},
    )


@require_POST
@member_view("schools.manage")
def finish(request: MemberRequest) -> HttpResponse:
    """Finished: the steps are no longer shown."""
    actions.finish(request.school, request.member)
    messages.success(
        request,
        _("The school is set up. From here on, this page says what needs you next."),
    )
    return redirect("front", request.school.slug)
