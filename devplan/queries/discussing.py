"""What changed since the last meeting of a discussion: the facts that its agenda is drafted from."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from priorities.models import Decision
from priorities.models import State as ReviewState

from .. import money
from ..agenda import Item, draft
from ..differing import with_unit
from ..forms.indicators import plain
from ..models import (
    Action,
    Criterion,
    Direction,
    Discussion,
    Measurement,
    Outcome,
    Plan,
    ProgressUpdate,
    Rag,
    Series,
    Spending,
    Status,
)
from ..rag import SETTLED

FIRST = 42


def since(series: Series, today: datetime.date) -> datetime.date:
    """The day of the last meeting that was held; before the first, six weeks ago."""
    last = (
        series.discussions.exclude(state=Discussion.State.PREPARED)
        .order_by("-held_on")
        .values_list("held_on", flat=True)
        .first()
    )
    return last or today - datetime.timedelta(days=FIRST)


def agenda_for(series: Series, plan: Plan, today: datetime.date) -> list[Item]:
    """The agenda of a meeting: eight queries. One about a subject has that subject's objectives and
    what its leaders lead.
    """
    day = since(series, today)
    about = Q()
    if series.direction == Direction.DOWN and series.subject_id:
        about = Q(objective__subject=series.subject_id) | Q(lead__subjects=series.subject_id)
    actions = Action.objects.filter(about, objective__plan=plan).distinct()
    criteria = Criterion.objects.filter(objective__plan=plan)
    if about:
        own = actions.order_by().values("objective")
        criteria = criteria.filter(Q(objective__subject=series.subject_id) | Q(objective__in=own))
    return draft(
        [
            *_outcomes(series),
            *_late(actions, today),
            *_missed(criteria, today),
            *_said(plan, actions, day),
            *_measured(plan, series, day),
            *_spent(plan, actions, day),
            *(_decided(plan, day) if series.direction == Direction.UP else ()),
        ]
    )


def _outcomes(series: Series) -> Iterator[Item]:
    last = series.discussions.exclude(state=Discussion.State.PREPARED).order_by("-held_on").first()
    if last is None:
        return
    for one in Outcome.objects.filter(discussion=last).select_related("lead", "action"):
        words = [one.lead.name] if one.lead else []
        if one.due_on:
            words.append(_("by %(day)s") % {"day": date_format(one.due_on)})
        if one.action:
            words.append(str(one.action.get_status_display()))
        yield Item("outcome", one.text, " · ".join(words), one.action_id)


def _late(actions: object, today: datetime.date) -> Iterator[Item]:
    late = (
        actions.filter(ends_on__lt=today)  # type: ignore[attr-defined]
        .exclude(status__in=SETTLED)
        .select_related("lead")
        .order_by("ends_on", "pk")
    )
    for one in late:
        who = one.lead.name if one.lead else _("nobody leads it")
        detail = _("was to be finished by %(day)s · %(who)s") % {
            "day": date_format(one.ends_on),
            "who": who,
        }
        yield Item("late", one.text, detail, one.pk)


def _missed(criteria: QuerySet[Criterion], today: datetime.date) -> Iterator[Item]:
    """Success criteria past their date and not met: they make an objective late, whatever is said of its actions."""
    missed = criteria.filter(due_on__lt=today).exclude(met=Criterion.Met.MET)
    for one in missed.select_related("objective").order_by("due_on", "pk"):
        assert one.due_on is not None  # as it was asked for
        objective = Truncator(one.objective.text).chars(200)
        detail = _("success criterion, was to be met by %(day)s · %(objective)s") % {
            "day": date_format(one.due_on),
            "objective": objective,
        }
        yield Item("late", one.text, detail)


def _said(plan: Plan, actions: object, day: datetime.date) -> Iterator[Item]:
    """What was said since: stated red or amber, and what was finished."""
    updates = (
        ProgressUpdate.objects.filter(
            action__in=actions.values("pk"),  # type: ignore[attr-defined]
            made_at__gte=_moment(day),
        )
        .select_related("action", "member")
        .order_by("-made_at", "-pk")
    )
    seen: set[int] = set()
    for one in updates:
        if one.action_id in seen:
            continue
        seen.add(one.action_id)
        if one.status == Status.DONE:
            yield Item("done", one.action.text, one.text, one.action_id)
        elif one.status != Status.DROPPED and one.rag in (Rag.RED, Rag.AMBER):
            who = one.member.name if one.member else _("a former member")
            yield Item(
                "red", one.action.text, f"{one.text} · {who}" if one.text else who, one.action_id
            )


def _measured(plan: Plan, series: Series, day: datetime.date) -> Iterator[Item]:
    found = Measurement.objects.filter(indicator__plan=plan, measured_on__gte=day)
    if series.direction == Direction.DOWN and series.subject_id:
        found = found.filter(indicator__objectives__subject=series.subject_id).distinct()
    for one in found.select_related("indicator").order_by("measured_on", "pk"):
        unit = one.indicator.unit
        detail = _("now %(value)s, on %(day)s") % {
            "value": with_unit(plain(one.value), unit),
            "day": date_format(one.measured_on),
        }
        if one.indicator.baseline is not None:
            detail += " · " + _("baseline %(value)s") % {
                "value": with_unit(plain(one.indicator.baseline), unit)
            }
        yield Item("measured", one.indicator.name, detail, indicator=one.indicator_id)


def _spent(plan: Plan, actions: object, day: datetime.date) -> Iterator[Item]:
    found = Spending.objects.filter(
        cost__action__in=actions.values("pk"),  # type: ignore[attr-defined]
        spent_on__gte=day,
    ).select_related("cost__action")
    sums: dict[int, tuple[str, int]] = {}
    for one in found:
        action = one.cost.action
        text, pence = sums.get(action.pk, (action.text, 0))
        sums[action.pk] = (text, pence + one.pence)
    for pk, (text, pence) in sums.items():
        yield Item("spent", text, _("%(money)s spent") % {"money": money.pounds(pence)}, pk)


def _decided(plan: Plan, day: datetime.date) -> Iterator[Item]:
    found = (
        Decision.objects.filter(
            school=plan.school,
            review__state__in=(ReviewState.AGREED, ReviewState.CLOSED),
            review__agreed_at__gte=_moment(day),
        )
        .exclude(kind=Decision.Kind.KEEP)
        .select_related("duty", "review")
        .order_by("duty__order")
    )
    for one in found:
        yield Item("decided", one.duty.text, f"{one.get_kind_display()} · {one.review.title}")


def _moment(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
