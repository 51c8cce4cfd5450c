"""What somebody changes of a page before the next reader comes: really, so that it says another thing afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schools.models import Member, School

Change = Callable[[], object]
# So that what a run writes is new to a database that an earlier one has written to.
RUN = time.time_ns()


def updating(school: School, head: Member) -> Change:
    """Each time the head says of the next action of the plan in force how far it is."""
    from devplan.actions.updating import Word, update
    from devplan.models import Action

    actions = list(Action.objects.filter(objective__plan__state="agreed").order_by("pk"))
    turn = count()

    def change() -> object:
        number = next(turn)
        rag = ("green", "amber", "red")[number % 3]
        word = Word("under_way", rag, f"How far it is, said for the time {number} in {RUN}")
        return update(actions[number % len(actions)], head, word)

    return change


def rewording(school: School, head: Member, role: str) -> Change:
    """Each time the purpose and a line of the description that is agreed at an address say something else."""
    from roles.models import Line, RoleDescription
    from schools.trail import record

    agreed = RoleDescription.objects.filter(state="agreed").select_related("role__school")
    description = next(one for one in agreed if one.role.get_absolute_url() == role)
    lines = list(Line.objects.filter(description=description).order_by("pk"))
    turn = count()

    def change() -> None:
        number = next(turn)
        line = lines[number % len(lines)]
        RoleDescription.objects.filter(pk=description.pk).update(
            purpose=f"For the time {number} in {RUN}."
        )
        Line.objects.filter(pk=line.pk).update(note=f"Worded for the time {number} in {RUN}")
        record(school, head, "roles.version_saved", path=role, number=1, role="A role")

    return change


def asking(school: School, head: Member, review: int) -> Change:
    """Each time one question stands below the results that was not there before, and the last one is gone."""
    from board.actions.questions import ask
    from board.askable import find
    from board.models import Question

    turn = count()

    def change() -> object:
        Question.objects.filter(kind="results", thing=str(review)).delete()
        about = find(school, "results", str(review))
        assert about
        return ask(school, head, about, f"What does the last line mean, {next(turn)} in {RUN}?")

    return change
