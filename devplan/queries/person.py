"""What one person leads, supports and monitors in a plan, and what was said of it last."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.labels import upper_first
from schools.models import Member
from schools.wording import listed

from ..finding import number
from ..models import Plan, ProgressUpdate, Status
from .plans import ActionRow
from .reading import Reading, reading
from .saying import ActionLine, ObjectiveLines

# So many of the newest words on an action are told.
WORDS = 2


@dataclass(frozen=True)
class Held:
    """An action that somebody holds: its words, its objective, and what was said last."""

    line: ActionLine
    row: ActionRow
    objective: ObjectiveLines
    said: list[str]


@dataclass(frozen=True)
class PersonPage:
    """One person's part of a plan."""

    member: Member
    found: Reading
    leads: list[Held]
    supports: list[Held]
    monitors: list[Held]

    @property
    def sentence(self) -> str:
        """How much it is, and how it stands: "Leads five actions and supports two; one is late"."""
        leads, supports, monitors = len(self.leads), len(self.supports), len(self.monitors)
        told = [
            (leads, ngettext("leads %(n)s action", "leads %(n)s actions", leads)),
            (supports, ngettext("supports %(n)s action", "supports %(n)s actions", supports)),
            (monitors, ngettext("monitors %(n)s action", "monitors %(n)s actions", monitors)),
        ]
        parts = [words % {"n": number(many)} for many, words in told if many]
        if not parts:
            return _("Holds nothing in this plan")
        said = upper_first(listed(parts))
        late = sum(not one.row.settled and one.row.rag == "red" for one in self.leads)
        done = sum(one.row.action.status == Status.DONE for one in self.leads)
        if not self.found.version:
            return said
        if late:
            how = ngettext("%(n)s is late", "%(n)s are late", late) % {"n": number(late)}
            return _("%(holds)s; %(told)s") % {"holds": said, "told": how}
        if done:
            how = ngettext("%(n)s is done", "%(n)s are done", done) % {"n": number(done)}
            return _("%(holds)s; %(told)s") % {"holds": said, "told": how}
        return said


def person_in(plan: Plan, who: Member, reader: Member) -> PersonPage:
    """What `who` holds in a plan as `reader` reads it: one query more than `reading`."""
    found = reading(plan, reader)
    said = _said(plan, who)
    leads, supports, monitors = [], [], []
    for strand in found.strands:
        for objective in strand.objectives:
            for line, row in zip(objective.actions, objective.row.actions, strict=True):
                held = Held(line, row, objective, said[row.action.pk])
                if row.action.lead_id == who.pk:
                    leads.append(held)
                elif any(one.pk == who.pk for one in row.action.supporters.all()):
                    supports.append(held)
                if row.action.monitored_by_id == who.pk:
                    monitors.append(held)
    return PersonPage(who, found, leads, supports, monitors)


def _said(plan: Plan, who: Member) -> dict[int, list[str]]:
    """The newest words on each action that somebody holds."""
    mine = Q(action__lead=who) | Q(action__supporters=who) | Q(action__monitored_by=who)
    updates = (
        ProgressUpdate.objects.filter(mine, action__objective__plan=plan)
        .exclude(text="")
        .select_related("member")
        .distinct()
    )
    found: dict[int, list[str]] = defaultdict(list)
    for one in updates:
        if len(found[one.action_id]) < WORDS:
            found[one.action_id].append(
                _("%(day)s, %(who)s: %(text)s")
                % {
                    "day": date_format(timezone.localdate(one.made_at), "j F Y"),
                    "who": one.member.name if one.member else _("a former member"),
                    "text": one.text,
                }
            )
    return found
