"""What somebody reads before they sign a plan: its text, what changed, what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from schools.models import Member
from schools.permissions import may

from ..actions.agreeing import PERMISSION, Capacity, fingerprint, what_is_missing
from ..differing import RowChange, Told, lines_by_row, people_in, people_of, row_change, told
from ..models import Plan, PlanSignature, PlanVersion, State
from ..text import differences, plain_text
from .checks import findings_left
from .loading import known_in, loaded
from .versions import names_of, newest_signatures


@dataclass(frozen=True)
class ToAgree:
    """A plan before it is signed. `capacities` are those in which the reader can sign now.

    `changes` are against the version that was agreed last; none for a first draft.
    """

    plan: Plan
    fingerprint: str
    told: Told
    version: PlanVersion | None
    changes: list[RowChange]
    signatures: list[PlanSignature]
    missing: list[str]
    findings: int
    capacities: list[Capacity]

    @property
    def nothing_to_sign(self) -> bool:
        """Whether the plan is agreed as it stands, or closed."""
        return self.plan.state == State.CLOSED or (
            self.plan.state == State.AGREED and not self.changes
        )

    @property
    def waits_for(self) -> list[Capacity]:
        """Whose signatures are missing."""
        given = {one.capacity for one in self.signatures}
        return [one for one in Capacity if one not in given]


def capacities_of(member: Member, plan: Plan, given: set[str]) -> list[Capacity]:
    """In which capacities `member` may sign a plan that carries the signatures `given`."""
    return [
        capacity
        for capacity, permission in PERMISSION.items()
        if capacity not in given and may(member, permission, plan)
    ]


def to_agree(plan: Plan, member: Member) -> ToAgree:
    """A plan as it is read before it is signed, in a constant number of queries."""
    strands = loaded(plan)
    text = plain_text(plan, strands)
    signed = newest_signatures(plan)
    version = next((one.version for one in signed if one.version), None) or plan.versions.first()
    different = differences(version.text, text) if version else []
    before = version.text if version and different else {}
    wanted = people_of(text) | people_of(before) | people_in(different)
    names = names_of(wanted, known_in(strands))
    whole = told(text, names)
    said = {**(lines_by_row(told(before, names)) if before else {}), **lines_by_row(whole)}
    signatures = [one for one in signed if one.version is None]
    missing = what_is_missing(text)
    found = ToAgree(
        plan,
        fingerprint(text),
        whole,
        version,
        [row_change(one, names, said) for one in different],
        signatures,
        missing,
        findings_left(plan) if plan.state != State.CLOSED else 0,
        capacities_of(member, plan, {one.capacity for one in signatures}),
    )
    if found.nothing_to_sign or missing:
        found.capacities.clear()
    return found
