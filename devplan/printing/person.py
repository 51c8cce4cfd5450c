"""One person's actions on paper: what they lead, support and monitor, with their dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from documents.register import Document, Printable
from schools.models import Member, School
from schools.permissions import check

from ..models import Plan
from ..queries.person import Held, person_in
from ..queries.plans import current
from ..queries.saying import Standing
from .kinds import GROUP
from .sheet import short_span
from .which import around, who_and_what

_NAME = re.compile(r"plan-person-(\d{1,15})")


@dataclass(frozen=True)
class PaperHeld:
    """A row: the action, its objective, what was said; with whom, when, where it is."""

    text: str
    small: list[str]
    others: str
    when: str
    standing: Standing | None


class PersonPapers:
    """One person's part of the plan in force: `plan-person-12`; who may read the plan may read it."""

    def listed(self, plan: Plan) -> Iterable[Printable]:
        """Everybody who holds something in a plan; one query, shared with its strands."""
        for pk, name in who_and_what(plan).people:
            yield Printable(
                person_name(pk),
                _("%(name)s’s actions") % {"name": name},
                _("What they lead, support and monitor, with the dates."),
                str(GROUP),
            )

    def document(self, school: School, reader: Member, name: str) -> Document | None:
        """The actions of that member in the plan in force.

        Raises:
            NotAllowed: the reader may not read the plan.
        """
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        check(reader, "devplan.enter")
        plan = current(reader)
        who = Member.objects.filter(school=school, pk=int(match[1])).first()
        if plan is None or who is None:
            return None
        return _document(plan, who, reader, name)


def person_name(pk: int) -> str:
    """The name of a person's document, as it stands in its address."""
    return f"plan-person-{pk}"


def _document(plan: Plan, who: Member, reader: Member, name: str) -> Document:
    page = person_in(plan, who, reader)
    words = around(page.found.page)
    parts = [
        (_("Leads"), page.leads),
        (_("Supports"), page.supports),
        (_("Monitors"), page.monitors),
    ]
    context: dict[str, Any] = {
        "plan": plan,
        "who": who.name,
        "state": words.status,
        "foot": words.foot,
        "page": page,
        "parts": [(title, [_held(one) for one in held]) for title, held in parts if held],
    }
    return Document(
        name=name,
        title=_("%(name)s: actions in %(plan)s") % {"name": who.name, "plan": plan.title},
        template="documents/devplan/person.html",
        context=context,
        school_name=plan.school.name,
        status=words.short,
        foot=who.name,
        mark=words.mark,
    )


def _held(one: Held) -> PaperHeld:
    action = one.row.action
    small = [f"{one.objective.number} {one.objective.row.objective.text}"]
    if one.line.note:
        small.append(one.line.note)
    if one.line.monitored:
        small.append(_("Monitored: %(how)s") % {"how": one.line.monitored})
    people = [action.lead, *action.supporters.all()]
    return PaperHeld(
        action.text,
        [*small, *one.said],
        ", ".join(each.name for each in people if each) or _("nobody yet"),
        short_span(action.starts_on, action.ends_on) or _("no dates yet"),
        one.line.standing,
    )
