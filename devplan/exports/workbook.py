"""A plan as a workbook that comes back in unchanged. No cell is ever a formula."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook

from exchange.workbooks import fill, plain
from roles.queries.people import staff_of
from schools.models import Member

from .. import years
from ..bringing.columns import FIELDS
from ..bringing.matching import key_of, tidy
from ..models import Action, Cost, Measurement, Objective, Plan, Spending
from ..queries.bringing import unique_name

# The columns, in their order, with how wide each is in characters.
COLUMNS = {
    "strand": 20,
    "objective": 42,
    "criteria": 42,
    "aim": 30,
    "subject": 16,
    "sdp_reference": 16,
    "strategies": 24,
    "action": 46,
    "lead": 20,
    "supporters": 24,
    "starts_on": 12,
    "ends_on": 12,
    "monitored_how": 28,
    "monitored_by": 20,
    "monitored_on": 12,
    "year": 10,
    "cost": 12,
    "kind": 12,
    "capital": 10,
    "funding": 20,
    "rationale": 46,
    "lasts": 9,
}
Cells = dict[str, Any]


def plan_workbook(plan: Plan) -> bytes:
    """The .xlsx of a plan: a row per action and cost with keys by which it is known when it comes back;
    what was measured and what was spent on sheets of their own. Eleven queries.
    """
    book = Workbook()
    book.properties.title, book.properties.creator = plain(plan.title), "ICT Lead"
    sheet = book.active
    sheet.title = _("Plan")
    heads = [*(str(FIELDS[name]) for name in COLUMNS), _("status"), _("spent"), str(FIELDS["key"])]
    lines = [
        [*(row.get(name) for name in COLUMNS), row.get("status"), row.get("spent"), row["key"]]
        for row in _rows(plan)
    ]
    fill(sheet, [heads, *lines], [*COLUMNS.values(), 12, 12, 16])
    measured = [
        [one.indicator.name, one.measured_on, one.value, one.source]
        for one in Measurement.objects.filter(indicator__plan=plan).select_related("indicator")
    ]
    heads = [_("indicator"), _("day"), _("value"), _("source")]
    fill(book.create_sheet(_("Measurements")), [heads, *measured], [46, 12, 12, 30])
    spent = [
        [one.cost.action.text, one.spent_on, one.pence / 100, one.note]
        for one in Spending.objects.filter(cost__action__objective__plan=plan)
        .select_related("cost__action")
        .order_by("spent_on", "pk")
    ]
    heads = [_("action"), _("day"), _("amount"), _("note")]
    fill(book.create_sheet(_("Spending")), [heads, *spent], [46, 12, 12, 40])
    into = BytesIO()
    book.save(into)
    return into.getvalue()


def _rows(plan: Plan) -> Iterable[Cells]:
    """The lines of the plan: one a cost; an action or an objective without any has one too."""
    name = _names(plan)
    objectives = (
        Objective.objects.filter(plan=plan)
        .select_related("strand", "aim", "subject")
        .prefetch_related(
            "criteria",
            "actions__lead",
            "actions__monitored_by",
            "actions__supporters",
            "actions__costs__spending",
        )
        .order_by("strand__order", "strand_id", "order", "pk")
    )
    for objective in objectives:
        head = _objective(objective)
        actions = list(objective.actions.all())
        if not actions:
            yield {**head, "key": key_of(objective.pk)}
        for action in actions:
            said = {**head, **_action(action, name)}
            costs = list(action.costs.all())
            if not costs:
                yield {**said, "key": key_of(objective.pk, action.pk)}
            for cost in costs:
                yield {**said, **_cost(cost), "key": key_of(objective.pk, action.pk, cost.pk)}
                said = {**_short(head), "action": action.text}
            head = _short(head)


def _names(plan: Plan) -> Any:
    names = Counter(tidy(one.name) for one in staff_of(plan.school))

    def name(member: Member | None) -> str | None:
        return unique_name(member, names | Counter({tidy(member.name): 0})) if member else None

    return name


def _short(head: Cells) -> Cells:
    """What a further row says of its objective: enough to be found, and to be filtered by."""
    return {"strand": head["strand"], "objective": head["objective"]}


def _objective(one: Objective) -> Cells:
    criteria = [f"• {each.text}{_by(each.text, each.due_on)}" for each in one.criteria.all()]
    return {
        "strand": one.strand.name,
        "objective": one.text,
        "criteria": "\n".join(criteria) or None,
        "aim": one.aim.text if one.aim else None,
        "subject": one.subject.name if one.subject else None,
        "sdp_reference": one.sdp_reference,
        "strategies": one.strategies,
    }


def _by(text: str, due: datetime.date | None) -> str:
    """The day of a criterion, as it is read again; also where the words themselves end like one."""
    if due is None:
        return " [by –]" if text.endswith("]") else ""
    return f" [by {date_format(due, 'j F Y')}]"


def _action(one: Action, name: Any) -> Cells:
    return {
        "action": one.text,
        "lead": name(one.lead),
        "supporters": "; ".join(name(each) for each in one.supporters.all()) or None,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "monitored_how": one.monitored_how,
        "monitored_by": name(one.monitored_by),
        "monitored_on": one.monitored_on,
        "status": str(one.get_status_display()),
    }


def _cost(one: Cost) -> Cells:
    spent = sum(each.pence for each in one.spending.all())
    return {
        "year": years.name(one.year),
        "cost": one.pence / 100,
        "kind": str(one.get_kind_display()),
        "capital": _("capital") if one.capital else _("revenue"),
        "funding": one.funding,
        "rationale": one.rationale,
        "lasts": one.lasts,
        "spent": spent / 100 if one.spending.all() else None,
    }
