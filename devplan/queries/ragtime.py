"""How the actions of each strand stood, half-term by half-term, from dates and what was said of them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.ragstrips import RagStrips, rag_strips

from .. import ragtime, years
from ..models import Plan, ProgressUpdate, State, Status
from .terms import terms_of


@dataclass(frozen=True)
class Acted:
    """An action as it is read for this: by strand, with its dates and how it stands now."""

    pk: int
    strand: int
    status: str
    rag: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    updated_on: datetime.date | None


@dataclass(frozen=True)
class OverTime:
    """Each strand's counts by state at the end of each half-term: pictures, and the same as a table."""

    pictures: list[RagStrips]
    heads: list[str]
    rows: list[tuple[str, list[dict[str, int]]]]

    @property
    def sums(self) -> list[dict[str, int]]:
        """All strands together, for each half-term."""
        return [
            {
                state: sum(counts[at][state] for _name, counts in self.rows)
                for state in ragtime.ORDER
            }
            for at in range(len(self.heads))
        ]

    @property
    def table(self) -> list[tuple[str, list[tuple[str, dict[str, int]]]]]:
        """Each strand's name with its (half-term, counts)."""
        return [(name, list(zip(self.heads, counts, strict=True))) for name, counts in self.rows]

    @property
    def sentence(self) -> str:
        """How many are late now, against the half-term that had most late."""
        sums = self.sums
        if not sums:
            return ""
        now = sums[-1]
        said = ngettext(
            "%(late)s action is late now, %(done)s are done.",
            "%(late)s actions are late now, %(done)s are done.",
            now["red"],
        ) % {"late": now["red"], "done": now[ragtime.DONE]}
        worst = max(range(len(sums)), key=lambda at: (sums[at]["red"], at))
        if sums[worst]["red"] > now["red"]:
            more = ngettext(
                "Most were late at the end of %(when)s: %(n)s.",
                "Most were late at the end of %(when)s: %(n)s.",
                sums[worst]["red"],
            ) % {"when": self.heads[worst], "n": sums[worst]["red"]}
            return f"{said} {more}"
        return said


NOTHING = OverTime([], [], [])


def over_time(
    plan: Plan, strands: Mapping[int, str], actions: Sequence[Acted], today: datetime.date
) -> OverTime:
    """The actions at the end of each half-term so far, and today while the plan is in force; two queries.

    Of a draft there is nothing to tell. `strands` are the names by id, in their order.
    """
    if plan.state == State.DRAFT or not actions:
        return NOTHING
    terms = terms_of(plan.school, years.of_plan(plan.first_year, plan.years))
    days = [last for _first, last in years.half_terms(terms) if last < today]
    if plan.state == State.AGREED:
        days.append(today)
    if not days:
        return NOTHING
    said = _said(plan)
    stories = [
        ragtime.Story(
            one.strand, one.starts_on, one.ends_on, [*said.get(one.pk, []), *_now(one, today)]
        )
        for one in actions
    ]
    moments = ragtime.over_time(stories, days)
    heads = [date_format(day, "M y") for day in days]
    if plan.state == State.AGREED:
        heads[-1] = _("now")
    rows = [
        (name, [moment.counts for moment in moments[pk]])
        for pk, name in strands.items()
        if pk in moments
    ]
    notes = [_stands(counts[-1]) for _name, counts in rows]
    pictures = [
        rag_strips(rows, heads, ragtime.ORDER, notes, narrow=narrow) for narrow in (False, True)
    ]
    return OverTime(pictures, heads, rows)


def _stands(counts: Mapping[str, int]) -> str:
    """How the actions of a strand stand, in words: "1 late, 3 done"; of those not begun yet nothing."""
    words = {
        "red": _("%(n)s late"),
        "amber": _("%(n)s needs a word") if counts["amber"] == 1 else _("%(n)s need a word"),
        "green": _("%(n)s on track"),
        ragtime.DONE: _("%(n)s done"),
    }
    return ", ".join(
        words[state] % {"n": counts[state]} for state in ragtime.ORDER if counts[state]
    )


def _said(plan: Plan) -> dict[int, list[ragtime.Said]]:
    """What was said of each action, the oldest first."""
    found: dict[int, list[ragtime.Said]] = defaultdict(list)
    updates = ProgressUpdate.objects.filter(action__objective__plan=plan).order_by("made_at", "pk")
    zone = timezone.get_current_timezone()
    for action, moment, status, colour in updates.values_list(
        "action_id", "made_at", "status", "rag"
    ):
        found[action].append(ragtime.Said(moment.astimezone(zone).date(), status, colour))
    return found


def _now(one: Acted, today: datetime.date) -> list[ragtime.Said]:
    """What the action itself says: it may have been brought along as begun or done, with no word."""
    if one.status == Status.NOT_STARTED:
        return []
    return [ragtime.Said(one.updated_on or today, one.status, one.rag)]
