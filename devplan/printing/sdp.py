"""What of a plan belongs into the school development plan: an extract to put into it, as PDF and for Word."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.register import Document
from schools.models import Member
from schools.wording import listed

from .. import money, years
from ..models import Plan, State, Status
from ..queries.reading import Reading, reading
from ..queries.saying import ObjectiveLines
from .sheet import short_span
from .which import around, span_of


@dataclass(frozen=True)
class SdpRow:
    """An objective: how one shall know, who leads, until when, and its costs by year."""

    text: str
    criteria: list[str]
    leads: str
    when: str
    costs: list[str]


@dataclass(frozen=True)
class SdpPart:
    """A place in the school development plan with the objectives tied to it, and the sums by year."""

    place: str
    rows: list[SdpRow]
    sums: list[str]


@dataclass(frozen=True)
class Sdp:
    """The extract: its parts by place, the years, and how many objectives are tied to no place."""

    plan: Plan
    parts: list[SdpPart]
    years: list[str]
    untied: int

    @property
    def sentence(self) -> str:
        """How much there is of it, and what is left out."""
        number = sum(len(one.rows) for one in self.parts)
        if not number:
            return _(
                "No objective is tied to the school development plan yet. Its place there is written "
                "beside the objective; then it stands here."
            )
        said = ngettext(
            "%(n)s objective of the ICT development plan is tied to the school development plan.",
            "%(n)s objectives of the ICT development plan are tied to the school development plan.",
            number,
        ) % {"n": number}
        if not self.untied:
            return said
        rest = ngettext(
            "%(n)s more is tied to no place in it and is left out.",
            "%(n)s more are tied to no place in it and are left out.",
            self.untied,
        ) % {"n": self.untied}
        return f"{said} {rest}"


def sdp_document(plan: Plan, reader: Member, name: str) -> Document:
    """The extract for the school development plan, to be had for Word too."""
    from ..exports.sdp import sdp_to_word

    found = reading(plan, reader)
    words = around(found.page)
    extract = extract_of(found)
    title = _("%(plan)s: for the school development plan") % {"plan": plan.title}
    context: dict[str, Any] = {
        "plan": plan,
        "sdp": extract,
        "state": words.status,
        "span": span_of(plan),
        "draft": plan.state == State.DRAFT,
    }
    return Document(
        name=name,
        title=title,
        template="documents/devplan/sdp.html",
        context=context,
        school_name=plan.school.name,
        status=words.short,
        mark=words.mark,
        paper="A4 landscape",
        word=lambda: sdp_to_word(extract, title, words),
    )


def extract_of(found: Reading) -> Sdp:
    """The objectives that are tied to the school development plan, by their place in it."""
    plan = found.plan
    by_place: dict[str, list[ObjectiveLines]] = defaultdict(list)
    untied = 0
    for strand in found.strands:
        for one in strand.objectives:
            if place := " ".join(one.row.objective.sdp_reference.split()):
                by_place[place].append(one)
            else:
                untied += 1
    covered = found.page.years
    parts = []
    for place in sorted(by_place, key=_natural):
        sums = [_costs(one, covered) for one in by_place[place]]
        parts.append(
            SdpPart(
                place,
                [_row(one, costs) for one, costs in zip(by_place[place], sums, strict=True)],
                _in_words([sum(column) for column in zip(*sums, strict=True)]),
            )
        )
    return Sdp(plan, parts, [years.name(one) for one in covered], untied)


def _natural(place: str) -> list[tuple[int, int, str]]:
    """Places in the order that people count in: "2.1" before "10"."""
    found, number = [], ""
    for letter in f"{place.casefold()} ":
        if letter.isascii() and letter.isdigit():
            number += letter
            continue
        if number:
            found.append((0, int(number[:18]), ""))
            number = ""
        found.append((1, 0, letter))
    return found


def _row(one: ObjectiveLines, costs: list[int]) -> SdpRow:
    actions = [row.action for row in one.row.actions if row.action.status != Status.DROPPED]
    people = dict.fromkeys(each.lead.name for each in actions if each.lead)
    starts = [each.starts_on for each in actions if each.starts_on]
    ends = [each.ends_on for each in actions if each.ends_on]
    criteria = [
        _("%(text)s, by %(day)s") % {"text": each.text.rstrip("."), "day": each.due}
        if each.due
        else each.text
        for each in one.criteria
    ]
    return SdpRow(
        f"{one.number} {one.row.objective.text}",
        criteria,
        listed(list(people)) or _("nobody yet"),
        short_span(min(starts, default=None), max(ends, default=None)),
        _in_words(costs),
    )


def _costs(one: ObjectiveLines, covered: list[int]) -> list[int]:
    """What is planned for an objective in each year, then in all, in pence; dropped actions left out."""
    costs = [
        each for row in one.row.actions if row.action.status != Status.DROPPED for each in row.costs
    ]
    by_year = [sum(each.pence for each in costs if each.year == year) for year in covered]
    return [*by_year, sum(by_year)]


def _in_words(costs: list[int]) -> list[str]:
    return [money.pounds(one) if one else "–" for one in costs]
