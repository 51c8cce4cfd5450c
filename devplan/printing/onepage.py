"""A plan on one page: A3, for a governor and for the wall of a staff room.

What stands on it is worked out before it is set: type gets smaller in steps down to a size that can
still be read, then what matters least is summed up, and the page says what it leaves out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.register import Document
from schools.labels import upper_first
from schools.models import Member, Vision
from schools.wording import listed

from .. import fitting, impact, rag
from ..finding import past_words
from ..fitting import Block
from ..models import Plan, State
from ..queries.measuring import IndicatorRow, known_of
from ..queries.money import MoneyPage, money_of
from ..queries.reading import Reading, reading
from ..queries.saying import ObjectiveLines, Standing, StrandLines
from .sheet import Late, late_actions, sum_of
from .which import around, span_of

# The page less its margins, and the columns on it, in millimetres.
WIDE, HIGH, SIDE, GAP = 384.0, 246.0, 118.0, 7.0
# (size of type in points, columns): the largest first. The last is the smallest that is read without effort.
STEPS = ((13.0, 2), (12.0, 2), (11.0, 2), (10.0, 3), (9.0, 3), (8.5, 3), (8.0, 3), (7.5, 3))
TITLE, TITLE_LEADING, SMALL = 22.0, 1.12 / fitting.LEADING, 0.84
SIDE_STEPS = (11.0, 10.0, 9.0, 8.5, 8.0, 7.5)
# The height of a heading and of a table's head, the width of a column of values.
HEAD, TABLE_HEAD, VALUE = 9.0, 5.5, 21.0
MOST_AIMS, MOST_LATE = 8, 5
WORST = {rag.RED: 0, rag.AMBER: 1}


@dataclass(frozen=True)
class Goal:
    """An objective as it stands on the page: words, and the quiet line below with its state first."""

    text: str
    standing: Standing | None
    about: str


@dataclass(frozen=True)
class Part:
    """A strand in a column, or what goes on of it there."""

    name: str
    standing: Standing | None
    money: str
    goals: list[Goal]
    more: str = ""
    again: bool = False


@dataclass(frozen=True)
class Year:
    """The money of a year: planned and spent in words, and as parts of the widest, in percent."""

    name: str
    words: str
    planned: float
    spent: float


@dataclass(frozen=True)
class Changed:
    """An indicator: where it began, where it is and where it shall be, with months."""

    name: str
    standing: Standing
    values: list[tuple[str, str]]


@dataclass
class Side:
    """What stands at the side: money, what changed, what is late; `more_…` say what is left out.

    `past` says how many are past their date and stated otherwise.
    """

    size: float
    years: list[Year] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    more_changed: str = ""
    late: list[Late] = field(default_factory=list)
    more_late: str = ""
    past: str = ""


@dataclass(frozen=True)
class Top:
    """What stands above: the vision in a sentence or two, its aims, and how high that is."""

    vision: str
    aims: list[str]
    more: str
    high: float


def onepage_document(plan: Plan, reader: Member, name: str) -> Document:
    """A plan on one page, whatever its size."""
    found = reading(plan, reader)
    rows = known_of(plan, found.page.today)
    spent = money_of(plan)
    words = around(found.page)
    top = top_of(plan, found)
    room = HIGH - top.high
    size, columns = goals_on_page(found, top.aims, room - HEAD)
    moved = impact.headline(impact.tally([one.known for one in rows]))
    side = side_on_page(found, rows, spent, moved, room)
    context: dict[str, Any] = {
        "plan": plan,
        "found": found,
        "span": span_of(plan),
        "state": words.status,
        "foot": words.foot,
        "top": top,
        "columns": columns,
        "count": f"of-{len(columns)}",
        "size": f"s{round(size * 10)} t{round(side.size * 10)}",
        "money": spent if spent.table.total or spent.is_spent else None,
        "moved": moved,
        "side": side,
        "draft": plan.state == State.DRAFT,
        "closed": plan.state == State.CLOSED,
    }
    return Document(
        name=name,
        title=_("%(plan)s on one page") % {"plan": plan.title},
        template="documents/devplan/onepage.html",
        context=context,
        school_name=plan.school.name,
        status=words.short,
        mark=words.mark,
        paper="A3 landscape",
    )


def top_of(plan: Plan, found: Reading) -> Top:
    """The vision and its aims: those of the newest version, else those that the objectives serve."""
    newest = Vision.objects.filter(school=plan.school).prefetch_related("aims").first()
    aims = [one.text for one in newest.aims.all()] if newest else []
    vision = fitting.shortened(newest.text, WIDE, 12, 2) if newest else ""
    shown = [fitting.shortened(one, WIDE / 4 - 12, 10, 3) for one in aims[:MOST_AIMS]]
    more = len(aims) - len(shown)
    high = (
        6
        + fitting.height(found.headline, (WIDE - 144 - 8) / fitting.BOLD, TITLE) * TITLE_LEADING
        + 8
    )
    high = max(high, 24.0)
    if vision:
        high += fitting.height(vision, WIDE, 12) + 3
    for first in range(0, len(shown), 4):
        high += max(fitting.height(one, WIDE / 4 - 12, 10) for one in shown[first : first + 4]) + 2
    left_out = ngettext("and %(n)s more aim", "and %(n)s more aims", more) % {"n": more}
    return Top(vision, shown, left_out if more else "", high + (6 if more else 0))


def goals_on_page(found: Reading, aims: list[str], room: float) -> tuple[float, list[list[Part]]]:
    """The objectives in columns, and the size of their type: all of them, else the worst of each strand."""
    strands = found.filled
    for size, count in STEPS:
        parts = [_part(one, aims, None) for one in strands]
        if (set_up := _columns(parts, size, count, room)) is not None:
            return size, set_up
    size, count = STEPS[-1]
    most = max((len(one.objectives) for one in strands), default=0)
    for kept in range(most - 1, -1, -1):
        parts = [_part(one, aims, kept) for one in strands]
        if (set_up := _columns(parts, size, count, room)) is not None:
            return size, set_up
    parts = [_part(one, aims, 0) for one in strands]
    while len(parts) > 1:
        parts.pop()
        more = len(strands) - len(parts)
        said = ngettext("and %(n)s more strand", "and %(n)s more strands", more) % {"n": more}
        if (
            set_up := _columns([*parts, Part("", None, "", [], said)], size, count, room)
        ) is not None:
            return size, set_up
    return size, [[Part(_("%(n)s strands") % {"n": len(strands)}, None, "", [])]]


def _part(strand: StrandLines, aims: list[str], kept: int | None) -> Part:
    """A strand with its objectives; with `kept` only so many, the worst, and the rest summed up."""
    chosen = strand.objectives
    if kept is not None and kept < len(chosen):
        ranked = sorted(chosen, key=lambda one: WORST.get(one.row.rag, 2))[:kept]
        chosen = [one for one in chosen if any(one is each for each in ranked)]
    rest = [one for one in strand.objectives if not any(one is each for each in chosen)]
    spent = sum(row.spent for row in strand.row.actions)
    return Part(
        strand.row.strand.name,
        strand.standing,
        _money(strand.money, spent),
        [_goal(one, aims) for one in chosen],
        summed([one.standing for one in rest], kept == 0) if rest else "",
    )


def _money(planned: str, spent: int) -> str:
    from ..money import pounds

    return sum_of(planned, pounds(spent) if spent else "")


def _goal(one: ObjectiveLines, aims: list[str]) -> Goal:
    parts = [one.done]
    aim = one.row.objective.aim
    place = next((n for n, text in enumerate(aims, 1) if aim and _same(text, aim.text)), 0)
    if place:
        parts.append(_("aim %(n)s") % {"n": place})
    return Goal(
        f"{one.number} {one.row.objective.text}",
        one.standing,
        " · ".join(part for part in parts if part),
    )


def _same(shown: str, text: str) -> bool:
    """Whether an aim, as it is shown, is this one."""
    return text == shown or (shown.endswith("…") and text.startswith(shown.rstrip(" …")))


def summed(standings: list[Standing | None], alone: bool = False) -> str:
    """What is left out, by its state: "and 4 more: 3 on track, 1 done"."""
    number = len(standings)
    words = Counter(one.word for one in standings if one)
    said = ngettext("%(n)s objective", "%(n)s objectives", number) % {"n": number}
    if not alone:
        said = ngettext("and %(n)s more objective", "and %(n)s more objectives", number) % {
            "n": number
        }
    if not words:
        return said
    states = ", ".join(f"{count} {word}" for word, count in words.most_common())
    return f"{said}: {states}"


def _columns(parts: list[Part], size: float, count: int, room: float) -> list[list[Part]] | None:
    """The strands in columns; one that goes over says so at the head of the next."""
    across = (WIDE - SIDE - GAP * count) / count
    blocks: list[Block] = []
    owners: list[tuple[int, int]] = []
    for number, part in enumerate(parts):
        head = fitting.height(part.name, (across - 34) / fitting.BOLD, size * 1.15) + 2.8
        head += fitting.height(part.money, across, size * SMALL) if part.money else 0
        blocks.append(Block(head, kept=bool(part.goals)))
        owners.append((number, -1))
        for place, goal in enumerate(part.goals):
            high = fitting.height(goal.text, across, size) + 2
            said = f"{goal.standing.word if goal.standing else ''}    {goal.about}"
            high += fitting.height(said, across, size * SMALL)
            blocks.append(Block(high))
            owners.append((number, place))
        if part.more:
            blocks.append(Block(fitting.height(part.more, across, size * SMALL) + 2.2))
            owners.append((number, len(part.goals)))
    # The head of what goes on in the next column takes room too.
    spare = size * 1.15 * fitting.LEADING * fitting.POINT + 3
    places = fitting.columns(blocks, count, room - spare)
    if places is None:
        return None
    found: list[list[Part]] = [[] for _number in range(count)]
    for place, (number, goal_number) in zip(places, owners, strict=True):
        part, column = parts[number], found[place]
        if goal_number < 0:
            column.append(Part(part.name, part.standing, part.money, []))
            continue
        if not column or column[-1].name != part.name:
            column.append(Part(part.name, None, "", [], again=True))
        if goal_number < len(part.goals):
            column[-1].goals.append(part.goals[goal_number])
        else:
            last = column.pop()
            column.append(
                Part(last.name, last.standing, last.money, last.goals, part.more, last.again)
            )
    return [one for one in found if one]


def side_on_page(
    found: Reading, rows: list[IndicatorRow], spent: MoneyPage, moved: str, room: float
) -> Side:
    """What stands at the side, in the largest type in which all fits, else in the smallest, summed up."""
    for size in SIDE_STEPS:
        side = side_of(found, rows, spent, moved, size, room)
        if not side.more_changed:
            break
    return side


def side_of(
    found: Reading,
    rows: list[IndicatorRow],
    spent: MoneyPage,
    moved: str,
    size: float,
    room: float,
) -> Side:
    """Money, what is late, then what changed as far as there is room."""
    side = Side(size, years=years_of(spent))
    line = size * fitting.LEADING * fitting.POINT
    left = room - HEAD - fitting.height(moved, SIDE / fitting.BOLD, size) - 1.5
    if side.years:
        left -= HEAD + 5 + fitting.height(spent.headline + ".", SIDE / fitting.BOLD, size) + 1.5
        left -= TABLE_HEAD + len(side.years) * (line + 2.2) + 1
    late = late_actions(found)
    side.late = late[:MOST_LATE]
    if found.plan.state == State.AGREED:
        side.past = upper_first(past_words(found.sums.past, more=bool(late)))
    if late or side.past:
        left -= HEAD + 5
    if side.past:
        left -= fitting.height(side.past + ".", SIDE, size) + 1.5
    for one in side.late:
        left -= fitting.height(f"▲ {one.text} ({one.number})", SIDE, size) + line * SMALL + 2
    if len(late) > MOST_LATE:
        more = len(late) - MOST_LATE
        side.more_late = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
        left -= line + 1.5
    left -= TABLE_HEAD + 1
    ordered = sorted(rows, key=lambda one: one.known.knowledge != "measured")
    for number, row in enumerate(ordered):
        values = max(
            fitting.lines(value, VALUE - 2, size) for value, _month in _changed(row).values
        )
        name = fitting.lines(row.indicator.name, SIDE - 3 * VALUE - 2, size)
        high = max(values, name) * line + line * SMALL + 2.2
        rest = _rest(ordered[number:])
        below = 0.0 if number + 1 == len(ordered) else fitting.height(rest, SIDE, size) + 1.5
        if left - high < below:
            side.more_changed = rest
            break
        left -= high
        side.changed.append(_changed(row))
    return side


def _rest(rows: list[IndicatorRow]) -> str:
    """What is left out of the indicators, by where they stand."""
    states = Counter(one.state[2] for one in rows).most_common()
    said = listed([f"{count} {word}" for word, count in states])
    return _("and %(n)s more: %(states)s") % {"n": len(rows), "states": said}


def _changed(row: IndicatorRow) -> Changed:
    def month(day: Any) -> str:
        return date_format(day, "M Y") if day else ""

    return Changed(
        row.indicator.name,
        Standing(*row.state),
        [
            (row.baseline or "–", month(row.indicator.baseline_on) if row.baseline else ""),
            (row.latest or "–", month(row.latest_on)),
            (row.target or "–", month(row.target_on)),
        ],
    )


def years_of(spent: MoneyPage) -> list[Year]:
    """Each year's money, as bars on one scale and in words."""
    table = spent.table
    most = max([*table.by_year.values(), *table.spent_by_year.values(), 1])
    return [
        Year(
            cell.year,
            upper_first(_words(cell.planned, cell.spent)),
            round(table.by_year[year] * 100 / most, 1),
            round(table.spent_by_year[year] * 100 / most, 1),
        )
        for year, cell in zip(table.years, spent.sums, strict=True)
        if table.total or table.spent
    ]


def _words(planned: str, spent: str) -> str:
    if spent:
        return _("%(spent)s of %(planned)s spent") % {"spent": spent, "planned": planned}
    return _("%(planned)s planned") % {"planned": planned} if planned != "–" else "–"
