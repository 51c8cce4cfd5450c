"""Actions pasted from a spreadsheet: one a line, the action, its lead, start and finish. No database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from exchange.tables import Row

from .days import NotADay, span_from
from .years import TermSpan

MOST = 300
# What stands above the columns of a spreadsheet that is pasted with its heads.
HEADS = frozenset(
    "action|actions|what|task|activity|lead|who|by whom|person responsible|responsible|led by|"
    "start|starts|start date|from|when|finish|end|ends|end date|finish date|by when|to|deadline".split(
        "|"
    )
)


@dataclass(frozen=True)
class Pasted:
    """A line as an action; `lead` is a member's id. `problems` say what keeps it from being one."""

    line: int
    text: str
    lead: int | None
    lead_name: str
    starts_on: date | None
    ends_on: date | None
    problems: tuple[str, ...]


def read_actions(
    rows: Iterable[Row], people: Mapping[str, int], terms: Sequence[TermSpan]
) -> list[Pasted]:
    """Each row as an action; a first line that names the columns is left out.

    `people` are the staff's ids by name in small letters.
    """
    found = list(rows)
    if found and found[0].cells and all(one.casefold() in HEADS for one in found[0].cells if one):
        found = found[1:]
    return [_action(row, people, terms) for row in found]


def find_person(name: str, people: Mapping[str, int]) -> int | None:
    """Whom a name means: the whole name, or a first or last name that only one of the staff has."""
    plain = " ".join(name.casefold().split())
    if plain in people:
        return people[plain]
    parts = {pk for known, pk in people.items() if plain in known.split()}
    return parts.pop() if len(parts) == 1 else None


def _action(row: Row, people: Mapping[str, int], terms: Sequence[TermSpan]) -> Pasted:
    if row.problem:
        return Pasted(row.line, row.text, None, "", None, None, (row.problem,))
    cells = [*row.cells, "", "", "", ""]
    text, name = cells[0], cells[1]
    problems = []
    if not text:
        problems.append(_("The action is missing."))
    elif len(text) > MOST:
        problems.append(_("An action can have %(most)s characters.") % {"most": MOST})
    lead = find_person(name, people) if name else None
    if name and lead is None:
        problems.append(
            _("Nobody of the staff, or more than one, is called “%(name)s”.") % {"name": name[:60]}
        )
    starts = ends = None
    try:
        starts = span_from(cells[2], terms).starts_on
    except NotADay as refused:
        problems.append(str(refused))
    try:
        ends = span_from(cells[3], terms).ends_on
    except NotADay as refused:
        problems.append(str(refused))
    if starts and ends and ends < starts:
        problems.append(_("It ends before it starts."))
    return Pasted(row.line, text, lead, name, starts, ends, tuple(problems))
