"""Adding the actions of a pasted table to an objective, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from schools.models import Member

from ..models import Action, Objective
from ..pasting import Pasted
from .doing import ActionWords, add_action


@transaction.atomic
def add_actions(objective: Objective, member: Member, rows: Sequence[Pasted]) -> list[Action]:
    """Add each row as an action at the end of the objective.

    Raises:
        NotAllowed: `member` may not write this objective.
        Refused: one of the rows cannot be, or the plan is closed; then none is added.
    """
    return [
        add_action(
            objective,
            member,
            ActionWords(row.text, row.lead, starts_on=row.starts_on, ends_on=row.ends_on),
        )
        for row in rows
    ]
