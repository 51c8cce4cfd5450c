"""The e-mails of a self-review: asked to judge, reminded; and who is reminded when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scope

from notices import mail
from notices.reminders import Reminded
from schools.models import Member, School

from .letters import LETTER, Sent
from .models import SelfReview, SelfReviewJudge
from .reminders import DAYS_BEFORE
from .strands import strands_of


def ask(review: SelfReview, people: Iterable[SelfReviewJudge]) -> Sent:
    """Tell these people that they are asked to judge."""
    sent, told = Sent(), []
    words = [
        _(
            "Where does the school stand with %(ict)s? “%(review)s” asks you to judge %(n)s strands, each "
            "on five levels that say what one would see. It is open until %(day)s."
        )
        % {
            "ict": review.school.labels["ict"],
            "review": review.title,
            "n": len(strands_of(review)),
            "day": date_format(review.closes_on, "l j F"),
        },
        _(
            "About ten minutes, on a phone too; each answer is saved as you give it. Until it is revealed "
            "nobody else sees what you say. Then it is shown without your name to those who took part and "
            "to those who lead."
        ),
    ]
    subject = _("Your judgement is asked for: %(review)s") % {"review": review.title}
    connection = mail.connection()
    for one in people:
        if not can_be_reached(one.member):
            sent.without.append(one.member.name)
            continue
        try:
            _letter(review, one, subject, words, _("Judge"), connection)
        except mail.NotSent:
            sent.failed.append(one.member.name)
        else:
            sent.count += 1
            told.append(one.pk)
    connection.close()
    SelfReviewJudge.objects.filter(pk__in=told, asked_at=None).update(asked_at=timezone.now())
    return sent


def remind_all(review: SelfReview) -> Sent:
    """Remind everybody who has not finished and was not reminded today."""
    sent, today = Sent(), timezone.localdate()
    waiting = SelfReviewJudge.objects.filter(review=review, finished_at=None, member__left_on=None)
    connection = mail.connection()
    for one in waiting.exclude(reminded_on=today).select_related("member"):
        if not can_be_reached(one.member):
            sent.without.append(one.member.name)
            continue
        unclaimed = SelfReviewJudge.objects.filter(pk=one.pk).exclude(reminded_on=today)
        # Noted before it goes out: of two runs at once only one sends it.
        if not unclaimed.update(reminded_on=today):
            continue
        try:
            _remind(review, one, (review.closes_on - today).days, connection)
            sent.count += 1
        except mail.NotSent:
            SelfReviewJudge.objects.filter(pk=one.pk).update(reminded_on=one.reminded_on)
            sent.failed.append(one.member.name)
    connection.close()
    return sent


def send_reminders() -> Reminded:
    """Remind everybody in every school whom it is time to remind today, where their school is."""
    sent = failed = 0
    judging = SelfReview.objects.with_scopes_disabled().filter(state=SelfReview.State.JUDGING)
    for school in School.objects.filter(sample=False, pk__in=judging.values("school")):
        with scope(school=school), timezone.override(school.time_zone):
            today = timezone.localdate()
            days = [today + datetime.timedelta(days=before) for before in DAYS_BEFORE]
            for review in SelfReview.objects.filter(
                state=SelfReview.State.JUDGING, closes_on__in=days
            ):
                review.school = school
                done = remind_all(review)
                sent, failed = sent + done.count, failed + len(done.failed)
    return Reminded("self-reviews", sent, failed)


def can_be_reached(member: Member) -> bool:
    """Whether somebody is in the school, can sign in and has an address."""
    return bool(member.user_id and member.email and not member.left_on)


def _remind(
    review: SelfReview, one: SelfReviewJudge, days: int, connection: BaseEmailBackend
) -> None:
    left = (
        ngettext("There is %(days)s day left", "There are %(days)s days left", days)
        % {"days": days}
        if days
        else _("Today is the last day")
    )
    words = [
        _("%(left)s for “%(review)s”, and some strands still have no judgement of yours.")
        % {"left": left, "review": review.title},
        _("What you have said is kept: it goes on where you stopped."),
    ]
    subject = _("%(left)s: %(review)s") % {"left": left, "review": review.title}
    _letter(review, one, subject, words, _("Go on"), connection)


def _letter(
    review: SelfReview,
    one: SelfReviewJudge,
    subject: str,
    words: list[str],
    verb: str,
    connection: BaseEmailBackend,
) -> None:
    path = reverse("audits:selfreview_judge", args=[review.school.slug, review.pk])
    context = {
        "name": one.member.name,
        "words": words,
        "verb": verb,
        "link": mail.absolute(path),
        "school": review.school.name,
        "audit": review.title,
    }
    mail.send(one.member.email, subject, LETTER, context, connection=connection)
