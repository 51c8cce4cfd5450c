"""The figures that a school can publish to a group, read within its scope: the same that its own pages show, without a
name, and of strands of the self-review none that another group offers.
"""

from __future__ import annotations

from collections import Counter

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from audits.models import AgreedLevel, SelfReview
from audits.queries.entitlement import grid
from devplan.models import Cost, Plan, Spending, State, Status
from devplan.queries.plans import read_plan
from roles.models import RoleDescription
from roles.models import State as VersionState
from roles.queries.standing import roles_at_a_glance
from schools.models import School, Vision

from .models import Group
from .topics import Figures, Value


def figures_of(school: School, group: Group) -> dict[str, Figures]:
    """The figures of every topic for this group, by its key; a constant number of queries."""
    plan = Plan.objects.filter(state=State.AGREED).select_related("school").first()
    roles = roles_at_a_glance(school)
    years, kinds = _money(plan)
    return {
        "entitlement": _entitlement(school),
        "plan": _plan(plan),
        "money": years,
        "kinds": kinds,
        "levels": _levels(group),
        "load": {"minutes": roles.minutes, "release": roles.release},
        "agreed": _agreed(roles.all, roles.agreed),
    }


def _entitlement(school: School) -> Figures:
    found = grid(school, None)
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
    page = read_plan(plan)
    rows = [one for one in page.actions if not one.dropped]
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


def _money(plan: Plan | None) -> tuple[Figures, Figures]:
    """Pence planned and spent of the plan in force, by year and by kind; of dropped actions only what was spent."""
    years: dict[str, Value] = {}
    kinds: dict[str, Value] = {}
    if plan is None:
        return years, kinds
    paid = Spending.objects.filter(cost=OuterRef("pk")).order_by().values("cost")
    costs = (
        Cost.objects.filter(action__objective__plan=plan)
        .annotate(spent=Coalesce(Subquery(paid.annotate(sum=Sum("pence")).values("sum")), 0))
        .order_by("year", "pk")
        .values_list("year", "kind", "pence", "spent", "action__status")
    )
    for year, kind, pence, spent, status in costs:
        planned = 0 if status == Status.DROPPED else pence
        for figures, name in ((years, str(year)), (kinds, kind)):
            for what, sum_ in (("planned", planned), ("spent", spent)):
                before = figures.get(f"{name}:{what}", 0)
                assert isinstance(before, int)
                figures[f"{name}:{what}"] = before + sum_
    return years, kinds


def _levels(group: Group) -> Figures:
    """The levels of the newest self-review that was agreed as a whole, by the strand's key.

    A strand that another group offers would say that the school is of it.
    """
    review = SelfReview.objects.filter(state=SelfReview.State.AGREED).order_by("-agreed_on").first()
    if review is None or review.agreed_on is None:
        return {}
    levels = AgreedLevel.objects.filter(review=review).order_by("pk")
    found: dict[str, Value] = {
        strand: level
        for strand, level in levels.values_list("strand", "level")
        if ":" not in strand or strand.startswith(group.own)
    }
    return {**found, "agreed_on": review.agreed_on.isoformat()}


def _agreed(roles: int, agreed: int) -> Figures:
    vision = Vision.objects.order_by("-number").first()
    last = (
        RoleDescription.objects.filter(state=VersionState.AGREED, role__retired_on=None)
        .order_by("-agreed_at")
        .values_list("agreed_at", flat=True)
        .first()
    )
    return {
        "roles": roles,
        "roles_agreed": agreed,
        "last_agreed_on": last.date().isoformat() if last else None,
        "vision_on": vision.written_at.date().isoformat() if vision else None,
        "vision_review_on": vision.review_on.isoformat() if vision and vision.review_on else None,
    }
