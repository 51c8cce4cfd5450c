"""Setting up discussions of progress, preparing a meeting, and writing in it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member, Subject
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..models import (
    AgendaItem,
    Cadence,
    Direction,
    Discussion,
    Objective,
    Outcome,
    Plan,
    Series,
    State,
)
from ..queries.discussing import agenda_for
from .checking import Changed, NotSo, day_in, moved, next_order, people_in, person_in, text_in
from .doing import ActionWords, add_action

sentence("devplan.series_begun", gettext_lazy("%(who)s set up the discussion “%(title)s”"))
sentence("devplan.series_changed", gettext_lazy("%(who)s changed the discussion “%(title)s”"))
sentence("devplan.series_ended", gettext_lazy("%(who)s ended the discussion “%(title)s”"))
sentence("devplan.prepared", gettext_lazy("%(who)s prepared “%(title)s” of %(day)s"))
sentence("devplan.outcome_acted", gettext_lazy("%(who)s made an outcome an action: “%(action)s”"))

LONGEST = 8000


@dataclass(frozen=True)
class SeriesWords:
    """A discussion that comes round: people by id."""

    title: str
    cadence: str
    people: Collection[int] = ()
    next_on: datetime.date | None = None


@transaction.atomic
def set_up(
    plan: Plan,
    member: Member,
    seniors: Collection[int],
    subjects: Collection[int],
    cadence: str,
    first_on: datetime.date | None,
) -> list[Series]:
    """Set up the discussions of a school in one step: one upwards with these senior managers, and one
    downwards for each of these subjects. What is there already stays.

    Raises:
        NotAllowed: `member` may not set up discussions.
        NotSo: nobody and no subject was chosen, or a person, day or cadence cannot be.
    """
    check(member, "devplan.set_up_discussions")
    if not seniors and not subjects:
        raise NotSo("seniors", _("Choose with whom progress is discussed."))
    if cadence not in Cadence.values:
        raise NotSo("cadence", _("Choose how often."))
    day = day_in("next_on", first_on)
    made = []
    school = plan.school
    open_ones = list(Series.objects.filter(school=school, ended_on=None))
    if seniors and not any(one.direction == Direction.UP for one in open_ones):
        people = people_in("seniors", seniors, school)
        made.append(
            _begin(
                plan,
                member,
                Direction.UP,
                _("Progress with senior managers"),
                None,
                people,
                cadence,
                day,
            )
        )
    known = {one.subject_id for one in open_ones if one.subject_id is not None}
    for subject in Subject.objects.filter(school=school, pk__in=subjects).exclude(pk__in=known):
        leaders = [
            one for one in subject.leaders.all() if one.left_on is None and one.pk != member.pk
        ]
        made.append(
            _begin(plan, member, Direction.DOWN, subject.name, subject, leaders, cadence, day)
        )
    return made


def _begin(
    plan: Plan,
    member: Member,
    direction: str,
    title: str,
    subject: Subject | None,
    people: Sequence[Member],
    cadence: str,
    day: datetime.date | None,
) -> Series:
    series = Series.objects.create(
        school=plan.school,
        direction=direction,
        title=title,
        subject=subject,
        cadence=cadence,
        next_on=day,
    )
    series.people.set([*people, member])
    _record(plan, member, "devplan.series_begun", title=title)
    return series


@transaction.atomic
def change_series(
    series: Series, plan: Plan, member: Member, words: SeriesWords, revision: int
) -> Series:
    """Change who takes part, how often and when next.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        NotSo: a person, the day or the cadence cannot be.
        Changed: somebody else changed it since; `now` is a `SeriesWords`.
    """
    now = Series.objects.select_for_update().get(pk=series.pk)
    check(member, "devplan.discuss", now)
    if now.revision != revision:
        people = tuple(now.people.values_list("pk", flat=True))
        raise Changed(SeriesWords(now.title, now.cadence, people, now.next_on), now.revision)
    if words.cadence not in Cadence.values:
        raise NotSo("cadence", _("Choose how often."))
    now.title = text_in("title", words.title, 120, _("Give it a title."))
    now.cadence, now.next_on = words.cadence, day_in("next_on", words.next_on)
    now.revision += 1
    now.save()
    now.people.set(people_in("people", words.people, plan.school))
    _record(plan, member, "devplan.series_changed", title=now.title)
    return now


@transaction.atomic
def end_series(series: Series, plan: Plan, member: Member) -> None:
    """End a discussion; its minutes stay.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
    """
    check(member, "devplan.discuss", series)
    series.ended_on, series.next_on = timezone.localdate(), None
    series.save(update_fields=["ended_on", "next_on"])
    _record(plan, member, "devplan.series_ended", title=series.title)


@transaction.atomic
def prepare(series: Series, plan: Plan, member: Member, day: datetime.date | None) -> Discussion:
    """Prepare a meeting: its agenda is drafted from what changed since the last one.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        NotSo: no day was given.
        Refused: the plan is not in force, or a meeting of it is open already.
    """
    check(member, "devplan.discuss", series)
    if plan.state != State.AGREED:
        raise Refused(_("Progress is discussed of a plan that is in force."))
    if series.ended_on is not None:
        raise Refused(_("This discussion was ended. Set it up anew to go on with it."))
    if series.discussions.exclude(state=Discussion.State.AGREED).exists():
        raise Refused(_("The last meeting’s minutes are not agreed yet. Agree them first."))
    day = day_in("held_on", day)
    if day is None:
        raise NotSo("held_on", _("Say for which day."))
    made = Discussion.objects.create(
        school=plan.school,
        series=series,
        plan=plan,
        held_on=day,
        prepared_by=member,
    )
    made.present.set(one for one in series.people.all() if one.left_on is None)
    AgendaItem.objects.bulk_create(
        AgendaItem(
            school=plan.school,
            discussion=made,
            kind=one.kind,
            text=one.text[:300],
            detail=one.detail[:300],
            action_id=one.action,
            indicator_id=one.indicator,
            order=order,
        )
        for order, one in enumerate(agenda_for(series, plan, timezone.localdate()))
    )
    _record(plan, member, "devplan.prepared", title=series.title, day=date_format(made.held_on))
    return made


def open_discussion(discussion: Discussion, member: Member) -> Discussion:
    """The discussion as it is now, where it may still be written in.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        Refused: its minutes are agreed, or wait to be.
    """
    check(member, "devplan.discuss", discussion)
    now = Discussion.objects.select_for_update().get(pk=discussion.pk)
    if now.state == Discussion.State.AGREED:
        raise Refused(_("These minutes are agreed and stay as they are."))
    if now.state == Discussion.State.HELD:
        raise Refused(
            _(
                "These minutes wait to be agreed. Say first what is not right, to write in them again."
            )
        )
    return now


@transaction.atomic
def note(item: AgendaItem, member: Member, text: str, revision: int) -> AgendaItem:
    """Write down what was said of an item.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        NotSo: it is too long.
        Changed: somebody else wrote since; `now` is what stands there.
        Refused: the minutes are agreed, or wait to be.
    """
    open_discussion(item.discussion, member)
    now = AgendaItem.objects.select_for_update().get(pk=item.pk)
    words = text_in("notes", text, LONGEST)
    if words == now.notes:
        return now
    if now.revision != revision:
        raise Changed(now.notes, now.revision)
    now.notes = words
    now.revision += 1
    now.save(update_fields=["notes", "revision"])
    return now


@transaction.atomic
def write_notes(discussion: Discussion, member: Member, text: str, revision: int) -> Discussion:
    """Write down what belongs to no item.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        NotSo: it is too long.
        Changed: somebody else wrote since; `now` is what stands there.
        Refused: the minutes are agreed, or wait to be.
    """
    now = open_discussion(discussion, member)
    words = text_in("notes", text, LONGEST)
    if words == now.notes:
        return now
    if now.revision != revision:
        raise Changed(now.notes, now.revision)
    now.notes = words
    now.revision += 1
    now.save(update_fields=["notes", "revision"])
    return now


@transaction.atomic
def add_item(discussion: Discussion, member: Member, text: str) -> AgendaItem:
    """Add something to talk about.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        NotSo: nothing was typed, or too much.
        Refused: the minutes are agreed, or wait to be.
    """
    open_discussion(discussion, member)
    words = text_in("text", text, 300, _("Say what it is about."))
    return AgendaItem.objects.create(
        school=discussion.school,
        discussion=discussion,
        text=words,
        order=next_order(discussion.agenda),
    )


@transaction.atomic
def drop_item(item: AgendaItem, member: Member) -> None:
    """Take an item off the agenda.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        Refused: something was written down of it, or the minutes are not open.
    """
    open_discussion(item.discussion, member)
    if item.notes:
        raise Refused(_("Something was written down of this. Empty its notes first."))
    item.delete()


@transaction.atomic
def move_item(item: AgendaItem, member: Member, up: bool) -> None:
    """Put an item one place up or down.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        Refused: the minutes are agreed, or wait to be.
    """
    open_discussion(item.discussion, member)
    moved(list(AgendaItem.objects.filter(discussion=item.discussion_id)), item, up)


@transaction.atomic
def say_present(
    discussion: Discussion, member: Member, people: Collection[int], day: datetime.date | None
) -> None:
    """Say who was there, and on which day.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        NotSo: a person or the day cannot be.
        Refused: the minutes are agreed, or wait to be.
    """
    now = open_discussion(discussion, member)
    if day is None:
        raise NotSo("held_on", _("Say on which day."))
    now.held_on = day_in("held_on", day) or now.held_on
    now.save(update_fields=["held_on"])
    now.present.set(people_in("present", people, discussion.school))


@transaction.atomic
def add_outcome(
    discussion: Discussion,
    member: Member,
    text: str,
    lead: int | None,
    due_on: datetime.date | None,
) -> Outcome:
    """Write down what was agreed to be done.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        NotSo: the words, the person or the day cannot be.
        Refused: the minutes are agreed, or wait to be.
    """
    open_discussion(discussion, member)
    return Outcome.objects.create(
        school=discussion.school,
        discussion=discussion,
        text=text_in("text", text, 300, _("Say what shall be done.")),
        lead=person_in("lead", lead, discussion.school),
        due_on=day_in("due_on", due_on),
        order=next_order(discussion.outcomes),
    )


@transaction.atomic
def drop_outcome(outcome: Outcome, member: Member) -> None:
    """Take out an outcome that is no action yet.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        Refused: it is an action of the plan, or the minutes are not open.
    """
    open_discussion(outcome.discussion, member)
    if outcome.action_id:
        raise Refused(_("It is an action of the plan already. Take it out there."))
    outcome.delete()


@transaction.atomic
def make_action(outcome: Outcome, member: Member, objective: Objective | None) -> Outcome:
    """Make an outcome an action of the plan. That can be done after the minutes are agreed, too.

    Raises:
        NotAllowed: it is not one of `member`'s discussions, or they may not write the objective.
        NotSo: no objective was chosen, or the action cannot be.
        Refused: it is an action already, or the plan is closed.
    """
    check(member, "devplan.discuss", outcome.discussion)
    now = Outcome.objects.select_for_update().get(pk=outcome.pk)
    if now.action_id:
        raise Refused(_("It is an action of the plan already."))
    if objective is None or objective.plan_id != outcome.discussion.plan_id:
        raise NotSo("objective", _("Choose the objective that it is done for."))
    words = ActionWords(now.text, now.lead_id, ends_on=now.due_on)
    action = add_action(objective, member, words, ("discussion", outcome.discussion_id))
    now.action, now.objective = action, objective
    now.save(update_fields=["action", "objective"])
    _record(outcome.discussion.plan, member, "devplan.outcome_acted", action=action.text)
    return now


def _record(plan: Plan, member: Member, verb: str, **about: Any) -> None:
    record(plan.school, member, verb, path=plan.get_absolute_url(), **about)
