"""Looking at what is done: planned for a day, recorded with what was found."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import check, may
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import Action, Criterion, Monitoring, Plan, State
from .checking import Changed, NotSo, day_in, person_in, text_in

sentence("devplan.look_planned", gettext_lazy("%(who)s planned to look at “%(about)s”"))
sentence("devplan.look_changed", gettext_lazy("%(who)s changed how “%(about)s” is looked at"))
sentence("devplan.look_done", gettext_lazy("%(who)s wrote down what was found: “%(about)s”"))
sentence("devplan.look_removed", gettext_lazy("%(who)s took out the look at “%(about)s”"))

LONGEST = 4000


@dataclass(frozen=True)
class LookWords:
    """A look at what is done: people, actions and criteria by id."""

    kind: str
    about: str
    by: int | None = None
    planned_on: datetime.date | None = None
    done_on: datetime.date | None = None
    found: str = ""
    actions: Sequence[int] = ()
    criteria: Sequence[int] = ()
    link: str = ""

    @classmethod
    def of(cls, look: Monitoring) -> LookWords:
        """What a look says now."""
        return cls(
            look.kind,
            look.about,
            look.by_id,
            look.planned_on,
            look.done_on,
            look.found,
            tuple(sorted(one.pk for one in look.actions.all())),
            tuple(sorted(one.pk for one in look.criteria.all())),
            look.link,
        )


@transaction.atomic
def plan_look(plan: Plan, member: Member, words: LookWords) -> Monitoring:
    """Plan a look at something, or record one that was had.

    Raises:
        NotAllowed: `member` may not monitor what it looks at.
        NotSo: the words, a day or a person cannot be.
        Refused: the plan is not in force.
    """
    look = Monitoring(school=plan.school, plan=plan, recorded_by=member)
    _set(look, plan, member, words)
    verb = "devplan.look_done" if look.done_on else "devplan.look_planned"
    _record(look, member, verb)
    return look


@transaction.atomic
def change_look(look: Monitoring, member: Member, words: LookWords, revision: int) -> Monitoring:
    """Change a look, or write down what was found.

    Raises:
        NotAllowed: `member` may not monitor what it looks at.
        NotSo: the words, a day or a person cannot be.
        Changed: somebody else changed it since; `now` is a `LookWords`.
        Refused: the plan is not in force.
    """
    now = Monitoring.objects.select_for_update().get(pk=look.pk)
    check_look(now, member)
    if now.revision != revision and LookWords.of(now) != words:
        raise Changed(LookWords.of(now), now.revision)
    was_done = now.done_on is not None
    now.revision += 1
    _set(now, look.plan, member, words)
    done = now.done_on is not None and not was_done
    _record(now, member, "devplan.look_done" if done else "devplan.look_changed")
    return now


@transaction.atomic
def remove_look(look: Monitoring, member: Member) -> None:
    """Take out a look that was planned.

    Raises:
        NotAllowed: `member` may not monitor what it looks at.
        NotSo: something was found already.
        Refused: the plan is not in force.
    """
    check_look(look, member)
    _in_force(look.plan)
    if look.found:
        raise NotSo("found", _("What was found is part of the plan’s story, and stays."))
    _record(look, member, "devplan.look_removed")
    look.delete()


def check_look(look: Monitoring, member: Member) -> None:
    """Let pass who may monitor what it looks at, and whoever does it.

    Raises:
        NotAllowed: `member` may not.
    """
    if look.by_id == member.pk and may(member, "devplan.update"):
        return
    actions = list(look.actions.select_related("objective"))
    if actions and all(may(member, "devplan.update", one) for one in actions):
        return
    check(member, "devplan.monitor")


def _set(look: Monitoring, plan: Plan, member: Member, words: LookWords) -> None:
    _in_force(plan)
    if words.kind not in Monitoring.Kind.values:
        raise NotSo("kind", _("Choose what kind of look it is."))
    look.kind = words.kind
    look.about = text_in("about", words.about, 200, _("Say what is looked at."))
    look.by = person_in("by", words.by, plan.school)
    look.planned_on = day_in("planned_on", words.planned_on)
    look.done_on = day_in("done_on", words.done_on)
    look.found = text_in("found", words.found, LONGEST)
    if look.planned_on is None and look.done_on is None:
        raise NotSo("planned_on", _("Say for which day it is planned, or on which it was done."))
    if look.done_on and look.done_on > timezone.localdate():
        raise NotSo("done_on", _("That day is still to come. Leave it empty until it is done."))
    if look.found and look.done_on is None:
        raise NotSo("done_on", _("Say on which day this was found."))
    if look.done_on and not look.found:
        raise NotSo("found", _("Say in a sentence what was found."))
    if words.link and not words.link.startswith(("https://", "http://")):
        raise NotSo("link", _("A link begins with https://."))
    look.link = text_in("link", words.link, 200)
    actions = list(
        Action.objects.filter(pk__in=words.actions, objective__plan=plan).select_related(
            "objective"
        )
    )
    criteria = list(Criterion.objects.filter(pk__in=words.criteria, objective__plan=plan))
    if len(actions) != len(set(words.actions)) or len(criteria) != len(set(words.criteria)):
        raise NotSo("actions", _("One of these is no longer in the plan. Choose again."))
    _check_actions(look, member, actions)
    look.save()
    look.actions.set(actions)
    look.criteria.set(criteria)


def _check_actions(look: Monitoring, member: Member, actions: Sequence[Action]) -> None:
    """Let pass who may monitor anything; others what belongs to them, or what they were asked to look at.

    Raises:
        NotAllowed: it looks at what belongs to others.
        NotSo: no action is chosen.
    """
    if may(member, "devplan.monitor") or (look.pk and look.by_id == member.pk):
        return
    if not actions:
        raise NotSo("actions", _("Choose the action of yours that is looked at."))
    if not all(may(member, "devplan.update", one) for one in actions):
        check(member, "devplan.monitor")


def _in_force(plan: Plan) -> None:
    if plan.state == State.DRAFT:
        raise Refused(_("This plan is not agreed yet. It is monitored once it is in force."))
    if plan.state == State.CLOSED:
        raise Refused(_("This plan is closed and stays as it is."))


def _record(look: Monitoring, member: Member, verb: str) -> None:
    record(look.school, member, verb, path=look.plan.get_absolute_url(), about=look.about)
