"""One meeting: its agenda, notes, outcomes and minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from roles.queries.people import staff_of
from schools.numbers import numbers_in
from schools.permissions import MemberRequest, may, member_view
from schools.refusals import Refused

from ..actions import discussing, minutes
from ..actions.checking import Changed, NotSo
from ..forms.discussions import OutcomeForm
from ..forms.fields import number
from ..models import AgendaItem, Discussion, Plan
from ..queries.discussions import discussion_or_404, item_or_404, outcome_or_404
from ..queries.plans import plan_or_404
from ..queries.writing import writable_objectives


def _found(request: MemberRequest, plan: int, discussion: int) -> Discussion:
    one = plan_or_404(request.school, plan, request.member)
    return discussion_or_404(one, discussion, request.member)


def _back(found: Discussion, anchor: str = "") -> HttpResponse:
    response = redirect("devplan:discussion", found.school.slug, found.plan_id, found.pk)
    if anchor:
        response["Location"] += f"#{anchor}"
    return response


@never_cache
@member_view("devplan.enter")
def discussion(request: MemberRequest, plan: int, discussion: int) -> HttpResponse:
    """The meeting as it is prepared and held, or its minutes."""
    return _page(request, _found(request, plan, discussion))


def _page(
    request: MemberRequest,
    found: Discussion,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    may_write = may(request.member, "devplan.discuss", found)
    is_open = found.state == Discussion.State.PREPARED and may_write
    waits = [one for one in found.outcomes.all() if one.action_id is None]
    needs_objectives = may_write and waits and may(request.member, "devplan.write")
    people = staff_of(found.school) if is_open else []
    context = {
        "plan": found.plan,
        "meeting": found,
        "is_open": is_open,
        "people": people,
        "present": {one.pk for one in found.present.all()},
        "may_agree": may_write
        and found.state == Discussion.State.HELD
        and found.held_by_id != request.member.pk,
        "may_reopen": may_write and found.state == Discussion.State.HELD,
        "objectives": writable_objectives(found.plan, request.member) if needs_objectives else [],
        "outcome_form": more.pop("outcome_form", None)
        or (OutcomeForm(people) if is_open else None),
        **more,
    }
    return render(request, "devplan/discuss/meeting.html", context, status=status)


@require_POST
@member_view("devplan.discuss")
def note(request: MemberRequest, plan: int, discussion: int, item: int) -> HttpResponse:
    """Save what was said of an item; to htmx the answer is the item anew."""
    found = _found(request, plan, discussion)
    one = item_or_404(found, item)
    typed = request.POST.get("notes", "")
    context: dict[str, Any] = {"saved": True}
    status = 200
    try:
        revision = number(request.POST.get("revision")) or 0
        saved = discussing.note(one, request.member, typed, revision)
        one.notes, one.revision = saved.notes, saved.revision
    except Changed as refused:
        context = {"meanwhile": refused.now, "typed": typed}
        one.revision, status = refused.revision, 409
    except Refused as refused:
        context = {"sentence": refused.sentence, "typed": typed}
        status = 422
    if request.headers.get("HX-Request"):
        shown = {"plan": found.plan, "meeting": found, "item": one, "is_open": True, **context}
        return render(request, "devplan/discuss/_item.html", shown)
    if status != 200:
        return _page(request, found, status, item_refused={**context, "pk": one.pk})
    return _back(found, f"item-{one.pk}")


@require_POST
@member_view("devplan.discuss")
def notes(request: MemberRequest, plan: int, discussion: int) -> HttpResponse:
    """Save what belongs to no item."""
    found = _found(request, plan, discussion)
    typed = request.POST.get("notes", "")
    context: dict[str, Any] = {"saved": True}
    status = 200
    try:
        revision = number(request.POST.get("revision")) or 0
        saved = discussing.write_notes(found, request.member, typed, revision)
        found.notes, found.revision = saved.notes, saved.revision
    except Changed as refused:
        context = {"meanwhile": refused.now, "typed": typed}
        found.revision, status = refused.revision, 409
    except Refused as refused:
        context, status = {"sentence": refused.sentence, "typed": typed}, 422
    if request.headers.get("HX-Request"):
        shown = {"plan": found.plan, "meeting": found, "is_open": True, **context}
        return render(request, "devplan/discuss/_notes.html", shown)
    if status != 200:
        return _page(request, found, status, notes_refused=context)
    return _back(found, "notes")


def _do(
    request: MemberRequest, found: Discussion, act: Callable[[], Any], anchor: str
) -> HttpResponse:
    """Do one thing and go back; a refusal is said at the head of the page."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.sentence)
    return _back(found, anchor)


