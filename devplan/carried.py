"""What is carried of the development plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.utils.text import slugify

from audits.carried import ROWS, TEXTS, with_keys
from schools.carrying import Numbers, Table, add_tables, addresses, carry, keyed
from schools.models import Member, School
from schools.permissions import may

from .exports.workbook import plan_workbook
from .models import (
    Action,
    AgendaItem,
    Cost,
    Criterion,
    Discussion,
    Finding,
    Indicator,
    Measurement,
    Monitoring,
    Objective,
    Outcome,
    Plan,
    PlanImport,
    PlanSignature,
    PlanVersion,
    ProgressUpdate,
    RoundReminder,
    Series,
    Spending,
    Strand,
    Target,
    UpdateRound,
)
from .origins import PREFIX

# What the number of a gap is of, by the kind of the gap.
GAPS = {
    "entitlement": "audits.entitlementgap",
    "renewal": "audits.renewal",
    "self-review": "audits.agreedlevel",
    "need": "audits.skillsquestion",
}
ORIGINS = {
    "duty": "roles.duty",
    "decision": "priorities.decision",
    "discussion": "devplan.discussion",
    **{PREFIX + kind: model for kind, model in GAPS.items()},
}
# What a finding that was set aside was about.
THINGS = {
    "aim": "schools.aim",
    "objective": "devplan.objective",
    "action": "devplan.action",
    "member": "schools.member",
    "duty": "roles.duty",
}
# The letters of a row's key ("O12-A31-C7"), and what the number behind each is of.
KEYS = {"O": "devplan.objective", "A": "devplan.action", "C": "devplan.cost"}
_KEY = re.compile(r"\b([OAC])(-?\d{1,17})(?=-[AC]|\s*$)")
_GAP = re.compile(r"gap:(?P<kind>.+)-(?P<number>-?\d{1,17})")

ID = {"type": "integer"}
TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
MAYBE_ID = {"type": ["integer", "null"]}


def _of(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _several(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


_COST = _of(year=ID, pence=ID, kind=TEXT, capital={"type": "boolean"}, funding=TEXT, rationale=TEXT)
_ACTION = _of(
    id=ID,
    text=TEXT,
    lead=MAYBE_ID,
    supporters=_several(ID),
    starts_on=MAYBE,
    ends_on=MAYBE,
    monitored_how=TEXT,
    monitored_by=MAYBE_ID,
    monitored_on=MAYBE,
    costs=_several(_COST),
)
_INDICATOR = _of(text=TEXT, unit=TEXT, baseline=MAYBE, targets=_several(_several(MAYBE)))
_OBJECTIVE = _of(
    id=ID,
    text=TEXT,
    aim=TEXT,
    subject=TEXT,
    sdp_reference=TEXT,
    strategies=TEXT,
    criteria=_several(_of(text=TEXT, due_on=MAYBE)),
    indicators=_several(_INDICATOR),
    actions=_several(_ACTION),
)
_STRAND = _of(id=ID, text=TEXT, kind=TEXT, objectives=_several(_OBJECTIVE))
PLAN_TEXT = _of(
    title=TEXT,
    first_year=ID,
    years=ID,
    introduction=TEXT,
    strategies=TEXT,
    strands=_several(_STRAND),
)
COLUMNS = {
    "type": "object",
    "properties": {
        "heads": TEXTS,
        "fields": TEXTS,
        "strand": TEXT,
        "year": MAYBE_ID,
        "kind": TEXT,
        "funding": TEXT,
        "rationale": TEXT,
        "capital": {"type": "boolean"},
        "people": {"type": "object", "additionalProperties": ID},
        "tables": {
            "type": "array",
            "items": {"type": "array", "items": {"type": ["string", "integer"]}, "maxItems": 2},
        },
    },
    "additionalProperties": False,
}


def _plan_text(value: dict[str, Any], row: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    """The text of a plan as it was agreed: rows that are gone since stay known by a number of their own."""

    def person(pk: int | None) -> int | None:
        return None if pk is None else numbers.kept("schools.member", pk)

    def action(one: dict[str, Any]) -> dict[str, Any]:
        return {
            **one,
            "id": numbers.kept("devplan.action", one["id"]),
            "lead": person(one["lead"]),
            "supporters": sorted(numbers.kept("schools.member", pk) for pk in one["supporters"]),
            "monitored_by": person(one["monitored_by"]),
        }

    def objective(one: dict[str, Any]) -> dict[str, Any]:
        return {
            **one,
            "id": numbers.kept("devplan.objective", one["id"]),
            "actions": [action(each) for each in one["actions"]],
        }

    def strand(one: dict[str, Any]) -> dict[str, Any]:
        return {
            **one,
            "id": numbers.kept("devplan.strand", one["id"]),
            "objectives": [objective(each) for each in one["objectives"]],
        }

    return {**value, "strands": [strand(one) for one in value.get("strands", [])]}


def _columns(value: dict[str, Any], row: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    """Who is meant by a name in a table: a member."""
    if "people" not in value:
        return value
    people = value["people"].items()
    named = {name: numbers.kept("schools.member", pk) for name, pk in people}
    return {**value, "people": named}


def _keys(value: list[dict[str, Any]], row: Mapping[str, Any], numbers: Numbers) -> Any:
    """The rows of a table that came back: the keys in them are of objectives, actions and costs."""
    return with_keys(value, row, lambda text: _KEY.sub(partial(_key, numbers), text))


def _key(numbers: Numbers, found: re.Match[str]) -> str:
    return f"{found[1]}{numbers.kept(KEYS[found[1]], int(found[2]))}"


def _origin(value: int | None, row: Mapping[str, Any], numbers: Numbers) -> int | None:
    """Where a row of a plan came from; nothing, where that is gone."""
    model = ORIGINS.get(row["origin_kind"])
    return numbers.of(model, value) if model else None


def _thing(value: str, row: Mapping[str, Any], numbers: Numbers) -> str:
    """What a finding was about: "objective:57", or "gap:renewal-3"."""
    gap = _GAP.fullmatch(value)
    if gap and gap["kind"] in GAPS:
        return f"gap:{gap['kind']}-{numbers.kept(GAPS[gap['kind']], int(gap['number']))}"
    return str(keyed(THINGS)(value, row, numbers))


carry(Plan, PlanSignature, Strand, Criterion, Indicator, Target)
carry(PlanVersion, texts={"text": _plan_text}, shapes={"text": PLAN_TEXT})
carry(Finding, texts={"thing": _thing})
carry(
    PlanImport,
    texts={"columns": _columns, "rows": _keys},
    shapes={"rows": ROWS, "columns": COLUMNS},
)
carry(Objective, Action, Cost, texts={"origin_id": _origin})
carry(Spending, ProgressUpdate, Measurement, Monitoring)
carry(Series, Discussion, AgendaItem, Outcome, UpdateRound, RoundReminder)
addresses(
    "devplan",
    "number",
    action="devplan.action",
    bringing="devplan.planimport",
    cost="devplan.cost",
    criterion="devplan.criterion",
    discussion="devplan.discussion",
    finding="devplan.finding",
    indicator="devplan.indicator",
    item="devplan.agendaitem",
    measurement="devplan.measurement",
    monitoring="devplan.monitoring",
    objective="devplan.objective",
    outcome="devplan.outcome",
    plan="devplan.plan",
    said="devplan.progressupdate",
    series="devplan.series",
    spending="devplan.spending",
    strand="devplan.strand",
)


def _tables(school: School, member: Member) -> Iterator[Table]:
    """Each plan that `member` may read, as a workbook that comes back in."""
    for one in Plan.objects.filter(school=school).select_related("school").order_by("pk"):
        if may(member, "devplan.read", one):
            yield slugify(f"plan {one.title}"), partial(plan_workbook, one)


add_tables(_tables)
