"""What England's register of schools says of a school, in our words."""

from __future__ import annotations

from gias.models import Establishment

from .models import School

P = School.Phase
# By how the register's words for a phase begin; "Middle deemed primary" and "Middle deemed secondary" are both middle.
PHASES = {
    "nursery": P.NURSERY,
    "primary": P.PRIMARY,
    "middle": P.MIDDLE,
    "secondary": P.SECONDARY,
    "16 plus": P.SECONDARY,
    "all": P.ALL_THROUGH,
}


def phase_of(one: Establishment) -> str:
    """The phase of a school of the register; nothing where the register does not say.

    A special school is known by its type, whatever its pupils' ages.
    """
    if "special" in one.kind.casefold():
        return P.SPECIAL
    phase = one.phase.casefold()
    return next((ours for begins, ours in PHASES.items() if phase.startswith(begins)), "")


def details_of(one: Establishment) -> dict[str, str]:
    """The fields of a school's form that the register fills in; only those that it says something of."""
    said = {
        "name": one.name,
        "urn": one.urn,
        "phase": phase_of(one),
        "local_authority": one.local_authority,
    }
    return {name: value for name, value in said.items() if value}
