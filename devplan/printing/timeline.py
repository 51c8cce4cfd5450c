"""The plan over its terms on paper: A4 landscape, its years and terms at the head of each page."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from charts.timeline import Bar, Mark
from documents.register import Document
from schools.models import Member

from ..models import Plan
from ..queries.saying import Standing
from ..queries.timeline import ObjectiveLane, timeline_of
from .sheet import short_span
from .which import around

# Sizes in CSS pixels, 96 an inch: the lane is 147 mm wide; a line of words, a small one, the air of a row,
# and the name of a strand.
LANE, LINE, SMALL, AIR, GROUP = 556.0, 15.0, 13.0, 5.0, 34.0
# So many letters of the words' column stand on a line; bold ones take more room, small ones less.
LETTERS, BOLD_LETTERS, SMALL_LETTERS = 48, 44, 56


@dataclass(frozen=True)
class PaperLane:
    """A row: its words, the quiet line below, its bar or milestones, its state, and how high it is."""

    text: str
    small: str
    bar: Bar | None
    marks: tuple[Mark, ...]
    standing: Standing | None
    height: float
    objective: bool = False


@dataclass(frozen=True)
class PaperLanes:
    """A strand with its rows."""

    name: str
    rows: list[PaperLane]


def timeline_document(plan: Plan, reader: Member, name: str) -> Document:
    """A plan over its terms."""
    found = timeline_of(plan, reader)
    words = around(found.found.page)
    context: dict[str, Any] = {
        "plan": plan,
        "found": found,
        "strands": [
            PaperLanes(
                strand.name, [row for one in strand.objectives for row in lanes_on_paper(one)]
            )
            for strand in found.strands
        ],
        "state": words.status,
        "foot": words.foot,
        "lane": LANE,
        "group": GROUP,
    }
    return Document(
        name=name,
        title=_("%(plan)s: timeline") % {"plan": plan.title},
        template="documents/devplan/timeline.html",
        context=context,
        school_name=plan.school.name,
        status=words.short,
        foot=plan.title,
        mark=words.mark,
        paper="A4 landscape",
    )


def lanes_on_paper(one: ObjectiveLane) -> list[PaperLane]:
    """An objective's row, then one for each of its actions."""
    title = f"{one.number} {one.text}"
    rows = [
        PaperLane(
            title,
            "",
            None,
            one.marks,
            one.standing,
            _lines(title, BOLD_LETTERS) * LINE + AIR + 4,
            objective=True,
        )
    ]
    for lane, row in zip(one.actions, one.rows, strict=True):
        action = row.action
        parts = [
            action.lead.name if action.lead else "",
            short_span(action.starts_on, action.ends_on) or _("no dates yet"),
        ]
        small = " · ".join(part for part in parts if part)
        height = _lines(action.text, LETTERS) * LINE + _lines(small, SMALL_LETTERS) * SMALL + AIR
        rows.append(PaperLane(action.text, small, lane.bar, (), lane.standing, height))
    return rows


def _lines(text: str, letters: int) -> int:
    """How many lines some words take, at the most."""
    return max(1, len(textwrap.wrap(text, letters)))
