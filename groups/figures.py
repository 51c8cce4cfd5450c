"""The figures that a school can publish to a group, read within its scope: the same that its own pages show, without a
name, and of strands of the self-review none that another group offers.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate

from audits.models import AgreedLevel, SelfReview
from audits.queries.entitlement import grid
from devplan.models import Cost, Plan, Spending, State, Status
from devplan.queries.plans import action_rows
from roles.models import RoleDescription
from roles.models import State as VersionState
from roles.queries.standing import roles_at_a_glance
from schools.json_rows import Asked, together
from schools.models import School, Vision

from .models import Group
from .topics import Figures, Value


def figures_of(school: School, group: Group) -> dict[str, Figures]:
    """The figures of every topic for this group, by its key: seven queries."""
    plan = Plan.objects.filter(state=State.AGREED).select_related("school").first()
    roles = roles_at_a_glance(school)
    told = together(school, _asked(plan))
    years, kinds = _money(told["costs"])
    vision = told["vision"][0] if told["vision"] else [None, None]
    return {
        "entitlement": _entitlement(school),
        "plan": _plan(plan),
        "money": years,
        "kinds": kinds,
        "levels": _levels(told["levels"], told["reviewed"], group),
        "load": {"minutes": roles.minutes, "release": roles.release},
        "agreed": {
            "roles": roles.all,
            "roles_agreed": roles.agreed,
            "last_agreed_on": told["described"][0][0] if told["described"] else None,
            "vision_on": vision[0],
            "vision_review_on": vision[1],
        },
    }


def _entitlement(school: School) -> Figures:
    found = grid(school, None, with_gaps=False)
    counts = found.counts
    return {
        "statements": counts.total - counts.not_taught,
        "met": counts.met,
        "partly": counts.partly,
        "not_yet": counts.not_yet,
        "parts": len(found.cells),
        "secured": found.secured,
    }


def _plan(plan: Plan | None) -> Figures:
    """The actions of the plan in force by their state, those dropped left out."""
    if plan is None:
        return {}
    rows = [one for one in action_rows(plan) if not one.dropped]
    colours = Counter(one.rag for one in rows if not one.settled)
    done = sum(one.settled for one in rows)
    return {
        "actions": len(rows),
        "done": done,
        "green": colours["green"],
        "amber": colours["amber"],
        "red": colours["red"],
        "well": done + colours["green"],
    }


def _money(costs: list[list[Any]]) -> tuple[Figures, Figures]:
    """Pence planned and spent of the plan in force, by year and by kind; of dropped actions only what was spent."""
    years: dict[str, Value] = {}
    kinds: dict[str, Value] = {}
    for year, kind, pence, spent, status in costs:
        planned = 0 if status == Status.DROPPED else pence
        for figures, name in ((years, str(year)), (kinds, kind)):
            for what, sum_ in (("planned", planned), ("spent", spent)):
                before = figures.get(f"{name}:{what}", 0)
                assert isinstance(before, int)
                figures[f"{name}:{what}"] = before + sum_
    return years, kinds


def _levels(levels: list[list[Any]], reviewed: list[list[Any]], group: Group) -> Figures:
    """The levels of the newest self-review that was agreed as a whole, by the strand's key.

    A strand that another group offers would say that the school is of it.
    """
    if not reviewed or not reviewed[0][0]:
        return {}
    found: dict[str, Value] = {
        strand: level
        for strand, level in levels
        if ":" not in strand or strand.startswith(group.own)
    }
    return {**found, "agreed_on": reviewed[0][0]}


def _asked(plan: Plan | None) -> Asked:
    """The plan's costs, the newest agreed self-review and its levels, the vision, the newest agreed description."""
    paid = Spending.objects.filter(cost=OuterRef("pk")).order_by().values("cost")
    costs = (
        Cost.objects.filter(action__objective__plan=plan)
        .annotate(spent=Coalesce(Subquery(paid.annotate(sum=Sum("pence")).values("sum")), 0))
        .order_by("year", "pk")
    )
    agreed = SelfReview.objects.filter(state=SelfReview.State.AGREED).order_by("-agreed_on")
    levels = AgreedLevel.objects.filter(review=Subquery(agreed.values("pk")[:1])).order_by("pk")
    described = RoleDescription.objects.filter(state=VersionState.AGREED, role__retired_on=None)
    return {
        "costs": (costs, ["year", "kind", "pence", "spent", "action__status"]),
        "reviewed": (agreed[:1], ["agreed_on"]),
        "levels": (levels, ["strand", "level"]),
        "vision": (
            Vision.objects.order_by("-number")[:1],
            [TruncDate("written_at"), "review_on"],
        ),
        "described": (described.order_by("-agreed_at")[:1], [TruncDate("agreed_at")]),
    }
