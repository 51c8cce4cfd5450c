"""The plan at the year's turn: whether it goes on, and what of it has nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.json_rows import JSONRows
from schools.models import Member
from schools.permissions import may
from schools.turning import MOST_LINES, Line, Step, Turn

from . import years
from .models import Action, Plan, State
from .rag import SETTLED


def steps(member: Member, turn: Turn) -> list[Step]:
    """The plan for the year, and its actions that wait for somebody: one query."""
    alone = Action.objects.filter(objective__plan=OuterRef("pk"), lead=None).exclude(
        status__in=SETTLED
    )
    rows = Plan.objects.filter(state__in=(State.AGREED, State.DRAFT)).order_by("-first_year")
    plans = list(rows.annotate(alone=JSONRows(alone.order_by("ends_on", "pk"), "pk", "text")))
    current = next((one for one in plans if one.state == State.AGREED), None)
    found = [_plan(member, turn, plans, current)]
    if current is not None:
        found.append(_without_lead(member, current))
    return found


def _covers(plan: Plan, turn: Turn) -> bool:
    return plan.first_year <= turn.starts_in < plan.first_year + plan.years


def _plan(member: Member, turn: Turn, plans: Sequence[Plan], current: Plan | None) -> Step:
    slug, title = member.school.slug, _("The development plan")
    writes = may(member, "devplan.write_plan")
    readable = [one for one in plans if may(member, "devplan.read", one)]
    covering = next((one for one in readable if _covers(one, turn)), None)
    if covering is not None:
        covering.school = member.school
        last = years.name(covering.first_year + covering.years - 1)
        words = (
            _("“%(plan)s” goes on: it reaches to %(last)s.")
            if covering.state == State.AGREED
            else _("“%(plan)s” is a draft for this year; it reaches to %(last)s.")
        )
        return Step(
            title,
            covering.state == State.AGREED,
            words % {"plan": covering.title, "last": last},
            url=covering.get_absolute_url(),
            verb=_("See the plan"),
        )
    if current is None:
        sentence = _("No plan is agreed for %(year)s.") % {"year": turn.name}
        url, verb = (
            ("devplan:new", _("Begin a plan")) if writes else ("devplan:index", _("See plans"))
        )
        return Step(title, False, sentence, url=reverse(url, args=[slug]), verb=verb)
    sentence = _(
        "“%(plan)s” ends before %(year)s. The next one takes over what is unfinished; you see it first."
    ) % {"plan": current.title, "year": turn.name}
    url = reverse("devplan:new", args=[slug]) + f"?from={current.pk}" if writes else ""
    return Step(title, False, sentence, url=url, verb=_("Begin the next plan") if writes else "")


def _without_lead(member: Member, plan: Any) -> Step:
    """Actions of the plan in force that nobody leads: what leavers left behind."""
    slug, alone = member.school.slug, plan.alone
    writes = may(member, "devplan.write", plan)
    lines = tuple(
        Line(text, reverse("devplan:edit_action", args=[slug, plan.pk, pk]) if writes else "")
        for pk, text in alone[:MOST_LINES]
    )
    sentence = (
        ngettext(
            "%(n)s action of “%(plan)s” has nobody who leads it.",
            "%(n)s actions of “%(plan)s” have nobody who leads them.",
            len(alone),
        )
        % {"n": len(alone), "plan": plan.title}
        if alone
        else _("Every action of “%(plan)s” is led by somebody.") % {"plan": plan.title}
    )
    plan.school = member.school
    return Step(
        _("Actions to hand over"),
        not alone,
        sentence,
        lines,
        len(alone),
        plan.get_absolute_url(),
        _("See the plan"),
    )