@require_POST
@member_view("devplan.discuss")
def add_item(request: MemberRequest, plan: int, discussion: int) -> HttpResponse:
    """Add something to talk about."""
    found = _found(request, plan, discussion)
    text = request.POST.get("text", "")
    return _do(request, found, lambda: discussing.add_item(found, request.member, text), "add-item")


@require_POST
@member_view("devplan.discuss")
def change_item(request: MemberRequest, plan: int, discussion: int, item: int) -> HttpResponse:
    """Take an item off, or put it one place up or down."""
    found = _found(request, plan, discussion)
    one: AgendaItem = item_or_404(found, item)
    do = request.POST.get("do")
    if do == "drop":
        return _do(request, found, lambda: discussing.drop_item(one, request.member), "agenda")
    move = lambda: discussing.move_item(one, request.member, do == "up")  # noqa: E731
    return _do(request, found, move, f"item-{one.pk}")


@require_POST
@member_view("devplan.discuss")
def present(request: MemberRequest, plan: int, discussion: int) -> HttpResponse:
    """Say who was there, and on which day."""
    found = _found(request, plan, discussion)
    people = numbers_in(request.POST.getlist("present"))
    try:
        day = parse_date(request.POST.get("held_on", ""))
    except ValueError:
        day = None
    return _do(
        request,
        found,
        lambda: discussing.say_present(found, request.member, people, day),
        "present",
    )


@require_POST
@member_view("devplan.discuss")
def add_outcome(request: MemberRequest, plan: int, discussion: int) -> HttpResponse:
    """Write down what was agreed to be done."""
    found = _found(request, plan, discussion)
    form = OutcomeForm(staff_of(found.school), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            discussing.add_outcome(
                found, request.member, data["text"], number(data["lead"]), data["due_on"]
            )
        except NotSo as refused:
            form.refuse(refused.field, refused.sentence)
        except Refused as refused:
            form.refuse("", refused.sentence)
        else:
            return _back(found, "outcomes")
    return _page(request, found, 422, outcome_form=form)


@require_POST
@member_view("devplan.discuss")
def change_outcome(
    request: MemberRequest, plan: int, discussion: int, outcome: int
) -> HttpResponse:
    """Take an outcome out, or make it an action of the plan."""
    found = _found(request, plan, discussion)
    one = outcome_or_404(found, outcome)
    if request.POST.get("do") == "drop":
        return _do(request, found, lambda: discussing.drop_outcome(one, request.member), "outcomes")
    chosen = number(request.POST.get("objective"))
    objective = next((each for each in _objectives(found.plan, request) if each.pk == chosen), None)
    try:
        made = discussing.make_action(one, request.member, objective)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        assert made.action
        messages.success(
            request, _("“%(action)s” is an action of the plan now.") % {"action": made.action.text}
        )
    return _back(found, "outcomes")


def _objectives(plan: Plan, request: MemberRequest) -> list[Any]:
    return writable_objectives(plan, request.member)


@require_POST
@member_view("devplan.discuss")
def hold(request: MemberRequest, plan: int, discussion: int) -> HttpResponse:
    """The meeting was held: its minutes go to the other side."""
    found = _found(request, plan, discussion)
    return _do(request, found, lambda: minutes.hold(found, request.member), "minutes")


@require_POST
@member_view("devplan.discuss")
def agree_minutes(request: MemberRequest, plan: int, discussion: int) -> HttpResponse:
    """Agree the minutes, or say what is not right."""
    found = _found(request, plan, discussion)
    if request.POST.get("do") == "reopen":
        reason = request.POST.get("reason", "")
        try:
            minutes.reopen(found, request.member, reason)
        except NotSo as refused:
            return _page(request, found, 422, reopen_refused=refused.sentence)
        except Refused as refused:
            messages.error(request, refused.sentence)
        return _back(found)
    return _do(request, found, lambda: minutes.agree_minutes(found, request.member), "minutes")
