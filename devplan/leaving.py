"""What somebody who leaves holds of the plan, and how it is let go."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schools.json_rows import Asked, Rows
from schools.models import Member
from schools.trail import record, sentence

from .models import Action, Plan, State
from .rag import SETTLED

sentence(
    "devplan.leads_let_go",
    gettext_lazy("Actions of “%(plan)s” that %(person)s led are without a lead: %(actions)s"),
)


def asks(member: Member) -> Asked:
    """What of the plans that are not closed they lead and is still to be done."""
    led = _open_actions().filter(lead=member).order_by("objective__plan__title", "pk")
    return {"led": (led, ["objective__plan__title"])}


def what_they_hold(member: Member, rows: Rows) -> list[str]:
    """How much of each plan would be without a lead."""
    plans = Counter(title for (title,) in rows["led"])
    return [
        ngettext(
            "They lead %(n)s action of “%(plan)s”: it would be without a lead.",
            "They lead %(n)s actions of “%(plan)s”: they would be without a lead.",
            number,
        )
        % {"n": number, "plan": title}
        for title, number in plans.items()
    ]


def let_go(member: Member, by: Member | None) -> None:
    """Leave what they lead without a lead, and what they support or monitor to the others.

    What is done or dropped keeps them, and so does a closed plan: it says how it was.
    """
    led = list(_open_actions().filter(lead=member).select_related("objective__plan"))
    Action.objects.filter(pk__in=[one.pk for one in led]).update(lead=None)
    left = _open_actions()
    left.filter(monitored_by=member).update(monitored_by=None)
    Action.supporters.through.objects.filter(
        member_id=member.pk, action_id__in=list(left.values_list("pk", flat=True))
    ).delete()
    by_plan: dict[Plan, list[str]] = defaultdict(list)
    for one in led:
        by_plan[one.objective.plan].append(f"“{one.text}”")
    for plan, actions in by_plan.items():
        plan.school = member.school
        record(
            member.school,
            by,
            "devplan.leads_let_go",
            person=member,
            path=plan.get_absolute_url(),
            plan=plan.title,
            actions=_and_more(actions),
        )


def held() -> dict[int, list[str]]:
    """How many actions each member of the open school leads in the plan in force; one query."""
    actions = _open_actions().filter(objective__plan__state=State.AGREED, lead__isnull=False)
    counted = actions.order_by().values_list("lead_id").annotate(n=Count("pk"))
    return {
        lead: [ngettext("%(n)s action of the plan", "%(n)s actions of the plan", n) % {"n": n}]
        for lead, n in counted
        if lead is not None
    }


def _open_actions() -> QuerySet[Action]:
    return Action.objects.exclude(status__in=SETTLED).exclude(objective__plan__state=State.CLOSED)


def _and_more(names: list[str], most: int = 5) -> str:
    rest = len(names) - most
    if rest <= 0:
        return ", ".join(names)
    return _("%(some)s and %(n)s more") % {"some": ", ".join(names[:most]), "n": rest}
