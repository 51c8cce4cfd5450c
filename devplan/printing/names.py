"""The names of a plan's documents: `plan-onepage` of the plan in force, `plan-onepage-12` of plan 12."""

from __future__ import annotations

from ..models import Plan, State


def name_of(plan: Plan, kind: str = "plan") -> str:
    """The name of a document of a plan, as it stands in its address."""
    return kind if plan.state == State.AGREED else f"{kind}-{plan.pk}"
