"""Agreeing a plan: its author and the head sign it, each as themselves; then its text is kept."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import Plan, PlanSignature, PlanVersion, State
from ..text import differences, plain_text
from .checking import void_signatures

sentence("devplan.signed", gettext_lazy("%(who)s signed the plan “%(plan)s” as its author"))
sentence("devplan.agreed", gettext_lazy("%(who)s agreed the plan “%(plan)s”"))
sentence("devplan.in_force", gettext_lazy("“%(plan)s” is in force: %(who)s signed last"))
sentence("devplan.changes_signed", gettext_lazy("%(who)s signed the changes of “%(plan)s”"))
sentence(
    "devplan.changes_agreed",
    gettext_lazy(
        "The changes of “%(plan)s” are agreed, as version %(number)s: %(who)s signed last"
    ),
)
sentence("devplan.closed", gettext_lazy("%(who)s closed the plan “%(plan)s”"))
sentence(
    "devplan.governors_noted",
    gettext_lazy("%(who)s recorded that governors noted “%(plan)s” on %(day)s"),
)

Capacity = PlanSignature.Capacity
PERMISSION = {Capacity.AUTHOR: "devplan.sign_as_author", Capacity.HEAD: "devplan.agree"}


def fingerprint(text: Mapping[str, Any]) -> str:
    """A digest of a plan's text: whoever signs gives that of what they have read."""
    return hashlib.sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()


def what_is_missing(text: Mapping[str, Any]) -> list[str]:
    """What keeps a draft of that text from being signed, each a sentence; nothing where it can be."""
    objectives = [one for strand in text["strands"] for one in strand["objectives"]]
    if not objectives:
        return [_("Write at least one objective.")]
    if not any(one["actions"] for one in objectives):
        return [_("Write at least one action: nothing would be done yet.")]
    return []


@transaction.atomic
def sign(plan: Plan, member: Member, capacity: str, seen: str) -> Plan:
    """Sign a draft, as its author or as the head; or what was changed in a plan since it was agreed.

    `seen` is the `fingerprint` of the text that the member has read. With the second signature a
    draft is in force, and the plan that was until then is closed; of a plan that is in force the
    text becomes its next version.

    Raises:
        NotAllowed: `member` may not sign in that capacity.
        Refused: it is closed, signed so already, empty, nothing was changed since it was agreed, or
            something since it was read.
    """
    check(member, PERMISSION[Capacity(capacity)], plan)
    plan = Plan.objects.select_for_update().select_related("school").get(pk=plan.pk)
    if plan.state == State.CLOSED:
        raise Refused(_("This plan is closed. There is nothing left to sign."))
    if plan.signatures.filter(capacity=capacity, version=None).exists():
        raise Refused(_("It is signed so already. It stays signed unless somebody changes it."))
    text = plain_text(plan)
    if missing := what_is_missing(text):
        raise Refused(" ".join(missing))
    last = plan.versions.first()
    if plan.state == State.AGREED and last and not differences(last.text, text):
        raise Refused(_("This plan is agreed as it stands. There is nothing left to sign."))
    if fingerprint(text) != seen:
        raise Refused(_("The plan has changed since you opened this page. Read it once more."))
    PlanSignature.objects.create(school=plan.school, plan=plan, member=member, capacity=capacity)
    _record(plan, member, _verb(plan, capacity))
    if plan.signatures.filter(version=None).count() == len(Capacity):
        number = last.number + 1 if last else 1
        version = PlanVersion.objects.create(
            school=plan.school, plan=plan, number=number, text=text
        )
        plan.signatures.filter(version=None).update(version=version)
        if plan.state == State.AGREED:
            _record(plan, member, "devplan.changes_agreed", number=number)
        else:
            _put_in_force(plan, member)
    return plan


def _verb(plan: Plan, capacity: str) -> str:
    if plan.state == State.AGREED:
        return "devplan.changes_signed"
    return "devplan.signed" if capacity == Capacity.AUTHOR else "devplan.agreed"


def _put_in_force(plan: Plan, member: Member) -> None:
    for old in Plan.objects.select_for_update().filter(school=plan.school, state=State.AGREED):
        old.school = plan.school
        _close(old, member)
    plan.agree()
    plan.agreed_at = timezone.now()
    plan.save(update_fields=["state", "agreed_at"])
    _record(plan, member, "devplan.in_force")


@transaction.atomic
def close(plan: Plan, member: Member) -> Plan:
    """Close a plan whose time is over, without another in its place.

    Raises:
        NotAllowed: `member` may not agree plans.
        Refused: it is not in force.
    """
    check(member, "devplan.agree", plan)
    plan = Plan.objects.select_for_update().select_related("school").get(pk=plan.pk)
    if plan.state != State.AGREED:
        raise Refused(_("Only a plan that is in force can be closed."))
    _close(plan, member)
    return plan


def _close(plan: Plan, member: Member) -> None:
    void_signatures(plan)
    plan.close()
    plan.closed_at = timezone.now()
    plan.save(update_fields=["state", "closed_at"])
    _record(plan, member, "devplan.closed")


@transaction.atomic
def governors_noted(plan: Plan, member: Member, day: datetime.date) -> Plan:
    """Record the day on which governors noted an agreed plan.

    Raises:
        NotAllowed: `member` may not change plans.
        Refused: it is not agreed, or the day is before that or to come.
    """
    check(member, "devplan.write_plan")
    plan = Plan.objects.select_for_update().select_related("school").get(pk=plan.pk)
    if plan.agreed_at is None:
        raise Refused(_("Governors note a plan once it is agreed. This one is not yet."))
    if not timezone.localdate(plan.agreed_at) <= day <= timezone.localdate():
        raise Refused(_("Give a day from that on which the plan was agreed until today."))
    plan.governors_noted_on = day
    plan.save(update_fields=["governors_noted_on"])
    _record(plan, member, "devplan.governors_noted", day=date_format(day))
    return plan


def _record(plan: Plan, member: Member, verb: str, **about: Any) -> None:
    path = plan.get_absolute_url()
    record(plan.school, member, verb, path=path, plan=plan.title, **about)
