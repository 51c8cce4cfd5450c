"""The text of a plan as plain values, and what differs between two of them.

Progress is no text: statuses, colours and what is met are left out, so that an agreed plan that is
only carried out shows no difference. People stand as ids, so that a name can be erased.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from schools.json_rows import hung

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
        "strands": [strand_text(one) for one in below],
    }


def strand_text(strand: Strand) -> dict[str, Any]:
    """The text of a strand with everything below it, which is loaded."""
    own = bare_strand(strand.pk, strand.name, strand.kind)
    return {**own, "objectives": [_objective(one) for one in hung(strand, "objectives")]}


def _objective(one: Objective) -> dict[str, Any]:
    return {
        "id": one.pk,
        "text": one.text,
        "aim": one.aim.text if one.aim else "",
        "subject": one.subject.name if one.subject else "",
        "sdp_reference": one.sdp_reference,
        "strategies": one.strategies,
        "criteria": [
            {"text": each.text, "due_on": _day(each.due_on)} for each in hung(one, "criteria")
        ],
        "indicators": [
            {
                "text": each.name,
                "unit": each.unit,
                "baseline": _number(each.baseline),
                "targets": [[_number(to.value), _day(to.due_on)] for to in hung(each, "targets")],
            }
            for each in hung(one, "indicators")
        ],
        "actions": [_action(each) for each in hung(one, "actions")],
    }


def _action(one: Action) -> dict[str, Any]:
    return {
        "id": one.pk,
        "text": one.text,
        "lead": one.lead_id,
        "supporters": sorted(each.pk for each in hung(one, "supporters")),
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
            for each in hung(one, "costs")
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


class Agreed:
    """A text as it was agreed, of which a part can be compared at a time."""

    def __init__(self, text: Mapping[str, Any]) -> None:
        self.text = text
        # Where each objective and action stood: its strand, and the objective with all below it.
        self._stood: dict[tuple[str, int], tuple[Mapping[str, Any], Mapping[str, Any]]] = {}
        for strand in text.get("strands", []):
            for objective in strand["objectives"]:
                here = strand, objective
                self._stood["objective", objective["id"]] = here
                self._stood |= {("action", one["id"]): here for one in objective["actions"]}

    def about(self, rows: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
        """The strands of the text with those objectives alone where some of these rows stood."""
        stood = [self._stood[row] for row in rows if row in self._stood]
        return [
            {**_bare(strand), "objectives": [objective]}
            for strand, objective in {one["id"]: (under, one) for under, one in stood}.values()
        ]

    @property
    def bare(self) -> dict[str, Any]:
        """The plan's own fields and its strands, without all below them."""
        below = [{**_bare(one), "objectives": []} for one in self.text.get("strands", [])]
        return {**self.text, "strands": below}

    @property
    def digests(self) -> dict[int, str]:
        """Of each objective a digest of its strand and all below it, as `digest` makes it."""
        return {
            pk: digest({**_bare(strand), "objectives": [objective]})
            for (kind, pk), (strand, objective) in self._stood.items()
            if kind == "objective"
        }

    @property
    def rows(self) -> list[tuple[str, int]]:
        """All of its rows."""
        return [row for row, _one in _rows(self.text)]

    def removed(self, rows: Collection[tuple[str, int]]) -> list[Difference]:
        """What of the text is no longer there, where these rows are all that there is."""
        return [
            Difference(row, "removed", one.own["text"], {})
            for row, one in _rows(self.text)
            if row not in rows
        ]


def digest(strand: Mapping[str, Any]) -> str:
    """A digest of the text of a strand: the same for the same text."""
    return hashlib.sha256(json.dumps(strand, sort_keys=True).encode()).hexdigest()


def differences_around(
    bare: Mapping[str, Any], plan: Plan, strands: Sequence[Mapping[str, Any]]
) -> list[Difference]:
    """What differs from a text (`Agreed.bare`) in the plan's own fields and in these strands (`bare_strand`)."""
    now = [{**one, "objectives": []} for one in strands]
    new = {**{name: getattr(plan, name) for name in OWN}, "strands": now}
    if new == bare:
        return []
    return [one for one in differences(bare, new) if one.kind != "removed"]


def bare_strand(pk: int, name: str, kind: str) -> dict[str, Any]:
    """The text of a strand without what is below it."""
    return {"id": pk, "text": name, "kind": kind}


def _bare(strand: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in strand.items() if name not in BELOW}


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
