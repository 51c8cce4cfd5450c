"""Saying how far actions are, in two taps; and what was said of each."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from files.serving import attachment
from schools.kept import kept
from schools.permissions import MemberRequest, check, may, member_view
from schools.refusals import Refused

from ..actions import updating
from ..actions.checking import NotSo
from ..forms.updates import WordForm, word_from
from ..models import Criterion, Plan, ProgressUpdate, State
from ..queries.plans import plan_or_404
from ..queries.updates import story_or_404, updates_of


@member_view("devplan.enter")
def in_force(request: MemberRequest) -> HttpResponse:
    """To how far the actions of the plan in force are; where none is, to what there is to read."""
    plan = Plan.objects.filter(school=request.school, state=State.AGREED).only("pk").first()
    if plan is None:
        return redirect("devplan:index", request.school.slug)
    return redirect("devplan:updates", request.school.slug, plan.pk)


@member_view("devplan.enter")
@kept
def updates(request: MemberRequest, plan: int) -> HttpResponse:
    """The reader's actions first, each with its form where it needs a word."""
    one = plan_or_404(request.school, plan, request.member)
    found = updates_of(one, request.member)
    in_force = one.state == State.AGREED
    context = {
        "plan": one,
        "found": found,
        "in_force": in_force,
        "forms": [WordForm(each.row) for each in found.waiting] if in_force else [],
    }
    return render(request, "devplan/updates.html", context)


@member_view("devplan.enter")
def update(request: MemberRequest, plan: int, action: int) -> HttpResponse:
    """What was said of one action, and the form to say more."""
    one = plan_or_404(request.school, plan, request.member)
    story = story_or_404(one, action)
    typed = request.POST.dict() if request.method == "POST" else None
    not_so: NotSo | None = None
    if typed is not None:
        check(request.member, "devplan.update", story.action)
        try:
            updating.update(
                story.action, request.member, word_from(typed, request.FILES.get("file"))
            )
        except NotSo as refused:
            not_so = refused
        except Refused as refused:
            messages.error(request, refused.sentence)
            return redirect("devplan:update", request.school.slug, one.pk, action)
        else:
            messages.success(
                request, _("Said of “%(action)s”. Thank you.") % {"action": story.action.text}
            )
            return redirect("devplan:updates", request.school.slug, one.pk)
    allowed = one.state == State.AGREED and may(request.member, "devplan.update", story.action)
    context = {
        "plan": one,
        "story": story,
        "may_update": allowed,
        "form": WordForm(story.row, typed, not_so) if allowed else None,
        "answers": Criterion.Met.choices,
        "may_judge": one.state == State.AGREED
        and may(request.member, "devplan.update", story.action.objective),
    }
    return render(request, "devplan/update.html", context, status=422 if not_so else 200)


@member_view("devplan.enter")
def evidence(request: MemberRequest, plan: int, said: int) -> HttpResponseBase:
    """The file that came with what was said: for those who may read the plan, to be saved."""
    one = plan_or_404(request.school, plan, request.member)
    found = (
        ProgressUpdate.objects.filter(action__objective__plan=one, pk=said, evidence__isnull=False)
        .select_related("evidence")
        .first()
    )
    if found is None or found.evidence is None:
        raise Http404
    return attachment(found.evidence)


@require_POST
@member_view("devplan.enter")
def judge(request: MemberRequest, plan: int, action: int, criterion: int) -> HttpResponse:
    """Say whether a success criterion of an action's objective is met."""
    one = plan_or_404(request.school, plan, request.member)
    story = story_or_404(one, action)
    found = next((each for each in story.criteria if each.pk == criterion), None)
    if found is None:
        raise Http404
    found.objective = story.action.objective
    try:
        updating.judge_criterion(found, request.member, request.POST.get("met", ""))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        words = {"criterion": found.text, "met": found.get_met_display()}
        messages.success(request, _("“%(criterion)s”: %(met)s.") % words)
    return redirect("devplan:update", request.school.slug, one.pk, action)
