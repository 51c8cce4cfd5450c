"""The facts that the checks look at, and their findings as the page shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audits.queries.gaps import gaps
from priorities.models import Decision
from priorities.models import State as ReviewState
from roles.models import Holding, RoleDescription
from roles.models import State as VersionState
from schools.json_rows import JSONRows
from schools.models import Aim, School, Vision
from schools.prepared import prepared

from .. import alignment
from ..models import Action, Cost, Finding, Objective, Plan, Status, Strand
from ..origins import gap_in


@dataclass(frozen=True)
class FoundRow:
    """A finding with where it is mended: the words of the link and its address.

    `see` is where who does not write the plan can look at it; "" where everybody goes to `url`.
    """

    found: alignment.Found
    verb: str
    url: str
    see: str = ""


@dataclass(frozen=True)
class CheckBlock:
    """A check with what it finds."""

    check: alignment.Check
    rows: list[FoundRow]


@dataclass(frozen=True)
class SetAside:
    """A finding that was set aside: its sentence, or "" where it would no longer be found."""

    finding: Finding
    title: str
    sentence: str


@dataclass(frozen=True)
class Checks:
    """All findings of a plan: those that stand, and those set aside."""

    plan: Plan
    blocks: list[CheckBlock]
    aside: list[SetAside]
    passed: list[alignment.Check]

    @property
    def count(self) -> int:
        return sum(len(one.rows) for one in self.blocks)

    @property
    def headline(self) -> str:
        """What the checks find, in a sentence."""
        if not self.count:
            return _("The plan hangs together")
        if self.count == 1:
            return self.blocks[0].rows[0].found.sentence
        return ngettext(
            "%(n)s thing does not hang together yet",
            "%(n)s things do not hang together yet",
            self.count,
        ) % {"n": self.count}


def facts_of(plan: Plan) -> alignment.Facts:
    """What the checks look at: one query, and one for each kind of gap. Dropped actions count for nothing."""
    [found] = _facts(plan.school, plan=plan.pk)
    return _as_facts(plan, found)


def _as_facts(plan: Plan, found: dict[str, Any]) -> alignment.Facts:
    # An aim that a new version of the vision kept is the same aim.
    same = {text.casefold(): pk for pk, text in found["aims"]}
    measures: dict[int, dict[int, alignment.Measure]] = defaultdict(dict)
    for pk, indicator, baseline, target in found["measures"]:
        measures[pk][indicator] = alignment.Measure(baseline is not None, target is not None)
    actions = [
        alignment.Action(
            pk, text, objective, lead, duty, status == Status.DONE, gap_in(kind, about)
        )
        for pk, text, objective, lead, duty, status, kind, about in found["actions"]
    ]
    leads = {one.lead for one in actions}
    return alignment.Facts(
        aims=[alignment.Aim(pk, text) for pk, text in found["aims"]],
        objectives=[
            alignment.Objective(
                pk,
                text,
                kind,
                same.get(aim_text.casefold(), aim) if aim_text else aim,
                tuple(measures[pk].values()),
                gap_in(came, about),
            )
            for pk, text, kind, aim, aim_text, came, about in found["objectives"]
        ],
        actions=actions,
        costs=[
            alignment.Cost(action, pence, funding, rationale, gap_in(came, about))
            for action, pence, funding, rationale, came, about in found["costs"]
        ],
        loads=[
            alignment.Load(member, name, role, title, minutes or 0, release)
            for member, name, role, title, minutes, release in found["loads"]
            if member in leads
        ],
        more=_more(found["decisions"]),
        gaps=[alignment.Gap(one.ref, one.text, one.about, one.stands) for one in gaps(plan.school)],
    )


@prepared
def _facts(*, school: int, plan: int) -> QuerySet[Any, Any]:
    """One row, of lists: the aims of the newest vision, what the plan says, who leads, what was decided."""
    newest = Vision.objects.filter(school=school).order_by("-number").values("pk")[:1]
    objectives = Objective.objects.filter(plan=plan)
    actions = Action.objects.filter(objective__plan=plan).exclude(status=Status.DROPPED)
    agreed = RoleDescription.objects.filter(role=OuterRef("role"), state=VersionState.AGREED)
    minutes = agreed.annotate(load=Sum("lines__minutes")).values("load")[:1]
    loads = Holding.objects.filter(until=None, role__retired_on=None).annotate(
        load=Subquery(minutes), release=Subquery(agreed.values("release_minutes")[:1])
    )
    decisions = Decision.objects.filter(
        school=school, review__state__in=(ReviewState.AGREED, ReviewState.CLOSED)
    ).order_by("-review__agreed_at", "-review_id", "duty__order")
    return School.objects.filter(pk=school).values(
        aims=JSONRows(Aim.objects.filter(vision=Subquery(newest)), "pk", "text"),
        objectives=JSONRows(
            objectives.order_by("strand__order", "strand_id", "order", "pk"),
            *("pk", "text", "strand__kind", "aim_id", "aim__text", "origin_kind", "origin_id"),
        ),
        measures=JSONRows(
            objectives.filter(indicators__isnull=False),
            *("pk", "indicators", "indicators__baseline", "indicators__targets"),
        ),
        actions=JSONRows(
            actions,
            *("pk", "text", "objective_id", "lead_id", "duty_id"),
            *("status", "origin_kind", "origin_id"),
        ),
        costs=JSONRows(
            Cost.objects.filter(action__objective__plan=plan),
            *("action_id", "pence", "funding", "rationale", "origin_kind", "origin_id"),
        ),
        loads=JSONRows(
            loads, "member_id", "member__name", "role_id", "role__title", "load", "release"
        ),
        aside=JSONRows(Finding.objects.filter(plan=plan), "check_name", "thing"),
        decisions=JSONRows(decisions, "duty__duty_id", "duty__text", "review__title", "kind"),
    )


def _more(decisions: Iterable[tuple[int, str, str, str]]) -> list[alignment.Duty]:
    """The duties of which the newest agreed review that decided on them wants more."""
    latest: dict[int, alignment.Duty | None] = {}
    for duty, text, review, kind in decisions:
        more = alignment.Duty(duty, text, review) if kind == Decision.Kind.MORE else None
        latest.setdefault(duty, more)
    return [one for one in latest.values() if one is not None]


def findings_left(plan: Plan) -> int:
    """How many findings stand that were not set aside: one query, and one for each kind of gap."""
    [found] = _facts(plan.school, plan=plan.pk)
    aside = {tuple(one) for one in found["aside"]}
    checked = alignment.run(_as_facts(plan, found))
    return sum((one.check, one.thing) not in aside for _check, all in checked for one in all)


def checks_of(plan: Plan) -> Checks:
    """Every check with its findings, in three queries, and one for each kind of gap."""
    found = alignment.run(facts_of(plan))
    aside = {
        (one.check_name, one.thing): one
        for one in Finding.objects.filter(plan=plan).select_related("member")
    }
    strands = list(Strand.objects.filter(plan=plan))
    blocks, sentences = [], {}
    for check, findings in found:
        rows = []
        for one in findings:
            if (one.check, one.thing) in aside:
                sentences[one.check, one.thing] = one.sentence
            else:
                rows.append(_row(plan, strands, one))
        if rows:
            blocks.append(CheckBlock(check, rows))
    titles = {check.name: str(check.title) for check, _findings in found}
    return Checks(
        plan,
        blocks,
        [
            SetAside(one, titles.get(one.check_name, ""), sentences.get(key, ""))
            for key, one in aside.items()
        ],
        [check for check, findings in found if not findings],
    )


def _row(plan: Plan, strands: list[Strand], found: alignment.Found) -> FoundRow:
    at = [plan.school.slug, plan.pk]
    page, write, new = (
        reverse(f"devplan:{name}", args=at) for name in ("plan", "write", "new_action")
    )
    match found.mend:
        case "staff_action" | "curriculum_action":
            staff = found.mend == "staff_action"
            anchor = _strand(strands, alignment.STAFF if staff else alignment.CURRICULUM)
            return FoundRow(found, _("Add an action"), write + anchor, page + anchor)
        case "objective":
            return FoundRow(found, _("Write an objective"), write, page)
        case "indicator":
            measures = reverse("devplan:indicators_of", args=[*at, found.target])
            see = f"{page}#objective-{found.target}"
            return FoundRow(found, _("Say how it is measured"), measures, see)
        case "cost":
            costs = reverse("devplan:costs", args=[*at, found.target])
            return FoundRow(found, _("Change the costs"), costs, f"{page}#action-{found.target}")
        case "load":
            role = reverse("roles:role", args=[plan.school.slug, found.target])
            return FoundRow(found, _("Look at the role"), role)
        case "gap":
            address = found.thing.removeprefix("gap:")
            return FoundRow(found, _("Into the plan"), f"{new}?gap={address}", page)
    return FoundRow(found, _("Plan an action"), f"{new}?from_duty={found.target}", page)


def _strand(strands: list[Strand], kinds: frozenset[str]) -> str:
    """The place of the first strand of these kinds on the plan's page."""
    pk = next((one.pk for one in strands if one.kind in kinds), None)
    return f"#strand-{pk}" if pk else ""
