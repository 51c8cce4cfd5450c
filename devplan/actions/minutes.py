"""The minutes of a discussion: held, agreed by the other side, or opened once more."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import Member
from schools.permissions import check
from schools.refusals import Refused
from schools.trail import record, sentence

from ..agenda import next_meeting
from ..models import Discussion, Series
from ..queries.terms import terms_of
from ..years import academic_year
from .checking import text_in
from .discussing import open_discussion

sentence("devplan.held", gettext_lazy("%(who)s closed the minutes of “%(title)s”, %(day)s"))
sentence(
    "devplan.minutes_agreed", gettext_lazy("%(who)s agreed the minutes of “%(title)s”, %(day)s")
)
sentence(
    "devplan.minutes_reopened", gettext_lazy("%(who)s opened the minutes of “%(title)s” once more")
)


@transaction.atomic
def hold(discussion: Discussion, member: Member) -> Discussion:
    """Say that the meeting was held: the minutes wait for the other side, the next meeting gets its day.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        Refused: it is still to come, nobody else was there, or it was held already.
    """
    now = open_discussion(discussion, member)
    if now.held_on > timezone.localdate():
        raise Refused(_("Its day is still to come. Change the day if it was held before."))
    if not now.present.exclude(pk=member.pk).exists():
        raise Refused(_("Nobody but you is named as present. Say who was there."))
    now.hold()
    now.held_by, now.reopened_reason = member, ""
    now.save(update_fields=["state", "held_by", "reopened_reason"])
    series = Series.objects.select_for_update().get(pk=now.series_id)
    if series.ended_on is None:
        year = academic_year(now.held_on)
        terms = terms_of(discussion.school, range(year, year + 2))
        series.next_on = next_meeting(now.held_on, series.cadence, terms)
        series.save(update_fields=["next_on"])
    _record(now, discussion, member, "devplan.held")
    return now


@transaction.atomic
def agree_minutes(discussion: Discussion, member: Member) -> Discussion:
    """Agree the minutes: by somebody who was there, or may be, other than who closed them.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        Refused: they do not wait to be agreed, or `member` closed them.
    """
    check(member, "devplan.discuss", discussion)
    now = Discussion.objects.select_for_update().get(pk=discussion.pk)
    if now.state != Discussion.State.HELD:
        raise Refused(_("There is nothing to agree: they are agreed already, or not closed yet."))
    if now.held_by_id == member.pk:
        raise Refused(_("You closed these minutes yourself. The other side agrees them."))
    now.agree()
    now.agreed_by, now.agreed_at = member, timezone.now()
    now.save(update_fields=["state", "agreed_by", "agreed_at"])
    _record(now, discussion, member, "devplan.minutes_agreed")
    return now


@transaction.atomic
def reopen(discussion: Discussion, member: Member, reason: str) -> Discussion:
    """Open minutes that wait to be agreed once more, saying what is not right.

    Raises:
        NotAllowed: it is not one of `member`'s discussions.
        NotSo: no reason was given.
        Refused: they do not wait to be agreed.
    """
    check(member, "devplan.discuss", discussion)
    now = Discussion.objects.select_for_update().get(pk=discussion.pk)
    if now.state != Discussion.State.HELD:
        raise Refused(_("Only minutes that wait to be agreed can be opened once more."))
    words = text_in("reason", reason, 300, _("Say in a sentence what is not right."))
    now.reopen()
    now.reopened_reason, now.held_by = words, None
    now.save(update_fields=["state", "reopened_reason", "held_by"])
    _record(now, discussion, member, "devplan.minutes_reopened")
    return now


def _record(now: Discussion, given: Discussion, member: Member, verb: str) -> None:
    record(
        given.school,
        member,
        verb,
        path=given.plan.get_absolute_url(),
        title=given.series.title,
        day=date_format(now.held_on),
    )
