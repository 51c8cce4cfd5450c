"""What differs between two texts of a plan, and a text itself, as people read it. No database.

People stand in a text as ids; `names` says who they are.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.wording_diff import Piece, wording_diff

from . import money, years
from .models import CostKind, StrandKind
from .text import Difference

Names = Mapping[int, str]

LABELS: dict[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "first_year": gettext_lazy("First academic year"),
    "years": gettext_lazy("Academic years"),
    "introduction": gettext_lazy("Where we are now"),
    "strategies": gettext_lazy("Strategies it answers to"),
    "text": gettext_lazy("Wording"),
    "kind": gettext_lazy("Kind"),
    "above": gettext_lazy("Stands under"),
    "aim": gettext_lazy("Aim of the vision"),
    "subject": gettext_lazy("Subject"),
    "sdp_reference": gettext_lazy("School development plan"),
    "criteria": gettext_lazy("Success criteria"),
    "indicators": gettext_lazy("Measured by"),
    "lead": gettext_lazy("Lead"),
    "supporters": gettext_lazy("With"),
    "starts_on": gettext_lazy("Start"),
    "ends_on": gettext_lazy("Finish"),
    "monitored_how": gettext_lazy("Monitored how"),
    "monitored_by": gettext_lazy("Monitored by"),
    "monitored_on": gettext_lazy("Monitored when"),
    "costs": gettext_lazy("Costs"),
}
# Compared word by word; all else as a whole.
WORDED = frozenset(
    {"title", "introduction", "strategies", "text", "aim", "sdp_reference", "monitored_how"}
)
_STRAND_KINDS = dict(StrandKind.choices)
_COST_KINDS = dict(CostKind.choices)


@dataclass(frozen=True)
class FieldChange:
    """What became of one field: its label, and its lines as pieces (roles.wording_diff)."""

    label: str
    lines: list[list[Piece]]


@dataclass(frozen=True)
class RowChange:
    """What became of one row of a plan: "added", "removed" or "changed", and how.

    `lines` are what a row says that came or went, where the texts are at hand.
    """

    row: tuple[str, int]
    kind: str
    text: str
    fields: list[FieldChange]
    lines: list[str] = field(default_factory=list)


def row_change(
    one: Difference, names: Names, said: Mapping[tuple[str, int], list[str]] | None = None
) -> RowChange:
    """A difference as people read it. `said` is what rows say (`lines_by_row`)."""
    fields = [
        FieldChange(str(LABELS[name]), changed(name, before, after, names))
        for name, (before, after) in one.fields.items()
    ]
    lines = said.get(one.row, []) if said and one.kind != "changed" else []
    return RowChange(one.row, one.kind, one.text, fields, lines)


def changed(name: str, before: Any, after: Any, names: Names) -> list[list[Piece]]:
    """What became of a field, line by line."""
    if name in WORDED:
        return [wording_diff(before or "", after or "")]
    old, new = lines_of(name, before, names), lines_of(name, after, names)
    gone = [one for one in old if one not in new]
    come = [one for one in new if one not in old]
    if isinstance(after, list) and name != "supporters" and len(gone) == len(come):
        return [wording_diff(one, other) for one, other in zip(gone, come, strict=True)]
    if len(gone) == len(come) == 1:
        return [[("removed", gone[0]), ("same", " "), ("added", come[0])]]
    lost: list[list[Piece]] = [[("removed", one)] for one in gone]
    won: list[list[Piece]] = [[("added", one)] for one in come]
    return lost + won


def lines_of(name: str, value: Any, names: Names) -> list[str]:
    """A field of a text as people read it, a line each; none where it is empty."""
    if value is None or value in ("", []):
        return []
    match name:
        case "lead" | "monitored_by":
            return [_person(value, names)]
        case "supporters":
            return sorted(_person(one, names) for one in value)
        case "starts_on" | "ends_on" | "monitored_on":
            return [day_of(value)]
        case "criteria":
            return [_criterion(one) for one in value]
        case "indicators":
            return [_indicator(one) for one in value]
        case "costs":
            return [cost_line(one) for one in value]
        case "kind":
            return [str(_STRAND_KINDS.get(value, value))]
        case "first_year":
            return [years.name(value)]
    return [str(value)]


def day_of(iso: str) -> str:
    """A day of a text: "4 September 2026"."""
    return date_format(datetime.date.fromisoformat(iso), "j F Y")


def _person(pk: int, names: Names) -> str:
    return names.get(pk) or _("somebody who has left")


def _criterion(one: Mapping[str, Any]) -> str:
    if not one["due_on"]:
        return str(one["text"])
    return _("%(criterion)s, by %(day)s") % {
        "criterion": one["text"],
        "day": day_of(one["due_on"]),
    }


def _indicator(one: Mapping[str, Any]) -> str:
    unit = one["unit"]
    parts = []
    if one["baseline"] is not None:
        parts.append(_("from %(value)s") % {"value": with_unit(one["baseline"], unit)})
    parts += [
        _("%(value)s by %(day)s") % {"value": with_unit(value, unit), "day": day_of(day)}
        for value, day in one["targets"]
    ]
    return f"{one['text']}: {', '.join(parts)}" if parts else str(one["text"])


def with_unit(value: str, unit: str) -> str:
    """A number with its unit, kept together: "58 %"."""
    return f"{value}\N{NO-BREAK SPACE}{unit}" if unit else value


def cost_line(one: Mapping[str, Any]) -> str:
    """A cost of a text: "2026/27: £1,200, equipment, capital, from the grant. Why it is needed"."""
    parts = [money.pounds(one["pence"]), str(_COST_KINDS.get(one["kind"], one["kind"]))]
    if one["capital"]:
        parts.append(_("capital"))
    if one["funding"]:
        parts.append(_("from %(source)s") % {"source": one["funding"]})
    line = f"{years.name(one['year'])}: {', '.join(parts)}"
    return f"{line}. {one['rationale']}" if one["rationale"] else line


# ---- A whole text


@dataclass(frozen=True)
class ToldAction:
    """An action of a text: its words, who and when, how it is monitored, and its costs."""

    pk: int
    text: str
    about: str
    monitored: str
    costs: list[str]


@dataclass(frozen=True)
class ToldObjective:
    """An objective of a text: `facts` are a label with its lines."""

    pk: int
    text: str
    facts: list[tuple[str, list[str]]]
    actions: list[ToldAction]


@dataclass(frozen=True)
class Told:
    """A text of a plan as people read it: each strand's name with its objectives."""

    title: str
    introduction: str
    strategies: str
    strands: list[tuple[str, list[ToldObjective]]]


