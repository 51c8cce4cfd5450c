"""The plan in full: what a school signs, governors read and leaders carry to a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from charts.colours import PAPER
from documents.register import Document
from schools.labels import Labels, upper_first
from schools.models import Member, PositionKind, School

from ..models import Plan, PlanSignature, State
from ..moneybars import MoneyBars
from ..queries.money import money_of
from ..queries.reading import Reading, reading
from .sheet import changed_rows, late_actions, strand_on_paper, summary
from .which import around, span_of

# From so many objectives on the document begins with its contents; so many late actions stand in front.
CONTENTS_FROM, MOST_LATE = 16, 12
# The shades of the money's picture: fill and the colour of the number in it.
SHADES = (
    (PAPER["accent"], "#ffffff"),
    ("#5b9297", "#ffffff"),
    ("#a9c8ca", PAPER["ink"]),
    (PAPER["soft"], "#ffffff"),
    ("#a3a8b2", PAPER["ink"]),
    (PAPER["rule"], PAPER["ink"]),
)


@dataclass(frozen=True)
class Signed:
    """A signature as it stands on paper: in which capacity, who, and the day."""

    capacity: str
    name: str
    day: str


def about_plan(plan: Plan) -> str:
    """What the plan in full is, in a sentence."""
    if plan.state == State.DRAFT:
        return _("The draft: objectives, actions, costs and how success is known. Not agreed yet.")
    if plan.state == State.CLOSED:
        return _("As it stood when it was closed, with what was reached.")
    return _("Objectives, actions, costs, what was measured, and what changed since it was agreed.")


def plan_document(plan: Plan, reader: Member, name: str) -> Document:
    """A plan in full, on A4 and for Word."""
    from ..exports.word import plan_to_word

    found = reading(plan, reader)
    words = around(found.page)
    by_funding = money_of(plan)
    late = late_actions(found)
    strands = [strand_on_paper(one, found.page) for one in found.filled]
    context: dict[str, Any] = {
        "plan": plan,
        "found": found,
        "span": span_of(plan),
        "state": words.status,
        "draft": plan.state == State.DRAFT,
        "closed": plan.state == State.CLOSED,
        "strands": strands,
        "empty": [one.row.strand.name for one in found.empty],
        "contents": len(found.page.objectives) >= CONTENTS_FROM,
        "summary": summary(found),
        "late": late[:MOST_LATE],
        "later": max(0, len(late) - MOST_LATE),
        "money": by_funding if by_funding.table.total or by_funding.is_spent else None,
        "bars": painted(by_funding.bars[0]),
        "by_strand": money_of(plan, "strand"),
        "changes": changed_rows(found),
        "signed": signed_of(found.signatures, plan.school),
        "waiting": signed_of(found.waiting, plan.school),
        "to_sign": _to_sign(found),
        "strategies": [line.strip() for line in plan.strategies.splitlines() if line.strip()],
    }
    return Document(
        name=name,
        title=plan.title,
        template="documents/devplan/plan.html",
        context=context,
        school_name=plan.school.name,
        status=words.head,
        foot=words.foot,
        mark=words.mark,
        word=lambda: plan_to_word(context, plan.title, plan.school.name, words),
    )


def painted(bars: MoneyBars) -> dict[str, Any]:
    """The picture of the money with a colour for each of its parts, for paper."""

    def parts(some: Iterable[Any]) -> list[tuple[Any, str, str]]:
        return [(one, *SHADES[one.shade - 1]) for one in some]

    return {
        "of": bars,
        "lines": [(bar, parts(bar.parts), parts(bar.spent_parts)) for bar in bars.bars],
    }


def signed_of(signatures: Iterable[PlanSignature], school: School) -> list[Signed]:
    """Signatures in words; who has been erased is a former member."""
    labels = school.labels
    return [
        Signed(
            _capacity(one.capacity, labels),
            one.member.name if one.member else _("a former member"),
            date_format(timezone.localdate(one.signed_at), "j F Y"),
        )
        for one in signatures
    ]


def _capacity(capacity: str, labels: Labels) -> str:
    if capacity == PlanSignature.Capacity.AUTHOR:
        return _("Author")
    return upper_first(labels.position(PositionKind.HEADTEACHER))


def _to_sign(found: Reading) -> list[str]:
    """In a draft, who has still to sign: a line for each."""
    if found.plan.state != State.DRAFT:
        return []
    labels = found.plan.school.labels
    given = {one.capacity for one in found.waiting}
    return [_capacity(one, labels) for one in PlanSignature.Capacity.values if one not in given]
