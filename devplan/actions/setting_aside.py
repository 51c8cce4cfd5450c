"""Setting a finding of the checks aside, with the reason, and bringing it back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import check
from schools.trail import record, sentence

from ..alignment import CHECKS
from ..models import Finding, Plan
from .checking import NotSo, text_in

sentence("devplan.set_aside", gettext_lazy("%(who)s set aside a finding on “%(plan)s”"))
sentence("devplan.brought_back", gettext_lazy("%(who)s brought back a finding on “%(plan)s”"))

NAMES = {one.name for one in CHECKS}


@transaction.atomic
def set_aside(plan: Plan, member: Member, check_name: str, thing: str, reason: str) -> Finding:
    """Set a finding aside; `thing` is what it is about ("aim:4"). Setting it aside again says a new
    reason.

    Raises:
        NotAllowed: `member` may not change plans.
        NotSo: there is no reason, or no such check.
    """
    check(member, "devplan.write_plan")
    if check_name not in NAMES or len(thing) > 60:
        raise NotSo("check", _("There is no such finding. Open the checks once more."))
    text = text_in("reason", reason, 300, _("Say in a sentence why this can stay as it is."))
    finding, _made = Finding.objects.update_or_create(
        plan=plan,
        check_name=check_name,
        thing=thing,
        defaults={"school": plan.school, "reason": text, "member": member},
    )
    path = plan.get_absolute_url()
    record(plan.school, member, "devplan.set_aside", path=path, plan=plan.title)
    return finding


@transaction.atomic
def bring_back(finding: Finding, member: Member) -> None:
    """Let a finding stand among the others again.

    Raises:
        NotAllowed: `member` may not change plans.
    """
    check(member, "devplan.write_plan")
    plan = finding.plan
    path = plan.get_absolute_url()
    record(plan.school, member, "devplan.brought_back", path=path, plan=plan.title)
    finding.delete()
