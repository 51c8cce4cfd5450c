"""Red, amber, green as they follow from dates, states and what was said. No Django, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

RED, AMBER, GREEN = "red", "amber", "green"
SETTLED = frozenset({"done", "dropped"})
NOT_STARTED = "not_started"
SOON = 14

Reason = Literal["late", "criterion", "not_started", "word", ""]


@dataclass(frozen=True)
class Timed:
    """What of an action its colour follows from; days are None where nobody said."""

    status: str
    starts_on: date | None = None
    ends_on: date | None = None
    updated_on: date | None = None


@dataclass(frozen=True)
class Judged:
    """A success criterion: by when, and whether it is met."""

    due_on: date | None
    met: bool


@dataclass(frozen=True)
class Colour:
    """A colour and what it comes from."""

    rag: str
    reason: Reason = ""


def missed(criteria: Iterable[Judged], today: date) -> bool:
    """Whether a criterion is past its date and not met."""
    return any(one.due_on is not None and one.due_on < today and not one.met for one in criteria)


def computed(
    action: Timed, today: date, half_term: date | None = None, criteria: Sequence[Judged] = ()
) -> Colour:
    """The colour of an action, beside the one that people state.

    Red is past its finish and not done, or a criterion past its date and not met. Amber is past its
    start and not started, or due within 14 days with no update since `half_term`, the day on which
    this half-term began. All else is green. What was dropped is not waited for; a criterion of the
    objective counts for an action that is begun, or should be, and not settled.
    """
    if action.status in SETTLED:
        return Colour(GREEN)
    if action.ends_on is not None and action.ends_on < today:
        return Colour(RED, "late")
    begun = action.starts_on is None or action.starts_on <= today or action.status != NOT_STARTED
    if begun and missed(criteria, today):
        return Colour(RED, "criterion")
    if action.status == NOT_STARTED and action.starts_on is not None and action.starts_on < today:
        return Colour(AMBER, "not_started")
    if action.ends_on is not None and (action.ends_on - today).days <= SOON:
        said = action.updated_on is not None and (
            half_term is None or action.updated_on >= half_term
        )
        if not said:
            return Colour(AMBER, "word")
    return Colour(GREEN)


def worst(colours: Iterable[str]) -> str:
    """The worst of some colours; green where there are none."""
    found = set(colours)
    return next((one for one in (RED, AMBER) if one in found), GREEN)


def of_objective(actions: Iterable[str], criteria: Sequence[Judged], today: date) -> str:
    """The colour of an objective: the worst of its actions', and red where a criterion is missed."""
    return RED if missed(criteria, today) else worst(actions)
