"""The text of a plan as plain values, and what differs between two of them.

Progress is no text: statuses, colours and what is met are left out, so that an agreed plan that is
only carried out shows no difference. People stand as ids, so that a name can be erased.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .models import Action, Objective, Plan, Strand

Kind = Literal["added", "removed", "changed"]
OWN = ("title", "first_year", "years", "introduction", "strategies")
BELOW = ("strands", "objectives", "actions")


@dataclass(frozen=True)
class Difference:
    """How one row differs: `row` is ("strand" | "objective" | "action" | "plan", id), `text` its words
    (the old ones where it was removed), `fields` the names of what changed with before and after.
    """

    row: tuple[str, int]
    kind: Kind
    text: str
    fields: Mapping[str, tuple[Any, Any]]


def plain_text(plan: Plan, strands: Sequence[Strand] | None = None) -> dict[str, Any]:
    """The text of a plan: strands, objectives, actions and costs in their order.

    `strands` are the plan's with everything below them prefetched (queries.loading.loaded); without,
    they are read here.
    """
    from .queries.loading import loaded

    below = loaded(plan) if strands is None else strands
    return {
        **{name: getattr(plan, name) for name in OWN},
        "strands": [_strand(one) for one in below],
    }


def _strand(strand: Strand) -> dict[str, Any]:
    return {
        "id": strand.pk,
        "text": strand.name,
        "kind": strand.kind,
        "objectives": [_objective(one) for one in strand.objectives.all()],
    }


def _objective(one: Objective) -> dict[str, Any]:
    return {
        "id": one.pk,
        "text": one.text,
        "aim": one.aim.text if one.aim else "",
        "subject": one.subject.name if one.subject else "",
        "sdp_reference": one.sdp_reference,
        "strategies": one.strategies,
        "criteria": [
            {"text": each.text, "due_on": _day(each.due_on)} for each in one.criteria.all()
        ],
        "indicators": [
            {
                "text": each.name,
                "unit": each.unit,
                "baseline": _number(each.baseline),
                "targets": [[_number(to.value), _day(to.due_on)] for to in each.targets.all()],
            }
            for each in one.indicators.all()
        ],
        "actions": [_action(each) for each in one.actions.all()],
    }


def _action(one: Action) -> dict[str, Any]:
    return {
        "id": one.pk,
        "text": one.text,
        "lead": one.lead_id,
        "supporters": sorted(each.pk for each in one.supporters.all()),
        "starts_on": _day(one.starts_on),
        "ends_on": _day(one.ends_on),
        "monitored_how": one.monitored_how,
        "monitored_by": one.monitored_by_id,
        "monitored_on": _day(one.monitored_on),
        "costs": [
            {
                "year": each.year,
                "pence": each.pence,
                "kind": each.kind,
                "capital": each.capital,
                "funding": each.funding,
                "rationale": each.rationale,
            }
            for each in one.costs.all()
        ],
    }


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """What differs, row by row: what the new text has in its order, then what it has no longer."""
    found: list[Difference] = []
    own = _changed({name: old.get(name) for name in OWN}, {name: new.get(name) for name in OWN})
    if own:
        found.append(Difference(("plan", 0), "changed", str(new.get("title", "")), own))
    before = dict(_rows(old))
    after = dict(_rows(new))
    for row, now in after.items():
        if row not in before:
            found.append(Difference(row, "added", now.own["text"], {}))
        elif fields := _row_changed(before[row], now):
            found.append(Difference(row, "changed", now.own["text"], fields))
    found += [
        Difference(row, "removed", one.own["text"], {})
        for row, one in before.items()
        if row not in after
    ]
    return found


@dataclass(frozen=True)
class _Row:
    """A row's own fields, and the row above it: its id and words."""

    own: dict[str, Any]
    above: int = 0
    above_text: str = ""


def _row_changed(old: _Row, new: _Row) -> dict[str, tuple[Any, Any]]:
    """What changed; the words of the row above only where it is another row."""
    fields = _changed(old.own, new.own)
    if old.above != new.above:
        fields["above"] = (old.above_text, new.above_text)
    return fields


def _rows(text: Mapping[str, Any]) -> Iterator[tuple[tuple[str, int], _Row]]:
    for strand in text.get("strands", []):
        yield ("strand", strand["id"]), _Row(_own(strand))
        for objective in strand["objectives"]:
            yield (
                ("objective", objective["id"]),
                _Row(_own(objective), strand["id"], strand["text"]),
            )
            for action in objective["actions"]:
                yield (
                    ("action", action["id"]),
                    _Row(_own(action), objective["id"], objective["text"]),
                )


def _own(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in (*BELOW, "id")}


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (old.get(name), value) for name, value in new.items() if old.get(name) != value}


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _number(number: Any) -> str | None:
    return None if number is None else format(number.normalize(), "f")
