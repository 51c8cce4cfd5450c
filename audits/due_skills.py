"""What training asks of a member, in one query: to answer, to answer after a training, to say who came."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.due import DATE_HAS_COME, WAITED_FOR, Due
from schools.models import Member
from schools.permissions import may
from schools.prepared import prepared

from .after import AFTER_DAYS
from .models import SkillsAsked, TrainingOffer, TrainingPlace


def training_needs(member: Member) -> list[Due]:
    """Rounds to answer, statements to answer again, attendance to mark: one query."""
    if not may(member, "audits.sign_up"):
        return []
    today = timezone.localdate()
    since = today - datetime.timedelta(days=AFTER_DAYS)
    slug = member.school.slug
    rows = _rows(member.school, member=member.pk, today=today, since=since)
    return [_due(slug, *row) for row in rows]


@prepared
def _rows(
    *, school: int, member: int, today: datetime.date, since: datetime.date
) -> QuerySet[Any, Any]:
    """What is asked, its number and title, and a day; the earliest first."""
    columns = ("what", "of", "title", "day")
    answer = (
        SkillsAsked.objects.filter(member=member, finished_at=None)
        .filter(audit__closed_on=None, audit__closes_on__gte=today)
        .order_by()
        .annotate(what=_text("answer"), of=F("audit_id"), title=F("audit__title"))
        .annotate(day=Cast("audit__closes_on", DateField()))
        .values_list(*columns)
    )
    after = (
        TrainingPlace.objects.filter(member=member, attended=True, after_done_at=None)
        .filter(offer__held_on__gte=since, offer__skills__isnull=False)
        .order_by()
        .annotate(what=_text("after"), of=F("offer_id"), title=F("offer__title"))
        .annotate(day=Cast("offer__held_on", DateField()))
        .values_list(*columns)
    )
    mark = (
        TrainingOffer.objects.filter(giver=member, held_on__lte=today, marked_at=None)
        .filter(cancelled_on=None)
        .order_by()
        .annotate(what=_text("mark"), of=F("pk"), day=Cast("held_on", DateField()))
        .values_list(*columns)
    )
    return answer.union(after, mark).order_by("day", "of")


def _text(word: str) -> Value:
    return Value(word, output_field=CharField())


def _due(slug: str, what: str, pk: int, title: str, day: object) -> Due:
    words = {"title": title, "day": date_format(day, "l j F")}  # type: ignore[arg-type]
    if what == "answer":
        return Due(
            WAITED_FOR,
            _("“%(title)s” waits for your answers") % words,
            _("Open until %(day)s. Each answer is saved as you give it.") % words,
            _("Answer"),
            reverse("audits:skills_answer", args=[slug, pk]),
            own_letter=True,
        )
    if what == "after":
        return Due(
            DATE_HAS_COME,
            _("What can you do since “%(title)s”?") % words,
            _("The same few statements again, a minute’s work."),
            _("Answer"),
            reverse("audits:offer_after", args=[slug, pk]),
        )
    return Due(
        DATE_HAS_COME,
        _("Who came to “%(title)s”?") % words,
        _("It was on %(day)s. Those who came are then asked what changed.") % words,
        _("Say who came"),
        reverse("audits:attendance", args=[slug, pk]),
    )
