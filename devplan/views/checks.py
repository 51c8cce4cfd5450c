"""The checks of a plan: what does not hang together, why it matters, how to mend it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schools.kept import kept
from schools.permissions import MemberRequest, member_view

from ..actions import setting_aside
from ..actions.checking import NotSo
from ..models import Finding
from ..queries.checks import checks_of
from ..queries.plans import plan_or_404


@member_view("devplan.enter")
@kept
def checks(request: MemberRequest, plan: int) -> HttpResponse:
    """Every finding with its rows; those set aside stand below."""
    return _page(request, plan)


def _page(
    request: MemberRequest, pk: int, refused: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    plan = plan_or_404(request.school, pk, request.member)
    context = {"plan": plan, "found": checks_of(plan), "refused": refused}
    return render(request, "devplan/checks.html", context, status=status)


@require_POST
@member_view("devplan.write_plan")
def set_aside(request: MemberRequest, plan: int) -> HttpResponse:
    """Set a finding aside, with the reason."""
    one = plan_or_404(request.school, plan, request.member)
    typed = {name: request.POST.get(name, "") for name in ("check", "thing", "reason")}
    try:
        setting_aside.set_aside(
            one, request.member, typed["check"], typed["thing"], typed["reason"]
        )
    except NotSo as refused:
        return _page(request, one.pk, {**typed, "sentence": refused.sentence}, 422)
    messages.success(request, _("Set aside. It stands at the end of this page, with your reason."))
    return redirect("devplan:checks", request.school.slug, one.pk)


@require_POST
@member_view("devplan.write_plan")
def bring_back(request: MemberRequest, plan: int, finding: int) -> HttpResponse:
    """Let a finding stand among the others again."""
    one = plan_or_404(request.school, plan, request.member)
    found = Finding.objects.filter(plan=one, pk=finding).first()
    if found is None:
        raise Http404
    found.plan = one
    setting_aside.bring_back(found, request.member)
    messages.success(request, _("Brought back among the findings."))
    return redirect("devplan:checks", request.school.slug, one.pk)