_FACTS = ("aim", "subject", "sdp_reference", "strategies", "criteria", "indicators")


def told(text: Mapping[str, Any], names: Names) -> Told:
    """A text of a plan, to be read from its beginning to its end."""
    strands = [
        (strand["text"], [_objective(one, names) for one in strand["objectives"]])
        for strand in text["strands"]
    ]
    return Told(text["title"], text["introduction"], text["strategies"], strands)


def lines_by_row(text: Told) -> dict[tuple[str, int], list[str]]:
    """What each objective and action of a text says beside its words."""
    found: dict[tuple[str, int], list[str]] = {}
    for _strand, objectives in text.strands:
        for one in objectives:
            found["objective", one.pk] = [
                f"{label}: {'; '.join(said)}" for label, said in one.facts
            ]
            for action in one.actions:
                lines = [action.about, action.monitored, *action.costs]
                found["action", action.pk] = [line for line in lines if line]
    return found


def _objective(one: Mapping[str, Any], names: Names) -> ToldObjective:
    facts = [
        (str(LABELS[name]), lines) for name in _FACTS if (lines := lines_of(name, one[name], names))
    ]
    return ToldObjective(
        one["id"], one["text"], facts, [_action(each, names) for each in one["actions"]]
    )


def _action(one: Mapping[str, Any], names: Names) -> ToldAction:
    about = lines_of("lead", one["lead"], names) or [_("nobody leads it yet")]
    if one["supporters"]:
        helpers = ", ".join(lines_of("supporters", one["supporters"], names))
        about = [_("%(lead)s, with %(others)s") % {"lead": about[0], "others": helpers}]
    if one["starts_on"] or one["ends_on"]:
        about.append(_span(one["starts_on"], one["ends_on"]))
    monitored = [
        line
        for name in ("monitored_how", "monitored_by", "monitored_on")
        for line in lines_of(name, one[name], names)
    ]
    return ToldAction(
        one["id"],
        one["text"],
        " · ".join(about),
        ", ".join(monitored),
        lines_of("costs", one["costs"], names),
    )


def _span(starts: str | None, ends: str | None) -> str:
    return span(
        datetime.date.fromisoformat(starts) if starts else None,
        datetime.date.fromisoformat(ends) if ends else None,
    )


def span(starts: datetime.date | None, ends: datetime.date | None) -> str:
    """From when until when: "3 March – 20 July 2026", "until 20 July 2026", or nothing."""
    if starts is None:
        return _("until %(day)s") % {"day": date_format(ends, "j F Y")} if ends else ""
    if ends is None:
        return _("from %(day)s") % {"day": date_format(starts, "j F Y")}
    first = date_format(starts, "j F" if starts.year == ends.year else "j F Y")
    if starts == ends:
        return str(date_format(ends, "j F Y"))
    return f"{first} – {date_format(ends, 'j F Y')}"


def people_of(text: Mapping[str, Any]) -> set[int]:
    """The ids of all who stand in a text."""
    return set(_people([text]))


def _people(texts: Sequence[Mapping[str, Any]]) -> Iterator[int]:
    for text in texts:
        for strand in text.get("strands", []):
            for objective in strand["objectives"]:
                for one in objective["actions"]:
                    yield from one["supporters"]
                    yield from (pk for pk in (one["lead"], one["monitored_by"]) if pk)


def people_in(changes: Iterable[Difference]) -> set[int]:
    """The ids of all whom some differences are about."""
    found: set[int] = set()
    for one in changes:
        for name in ("lead", "monitored_by", "supporters"):
            for value in one.fields.get(name, ()):
                found.update(value if isinstance(value, list) else [value] if value else [])
    return found
